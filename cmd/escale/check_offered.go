package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"escale/calendars"
	"escale/locales"
	"escale/programme"
	"escale/scheduling"
)

// offering says in French, for structures, what they don't offer and why.
type offering struct {
	*checker
	h      *house
	text   *locales.Printer
	status map[string][]calendars.CalendarStatus // by agenda
	since  troubles
}

// offered goes through every offer of every agenda.
func (k *checker) offered(ctx context.Context, h *house) error {
	o := offering{checker: k, h: h, text: h.texts.In(locales.French), status: map[string][]calendars.CalendarStatus{}}
	var err error
	if _, o.since, err = h.troubles(ctx); err != nil {
		return err
	}
	for _, s := range h.mirror.Status() {
		o.status[s.Agenda] = append(o.status[s.Agenda], s)
	}
	for _, s := range h.catalogue.programme().Structures {
		o.names(ctx, s)
		for _, a := range s.Agendas {
			o.unknownWords(s, a)
			for _, offer := range a.Offers {
				if err := o.explain(ctx, s, a, offer); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// explain says one line about an offer of an agenda, or nothing.
func (o offering) explain(ctx context.Context, s programme.Structure, a programme.Agenda, offer string) error {
	e, err := o.h.desk.Explain(ctx, offer, s.AgendaID(a))
	if err != nil {
		return err
	}
	where := fmt.Sprintf("%s: agenda %s, %s: ", s.File, a.ID, offer)
	switch e.Why {
	case "":
		if e.Ends.Before(o.h.clocks.Programme().Add(e.Horizon)) && len(a.Hours) == 0 {
			o.note(where + "Vos heures ouvertes s’arrêtent le " + o.day(e.Ends, e.Zone) + ".")
		}
	case scheduling.FullyBooked:
		o.note(where + "Tout est réservé. De nouvelles heures ouvertes seraient prises.")
	case scheduling.OutOfPeriod:
		o.note(where + "Rien n’est proposé. " + o.period(e.Period))
	default:
		why, err := o.why(ctx, s, a, e)
		if err != nil {
			return err
		}
		o.note(where + "Rien n’est proposé. " + why)
	}
	return nil
}

// unknownWords tells of words on open hours that have no effect.
func (o offering) unknownWords(s programme.Structure, a programme.Agenda) {
	if words := o.h.mirror.UnknownWords(s.AgendaID(a)); len(words) > 0 {
		o.note(fmt.Sprintf("%s: agenda %s: Sur vos heures ouvertes, ces mots n’ont pas d’effet : « %s ». Un mot compte s’il est « téléphone », « visio », « sur place » ou le nom d’une offre.",
			s.File, a.ID, strings.Join(words, " », « ")))
	}
}

func (o offering) note(line string) {
	o.notes++
	fmt.Fprintln(o.con.out, line)
}

// why is the sentence for what the structure can change.
func (o offering) why(ctx context.Context, s programme.Structure, a programme.Agenda, e scheduling.Explanation) (string, error) {
	switch e.Why {
	case scheduling.CalendarAway:
		return o.away(s.AgendaID(a)), nil
	case scheduling.NeverOpen:
		return "Il n’y a aucune heure ouverte. " + o.whereToOpen(s, a), nil
	case scheduling.KeptForOthers:
		return "Toutes vos heures ouvertes sont gardées pour une autre offre, ou pour une façon de se voir que cet agenda n’a pas.", nil
	case scheduling.OpenEnded:
		return "Vos heures ouvertes se sont arrêtées le " + o.day(e.Ends, e.Zone) + ". Prolongez-les.", nil
	case scheduling.TooShort:
		return "Aucune heure ouverte ne dure assez pour une séance de " + span(e.Duration) + ".", nil
	case scheduling.TooSoon:
		return "Vos heures ouvertes sont trop proches : on réserve au moins " + span(e.Notice) + " à l’avance.", nil
	case scheduling.TooFar:
		return "Vos heures ouvertes commencent le " + o.day(e.Opens, e.Zone) + ", et l’on ne réserve pas plus de " + span(e.Horizon) + " à l’avance.", nil
	case scheduling.DaysOff:
		return "Vos heures ouvertes tombent toutes un jour férié ou de fermeture.", nil
	}
	return o.covered(ctx, s.AgendaID(a), e)
}

// away is why a calendar can't be read, and since when.
func (o offering) away(agenda string) string {
	for _, s := range o.status[agenda] {
		if s.Trouble == "" {
			continue
		}
		sentence := "L’agenda « " + s.Calendar + " » ne peut pas être lu. " + s.Words
		if t, ok := o.since[troubled(s)]; ok && t.Trouble == s.Trouble {
			loc := o.h.clocks.Machine().Location()
			sentence += " C’est ainsi depuis le " + o.day(t.Since, loc) + "."
		}
		return sentence
	}
	return "Ses agendas n’ont pas encore été lus."
}

// whereToOpen says where open hours would be seen.
func (o offering) whereToOpen(s programme.Structure, a programme.Agenda) string {
	for _, c := range o.status[s.AgendaID(a)] {
		switch {
		case c.Open && hosted(s):
			return "Posez-en dans l’agenda qu’Escale garde pour vous."
		case c.Open && c.Busy:
			return "Dans l’agenda « " + c.Calendar + " », donnez-leur la catégorie « Escale »."
		case c.Open:
			return "Posez-en dans l’agenda « " + c.Calendar + " »."
		}
	}
	return "Donnez-en à votre coordination, pour la partie « hours » du fichier."
}

// covered names what stands on the open hours, if it is one thing.
func (o offering) covered(ctx context.Context, agenda string, e scheduling.Explanation) (string, error) {
	c, err := o.h.mirror.Covering(ctx, agenda, e.Open)
	if err != nil {
		return "", err
	}
	if c.Title == "" {
		return "Toutes vos heures ouvertes sont prises par d’autres rendez-vous.", nil
	}
	return fmt.Sprintf("Vos heures ouvertes sont prises par « %s », dans l’agenda « %s ».", c.Title, c.Calendar), nil
}

// period says when the offer is open in the département.
func (o offering) period(p programme.Period) string {
	var parts []string
	if !p.From.IsZero() {
		parts = append(parts, "à partir du "+o.day(p.From.In(time.UTC), time.UTC))
	}
	if !p.Until.IsZero() {
		parts = append(parts, "jusqu’au "+o.day(p.Until.In(time.UTC), time.UTC))
	}
	return "L’offre est ouverte " + strings.Join(parts, " ") + "."
}

func (o offering) day(t time.Time, loc *time.Location) string { return o.text.LongDay(t, loc) }

// span is a duration in words: "1 heure", "90 minutes", "24 heures", "6 semaines".
func span(d time.Duration) string {
	const day = 24 * time.Hour
	for _, unit := range []struct {
		of        time.Duration
		from      time.Duration
		one, more string
	}{{7 * day, 2 * 7 * day, "semaine", "semaines"}, {day, 3 * day, "jour", "jours"}, {time.Hour, time.Hour, "heure", "heures"}} {
		if d >= unit.from && d%unit.of == 0 {
			if n := d / unit.of; n > 1 {
				return fmt.Sprintf("%d %s", n, unit.more)
			}
			return "1 " + unit.one
		}
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}
