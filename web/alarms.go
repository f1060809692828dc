package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// alarmLine is an alarm in words, and what its button sends.
type alarmLine struct {
	When, Place, Text string
	Agenda, Seen      string // empty: there is nothing to answer
	Keep              bool   // they can be written again
	Told              bool   // all is said: nothing is asked
}

// alarmsOf lists the alarms within the scope, the newest first.
func (w *Web) alarmsOf(ctx context.Context, s Scope) ([]scheduling.Alarm, error) {
	records, err := w.Reader.List(ctx, scheduling.Query{Kind: "alarm"})
	if err != nil {
		return nil, fmt.Errorf("list alarms: %w", err)
	}
	p := w.Catalogue()
	var all []scheduling.Alarm
	for _, r := range records {
		var a scheduling.Alarm
		if err := json.Unmarshal(r.Data, &a); err != nil {
			return nil, fmt.Errorf("alarm %s: %w", r.ID, err)
		}
		if a.Kind == scheduling.AlarmCallLate {
			continue // it has a page of its own: see waiting
		}
		if s.allows(p, structureOf(a)) {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b scheduling.Alarm) int { return b.At.Compare(a.At) })
	return all, nil
}

func structureOf(a scheduling.Alarm) string {
	structure, _, _ := strings.Cut(a.Agenda, "/")
	return structure
}

// alarms puts the latest within the scope into words.
func (w *Web) alarms(ctx context.Context, s Scope) ([]alarmLine, error) {
	all, err := w.alarmsOf(ctx, s)
	if err != nil {
		return nil, err
	}
	p := w.Catalogue()
	var lines []alarmLine
	for _, a := range all[:min(len(all), 20)] {
		l := alarmLine{When: w.day(a.At), Place: structureName(p, structureOf(a)), Text: w.alarmText(p, a, s)}
		l.Told = a.Kind == scheduling.AlarmMisplaced || a.Kind == scheduling.AlarmUnknown
		if a.Kind == scheduling.AlarmVanished && w.Believe != nil {
			l.Agenda, l.Seen, l.Keep = a.Agenda, seen(a), w.Keep != nil
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// alarmText says what happened. How many bookings it was is told to the
// structure, whose calendar it is; others read it from the threshold of the
// tables on, since those hide a smaller number.
func (w *Web) alarmText(p *programme.Programme, a scheduling.Alarm, s Scope) string {
	switch a.Kind {
	case scheduling.AlarmMisplaced:
		return misplacedText(p, a, s)
	case scheduling.AlarmUnknown:
		return w.unknownText(p, a, s)
	}
	if a.Kind != scheduling.AlarmVanished {
		return "Quelque chose est à vérifier dans un agenda de cette structure."
	}
	many := "Plusieurs rendez-vous"
	if n := len(a.Bookings); n > 1 && (s.Structure != "" || n >= p.Thresholds.Inside) {
		many = number(n) + " rendez-vous"
	}
	whose := ofAgenda(p, a.Agenda)
	if s.Structure != "" && len(a.Bookings) == 1 {
		return "Un rendez-vous à venir a disparu " + whose + ". Il n’est pas annulé, et le parent n’a pas été prévenu."
	}
	return many + " à venir ont disparu ensemble " + whose + ". Rien n’a été annulé, et aucun parent n’a été prévenu."
}

// ofAgenda says whose agenda something is of.
func ofAgenda(p *programme.Programme, id string) string {
	if _, agenda, known := p.Agenda(id); known && agenda.Professional != "" {
		return "de l’agenda de " + agenda.Professional
	}
	return "d’un agenda"
}

// unknownText says that sessions are not known any more, and what to do. When they
// are is told to the structure alone, whose calendar it is.
func (w *Web) unknownText(p *programme.Programme, a scheduling.Alarm, s Scope) string {
	const since = ", sans doute depuis une restauration de ses données"
	const then = " Escale n’enverra pas de rappel, et ne peut ni déplacer ni annuler ce qu’il ne connaît pas." +
		" Si un rendez-vous ne peut pas avoir lieu, prévenez le parent si vous savez comment le joindre, puis supprimez l’événement\u00a0: l’heure sera de nouveau proposée."
	whose := ofAgenda(p, a.Agenda)
	if s.Structure == "" {
		return "Des rendez-vous à venir " + whose + " ne sont plus connus d’Escale" + since +
			". Les parents comptent venir, et personne ne les prévient plus\u00a0: demandez à la structure de garder ces rendez-vous dans son agenda."
	}
	if len(a.Times) == 1 {
		return "Un rendez-vous à venir " + whose + " (le " + w.day(a.Times[0].Start) + ") n’est plus connu d’Escale" + since +
			". Le parent compte venir\u00a0: gardez ce rendez-vous." + then
	}
	var days []string
	for _, i := range a.Times {
		days = append(days, "le "+w.day(i.Start))
	}
	days = slices.Compact(days)
	return number(len(a.Times)) + " rendez-vous à venir " + whose + " (" + strings.Join(days, ", ") + ") ne sont plus connus d’Escale" + since +
		". Les parents comptent venir\u00a0: gardez ces rendez-vous." + then
}

// misplacedText says that a session was dragged to somebody who can't hold it.
// Its reference is told to the structure alone.
func misplacedText(p *programme.Programme, a scheduling.Alarm, s Scope) string {
	which, whose := "Un rendez-vous", "d’une autre personne"
	if s.Structure != "" && len(a.References) > 0 {
		which = "Le rendez-vous " + strings.Join(a.References, ", ")
	}
	if _, agenda, known := p.Agenda(a.To); known && agenda.Professional != "" {
		whose = "de " + agenda.Professional
	}
	return which + " a été mis dans l’agenda " + whose + ", qui ne peut pas l’assurer. Il a été annulé, et le parent prévenu."
}

// seen names the state of an alarm, so that nobody answers for bookings that
// vanished after the page was read.
func seen(a scheduling.Alarm) string { return a.At.UTC().Format(time.RFC3339Nano) }

// believe takes a person's word about the bookings of an alarm: that they were
// really deleted, or are to be kept. An alarm that is over, or has grown since,
// changes nothing: the page shows how it is.
func (w *Web) believe(rw http.ResponseWriter, r *http.Request, u User) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4096)
	if w.Believe == nil || r.ParseForm() != nil {
		w.notFound(rw, r)
		return
	}
	agenda, at := r.PostForm.Get("agenda"), r.PostForm.Get("vu")
	answer, said := w.Believe, "deleted"
	if r.PostForm.Get("garder") != "" && w.Keep != nil {
		answer, said = w.Keep, "kept"
	}
	all, err := w.alarmsOf(r.Context(), u.Scope)
	if err != nil {
		w.failed(rw, "read alarms", err)
		return
	}
	for _, a := range all {
		if a.Kind != scheduling.AlarmVanished || a.Agenda != agenda || seen(a) != at {
			continue
		}
		if err := answer(r.Context(), agenda); err != nil && !errors.Is(err, scheduling.ErrNotFound) {
			w.failed(rw, "answer an alarm", err)
			return
		}
		w.Log.Info("an alarm was answered", "agenda", agenda, "bookings", said, "user", u.Name)
	}
	http.Redirect(rw, r, "/resultats#agendas", http.StatusSeeOther)
}
