package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"escale/scheduling"
)

// What the buttons of an agenda's page do. Each ends on the week again.

// diaryDone says what was done, by what stands in the address.
func diaryDone(what string) string {
	return map[string]string{
		"heures": "C’est noté. Ces heures sont proposées aux parents.",
		"retire": "C’est noté. Ces heures ne sont plus proposées ; les rendez-vous déjà pris restent.",
		"ferme":  "C’est noté. Rien ne sera proposé sur ce temps.",
		"rouvre": "C’est rouvert.",
		"annule": "Le rendez-vous est annulé. Le parent va être prévenu.",
		"note":   "C’est noté, merci.",
	}[what]
}

// done goes back to the week, which says so.
func (p diaryPage) done(what string, err error) {
	switch {
	case errors.Is(err, scheduling.ErrNotFound):
		p.weekWith(http.StatusConflict, "", "Cela a changé entre-temps. Voici l’agenda tel qu’il est maintenant.")
	case err != nil:
		p.failed(p.rw, "change an agenda", err)
	default:
		q := url.Values{"semaine": {p.form("semaine")}, "fait": {what}}
		http.Redirect(p.rw, p.r, p.at("?"+q.Encode()), http.StatusSeeOther)
	}
}

// doneOn goes to the week of a day, where what was done is seen.
func (p diaryPage) doneOn(day time.Time, what string, err error) {
	p.r.Form.Set("semaine", day.In(p.owner.Zone).Format(isoDay))
	p.done(what, err)
}

// refused shows the week with the form that something is wrong with, as it was
// filled in.
func (p diaryPage) refused(form, problem string) {
	p.weekWith(http.StatusUnprocessableEntity, form, problem)
}

// addHours opens some hours of a day, or of every week from that day on.
func (p diaryPage) addHours() {
	at, problem := p.hours()
	if problem != "" {
		p.refused(formHours, problem)
		return
	}
	p.doneOn(at.Start, "heures", p.diary.AddHours(p.r.Context(), p.form("cle"), at, p.form("chaque-semaine") != ""))
}

// hours reads what is to be opened: time enough for one session at least.
func (p diaryPage) hours() (at scheduling.Interval, problem string) {
	day, ok := p.dayAt("jour")
	if !ok {
		return at, "Choisissez un jour, à partir d’aujourd’hui."
	}
	from, ok1 := p.hourAt("de", day)
	to, ok2 := p.hourAt("a", day)
	if !ok1 || !ok2 || !from.Before(to) {
		return at, "Indiquez l’heure du début, puis une heure de fin qui vient après."
	}
	if least := p.owner.Shortest; to.Sub(from) < least {
		return at, fmt.Sprintf("C’est trop court : une séance dure %d\u00a0minutes. Ouvrez au moins ce temps.", least/time.Minute)
	}
	return scheduling.Interval{Start: from.UTC(), End: to.UTC()}, ""
}

// close closes a day, a half of it or some days. If sessions stand in that time,
// it asks first: none is cancelled by closing.
func (p diaryPage) close() {
	at, whole, problem := p.closing()
	if problem != "" {
		p.refused(formClose, problem)
		return
	}
	if p.form("garder") == "" {
		inside, err := p.inside(p.r.Context(), at)
		if err != nil {
			p.failed(p.rw, "read an agenda", err)
			return
		}
		if len(inside) > 0 {
			p.askToClose(at, inside)
			return
		}
	}
	p.doneOn(at.Start, "ferme", p.diary.Close(p.r.Context(), p.form("cle"), at, whole))
}

// closing reads what is to be closed; a half of the day ends or begins at 13:00.
func (p diaryPage) closing() (at scheduling.Interval, whole bool, problem string) {
	first, ok := p.dayAt("du")
	if !ok {
		return at, false, "Choisissez le jour à fermer, à partir d’aujourd’hui."
	}
	last := first
	if p.form("au") != "" {
		if last, ok = p.dayAt("au"); !ok || last.Before(first) || last.Sub(first) > 400*24*time.Hour {
			return at, false, "Le dernier jour vient après le premier, un an après au plus."
		}
	}
	half := time.Date(first.Year(), first.Month(), first.Day(), 13, 0, 0, 0, first.Location())
	start, end := first, last.AddDate(0, 0, 1)
	switch part := p.form("moment"); {
	case part == "journee":
		return scheduling.Interval{Start: start.UTC(), End: end.UTC()}, true, ""
	case !last.Equal(first):
		return at, false, "Pour plusieurs jours, choisissez la journée entière."
	case part == "matin":
		end = half
	case part == "apres-midi":
		start = half
	default:
		return at, false, "Choisissez la journée, le matin ou l’après-midi."
	}
	return scheduling.Interval{Start: start.UTC(), End: end.UTC()}, false, ""
}

// inside lists the sessions that stand in a time.
func (p diaryPage) inside(ctx context.Context, at scheduling.Interval) ([]DiaryEntry, error) {
	all, err := p.diary.Between(ctx, at)
	var found []DiaryEntry
	for _, e := range all {
		if e.live() && e.Start.After(p.now()) {
			found = append(found, e)
		}
	}
	return found, err
}

// askView asks before something that can't be taken back.
type askView struct {
	frame
	Owner    DiaryOwner
	At, Week string
	Lines    []diaryLine
	Form     map[string]string // sent again
	Cancel   bool              // it is about one session to be cancelled
	Many     bool
}

func (p diaryPage) askToClose(_ scheduling.Interval, inside []DiaryEntry) {
	v := askView{frame: p.frame("Des rendez-vous sont pris"), Owner: p.owner, At: p.at(""), Week: p.form("semaine"), Many: len(inside) > 1, Form: map[string]string{}}
	for _, name := range []string{"du", "au", "moment", "cle"} {
		v.Form[name] = p.form(name)
	}
	for _, e := range inside {
		v.Lines = append(v.Lines, p.line(e, midnight(e.Start.In(p.owner.Zone))))
	}
	p.show(p.rw, http.StatusOK, "mon-agenda-question", v)
}

// askToCancel asks before a session is cancelled.
func (p diaryPage) askToCancel() {
	e, ok := p.booking()
	if !ok {
		p.done("", scheduling.ErrNotFound)
		return
	}
	v := askView{frame: p.frame("Annuler ce rendez-vous ?"), Owner: p.owner, At: p.at(""), Week: p.form("semaine"), Cancel: true}
	v.Lines = []diaryLine{p.line(e, midnight(e.Start.In(p.owner.Zone)))}
	p.show(p.rw, http.StatusOK, "mon-agenda-question", v)
}

// booking finds the session that is ahead and named by the form.
func (p diaryPage) booking() (DiaryEntry, bool) {
	now := p.now()
	all, err := p.inside(p.r.Context(), scheduling.Interval{Start: now, End: now.AddDate(2, 0, 0)})
	if err != nil {
		return DiaryEntry{}, false
	}
	for _, e := range all {
		if e.ID == p.form("rdv") {
			return e, true
		}
	}
	return DiaryEntry{}, false
}

func (p diaryPage) cancel() {
	e, ok := p.booking()
	if !ok {
		p.done("", scheduling.ErrNotFound)
		return
	}
	p.done("annule", p.diary.Cancel(p.r.Context(), e.ID))
}

// remove takes hours or a closing away.
func (p diaryPage) remove() {
	kind, done := p.form("quoi"), "retire"
	if kind != DiaryOpen && kind != DiaryClosed {
		p.done("", scheduling.ErrNotFound)
		return
	}
	if kind == DiaryClosed {
		done = "rouvre"
	}
	var occurrence time.Time
	if when := p.form("quand"); when != "" {
		var err error
		if occurrence, err = time.Parse(time.RFC3339, when); err != nil {
			p.done("", scheduling.ErrNotFound)
			return
		}
	}
	p.done(done, p.diary.Remove(p.r.Context(), kind, p.form("id"), occurrence, p.form("suite") != ""))
}

// presence notes whether a parent came.
func (p diaryPage) presence() {
	p.done("note", p.diary.Mark(p.r.Context(), p.form("rdv"), said(p.form("venu"))))
}

// said reads an answer; anything else is refused by who is told.
func said(answer string) scheduling.State {
	switch answer {
	case "oui":
		return scheduling.Attended
	case "non":
		return scheduling.Missed
	}
	return ""
}

// dayAt reads a day that is not past, nor far.
func (p diaryPage) dayAt(name string) (time.Time, bool) {
	day, err := time.ParseInLocation(isoDay, p.form(name), p.owner.Zone)
	return day, err == nil && !day.Before(midnight(p.now())) && near(day, p.now())
}

func (p diaryPage) hourAt(name string, day time.Time) (time.Time, bool) {
	t, err := time.Parse("15:04", p.form(name))
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, day.Location()), err == nil
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
