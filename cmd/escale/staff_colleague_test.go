package main

import (
	"strings"
	"testing"
	"time"
)

// colleagues adds a second professional to the structure, with a calendar of his
// own and no open hours.
func (s *service) colleagues() {
	s.t.Helper()
	s.radicale.staff("make", "Noisette")
	file := "programme/structures/centre-social-des-tilleuls.yaml"
	s.file(file, s.read(file)+`  - id: noisette
    professional: M. Modèle-Noisette
    trade:
      fr: Psychologue
      en: Psychologist
      fr-falc: Il écoute les parents
    qualification: Titre de psychologue
    offers: [accompagnement]
    modes: [in-person, phone]
    busy: [Noisette]
`)
}

// only waits until a calendar shows one session, and returns it.
func (s *service) only(calendar string) occurrence {
	s.t.Helper()
	var all []occurrence
	wait(s.t, "one session in "+calendar, func() bool {
		all = s.radicale.staff("list", calendar)
		return len(all) == 1
	})
	return all[0]
}

// Staff write another place on a session, drag it into a colleague's calendar,
// and move it there: the parent hears of each once, and what she then does
// happens where the session is.
func TestStaffGiveASessionToAColleague(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.colleagues()
	s.serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))

	uid := s.only("Agenda").UID
	s.radicale.staff("place", "Agenda", uid, "Salle <b>des Roses</b>, 3 rue Inventée")
	s.hears(mum, said("told.where"))
	mum.sees("Salle <b>des Roses</b>, 3 rue Inventée")

	s.radicale.staff("carry", "Agenda", uid, "Noisette")
	s.hears(mum, "Ce sera avec M. Modèle-Noisette.")
	mum.tap(said("tap.details"))
	mum.sees("Avec M. Modèle-Noisette, Psychologue")
	mum.sees("Salle <b>des Roses</b>")

	e := s.only("Noisette")
	later := e.Start.Add(26 * time.Hour)
	s.radicale.staff("move", "Noisette", uid, stamp(later), stamp(later.Add(time.Hour)))
	s.hears(mum, said("told.moved"))
	mum.tap(said("tap.accept"))
	s.hears(mum, said("say.accepted"))
	if n := strings.Count(mum.text(), "Le lieu change"); n != 1 {
		t.Errorf("the place is told %d times", n)
	}
	mum.tap(said("tap.appointments"))
	mum.tap(said("tap.cancel-it"))
	mum.tap(said("tap.yes-cancel"))
	s.hears(mum, said("say.cancelled"))
	wait(t, "the session is in nobody's calendar", func() bool {
		return len(s.radicale.staff("list", "Agenda"))+len(s.radicale.staff("list", "Noisette")) == 0
	})
}

// A session that is cut here and pasted there, by a client that gives it another
// UID, is still hers, and moves with her.
func TestStaffCutAndPasteASession(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.colleagues()
	s.serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	booked := s.only("Agenda")
	s.radicale.staff("carry", "Agenda", booked.UID, "Noisette", "colle-par-un-client")
	s.hears(mum, "Ce sera avec M. Modèle-Noisette.")
	if strings.Contains(mum.text(), said("told.deleted")) {
		t.Error("she was told that it is off")
	}
	mum.tap(said("tap.move"))
	mum.sees(said("ask.slots-move"))
	mum.press(".slots.s-")
	mum.tap(said("tap.confirm-move"))
	s.hears(mum, said("say.moved"))
	s.only("Agenda")
	wait(t, "what was pasted is taken out", func() bool { return len(s.radicale.staff("list", "Noisette")) == 0 })
}
