package main

import (
	"strings"
	"testing"
	"time"

	"escale/locales"
)

// A structure reads in French why nothing is offered: each change below is what
// its staff do in their own calendars.
func TestCheckSaysWhyNothingIsOffered(t *testing.T) {
	t.Parallel()
	s := newService(t)
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	day := func(at time.Time) string { return texts.In(locales.French).LongDay(at, daytimeZone()) }

	s.says("Vos heures ouvertes s’arrêtent le " + day(midday(29)) + ".")
	s.opens(midday(-9), "FREQ=DAILY;COUNT=2")
	s.says("Vos heures ouvertes se sont arrêtées le " + day(midday(-8)) + ". Prolongez-les.")
	s.opens(midday(100), "FREQ=DAILY;COUNT=2")
	s.says("Vos heures ouvertes commencent le "+day(midday(100))+", et", "plus de 6 semaines à l’avance.")
	s.opens(midday(5), "FREQ=DAILY;COUNT=2")
	s.radicale.staff("add", "Agenda", "Rendez-vous de M. Essai-Secret", stamp(midday(5)), stamp(midday(5).Add(4*time.Hour)))
	s.radicale.staff("add", "Agenda", "Équipe", stamp(midday(6)), stamp(midday(6).Add(2*time.Hour)))
	s.radicale.staff("add", "Agenda", "Bilan", stamp(midday(6).Add(2*time.Hour)), stamp(midday(6).Add(4*time.Hour)))
	s.says("Toutes vos heures ouvertes sont prises par d’autres rendez-vous.") // whose titles are nobody's business
	s.radicale.staff("add", "Agenda", "Fermeture", stamp(midday(0)), stamp(midday(20)))
	s.says("Vos heures ouvertes sont prises par « Fermeture », dans l’agenda « Agenda ».")
	s.radicale.staff("remove", "Escale")
	s.radicale.staff("make", "Escale")
	s.says("Il n’y a aucune heure ouverte. Posez-en dans l’agenda « Escale ».")
}

// A trouble that lasts is dated, also across a restart.
func TestCheckSaysSinceWhenACalendarIsAway(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.file("radicale.password", "wrong\n")
	s.serve()
	s.process.until("the service notes the trouble", func() bool {
		c := execute(t, "", "check", "-config", s.config)
		return c.code == 1 && strings.Contains(c.out, "C’est ainsi depuis le ") && strings.Contains(c.out, "refuse l’identifiant ou le mot de passe")
	})
}

// Who wrote a calendar's name otherwise reads what it could be.
func TestCheckSaysWhichCalendarsThereAre(t *testing.T) {
	t.Parallel()
	s := newService(t)
	file := "programme/structures/centre-social-des-tilleuls.yaml"
	s.file(file, strings.Replace(s.read(file), "[Agenda]", "[Agendas]", 1))
	s.checkFinds("Cet agenda est introuvable.", "Voici les agendas que ce compte voit : «\u00a0Agenda\u00a0», «\u00a0Escale\u00a0».")
}

// An agenda whose id changes leaves its sessions behind: parents still come.
func TestCheckNamesTheSessionsOfAnAgendaThatIsGone(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	name := "programme/structures/centre-social-des-tilleuls.yaml"
	s.file(name, strings.Replace(s.read(name), "  - id: tilleul\n", "  - id: autre\n", 1))
	c := execute(t, "", "check", "-config", s.config)
	if want := "agenda centre-social-des-tilleuls/tilleul: 1 session(s) ahead, and no structure has it"; c.code != 1 || !strings.Contains(c.out, want) {
		t.Errorf("check ends with %d and says no %q:\n%s", c.code, want, c.out)
	}
}

// opens replaces the open hours by a series of four hours each.
func (s *service) opens(from time.Time, rule string) {
	s.t.Helper()
	s.radicale.staff("remove", "Escale")
	s.radicale.staff("make", "Escale")
	s.radicale.staff("add", "Escale", "Ouvert", stamp(from), stamp(from.Add(4*time.Hour)), rule)
}

// says checks what check has to say of the structure with its own calendars.
func (s *service) says(parts ...string) {
	s.t.Helper()
	c := execute(s.t, "", "check", "-config", s.config)
	for line := range strings.Lines(c.out) {
		if rest, ok := strings.CutPrefix(line, "structures/centre-social-des-tilleuls.yaml: agenda tilleul, accompagnement: "); ok {
			for _, p := range parts {
				if !strings.Contains(rest, p) {
					s.t.Errorf("check says %q, not %q", strings.TrimSpace(rest), p)
				}
			}
			return
		}
	}
	s.t.Errorf("check says nothing of the structure, not %q:\n%s", parts, c.out)
}
