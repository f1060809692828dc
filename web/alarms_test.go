package web

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

const believed = "Oui, ces rendez-vous sont bien supprimés"

// alarmed puts an alarm of an agenda in the store and notes what is believed.
func (w *world) alarmed(agenda string, bookings ...string) (scheduling.Alarm, *[]string) {
	a := scheduling.Alarm{ID: "vanished/" + agenda, Kind: scheduling.AlarmVanished, At: w.clocks.now, Agenda: agenda, Bookings: bookings}
	w.store.put("alarm", a.ID, a)
	var all []string
	w.Believe = func(_ context.Context, agenda string) error {
		all = append(all, agenda)
		return nil
	}
	return a, &all
}

func answerTo(a scheduling.Alarm) url.Values {
	return url.Values{"agenda": {a.Agenda}, "vu": {seen(a)}}
}

func TestAnAlarmSaysWhoseCalendarAndHowMany(t *testing.T) {
	w := newWorld(t)
	w.alarmed("centre-social-des-tilleuls/tilleul", "a", "b", "c")
	w.alarmed("centre-social-des-tilleuls/noisette", "a", "b", "c", "d", "e", "f", "g")
	for _, c := range []struct{ user, few string }{
		{tilleuls, "3 rendez-vous"},
		{isere, "Plusieurs rendez-vous"}, // three are hidden in the tables too
		{national, "Plusieurs rendez-vous"},
	} {
		w.signInAs(c.user)
		page := html.UnescapeString(w.page("/resultats"))
		for _, want := range []string{
			c.few + " à venir ont disparu ensemble de l’agenda de Mme Exemple-Tilleul.",
			"7 rendez-vous à venir ont disparu ensemble de l’agenda de M. Modèle-Noisette.",
			believed, "il suffit de rétablir l’agenda",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not read %q", c.user, want)
			}
		}
	}
}

// One alone is asked about too, when its absence proves nothing.
func TestAnAlarmAboutOneSession(t *testing.T) {
	w := newWorld(t)
	w.alarmed("centre-social-des-tilleuls/tilleul", "a")
	for user, want := range map[string]string{
		tilleuls: "Un rendez-vous à venir a disparu de l’agenda de Mme Exemple-Tilleul. Il n’est pas annulé",
		national: "Plusieurs rendez-vous à venir",
	} {
		w.signInAs(user)
		if page := html.UnescapeString(w.page("/resultats")); !strings.Contains(page, want) {
			t.Errorf("%s does not read %q", user, want)
		}
	}
}

func TestBelievingAnAlarm(t *testing.T) {
	w := newWorld(t)
	a, all := w.alarmed("centre-social-des-tilleuls/tilleul", "a", "b", "c")
	for _, user := range []string{tilleuls, isere, national} {
		w.signInAs(user)
		status, page := w.post("/resultats/alerte", answerTo(a))
		if status != http.StatusOK || !strings.Contains(page, "Les résultats") {
			t.Errorf("%s: %d", user, status)
		}
	}
	if diff := cmp.Diff([]string{a.Agenda, a.Agenda, a.Agenda}, *all); diff != "" {
		t.Errorf("believed (-want +got):\n%s", diff)
	}
}

// TestNobodyBelievesForOthers: who does not see an alarm can't answer it.
func TestNobodyBelievesForOthers(t *testing.T) {
	w := newWorld(t)
	abroad, all := w.alarmed("paej-bordeaux/garonne", "a", "b", "c")
	near, all2 := w.alarmed("maison-1000-jours-voiron/bleuet", "a", "b", "c")
	try := func(user string, a scheduling.Alarm) {
		t.Helper()
		if page := w.page("/resultats"); user != "" && strings.Contains(page, a.Agenda) {
			t.Errorf("%s is shown %s", user, a.Agenda)
		}
		w.post("/resultats/alerte", answerTo(a))
	}
	w.signInAs(isere)
	try(isere, abroad)
	w.signInAs(tilleuls)
	try(tilleuls, abroad)
	try(tilleuls, near)
	w.signedOut()
	try("", near)
	if len(*all) != 0 || len(*all2) != 0 {
		t.Errorf("believed %v %v", *all, *all2)
	}
}

// What was not on the page was not answered for.
func TestAnAlarmThatGrewIsNotBelieved(t *testing.T) {
	w := newWorld(t)
	a, all := w.alarmed("centre-social-des-tilleuls/tilleul", "a", "b", "c")
	w.signInAs(tilleuls)
	old := a
	old.At = a.At.Add(-time.Minute)
	other := a
	other.Agenda = "centre-social-des-tilleuls/noisette"
	for _, v := range []url.Values{answerTo(old), answerTo(other), {}, {"agenda": {a.Agenda}}} {
		if status, _ := w.post("/resultats/alerte", v); status != http.StatusOK {
			t.Errorf("%v: %d", v, status)
		}
	}
	if len(*all) != 0 {
		t.Errorf("believed %v", *all)
	}
}

func TestAnAnswerToAnAlarmThatFails(t *testing.T) {
	w := newWorld(t)
	a, _ := w.alarmed("centre-social-des-tilleuls/tilleul", "a", "b", "c")
	w.signInAs(tilleuls)
	w.Believe = func(context.Context, string) error { return scheduling.ErrNotFound } // a colleague was faster
	if status, _ := w.post("/resultats/alerte", answerTo(a)); status != http.StatusOK {
		t.Errorf("an alarm that is over: %d", status)
	}
	w.Believe = func(context.Context, string) error { return errors.New("disk full") }
	if status, page := w.post("/resultats/alerte", answerTo(a)); status != http.StatusInternalServerError || strings.Contains(page, "disk") {
		t.Errorf("%d\n%s", status, page)
	}
	w.Believe = nil
	if status, _ := w.post("/resultats/alerte", answerTo(a)); status != http.StatusNotFound {
		t.Errorf("with nobody to tell: %d", status)
	}
	if page := html.UnescapeString(w.page("/resultats")); strings.Contains(page, believed) || !strings.Contains(page, "Demandez à la structure") {
		t.Error("a button that does nothing is shown")
	}
}

// The same people may say that it was a mistake.
func TestKeepingWhatVanished(t *testing.T) {
	w := newWorld(t)
	a, believedOf := w.alarmed("centre-social-des-tilleuls/tilleul", "a", "b", "c")
	const keep = "Non, remettre ces rendez-vous"
	w.signInAs(tilleuls)
	if strings.Contains(w.page("/resultats"), keep) {
		t.Error("a button that does nothing is shown")
	}
	var kept []string
	w.Keep = func(_ context.Context, agenda string) error {
		kept = append(kept, agenda)
		return nil
	}
	if !strings.Contains(w.page("/resultats"), keep) {
		t.Error("no way to keep them")
	}
	v := answerTo(a)
	v.Set("garder", "1")
	if status, _ := w.post("/resultats/alerte", v); status != http.StatusOK {
		t.Errorf("%d", status)
	}
	if diff := cmp.Diff([]string{a.Agenda}, kept); diff != "" || len(*believedOf) != 0 {
		t.Errorf("kept %v, believed %v", kept, *believedOf)
	}
}

// A session put where nobody can hold it is told, its reference to the structure
// alone; there is nothing to answer.
func TestAMisplacedSession(t *testing.T) {
	w := newWorld(t)
	a := scheduling.Alarm{
		ID: "misplaced/b1/1", Kind: scheduling.AlarmMisplaced, At: w.clocks.now, Agenda: "centre-social-des-tilleuls/tilleul",
		Bookings: []string{"b1"}, References: []string{"K7M2-P9"}, To: "centre-social-des-tilleuls/noisette",
	}
	w.store.put("alarm", a.ID, a)
	for user, which := range map[string]string{tilleuls: "Le rendez-vous K7M2-P9", isere: "Un rendez-vous"} {
		w.signInAs(user)
		page := html.UnescapeString(w.page("/resultats"))
		want := which + " a été mis dans l’agenda de M. Modèle-Noisette, qui ne peut pas l’assurer."
		if !strings.Contains(page, want) || strings.Contains(page, believed) || strings.Contains(page, "Demandez à la structure") {
			t.Errorf("%s does not read %q", user, want)
		}
		if user == isere && strings.Contains(page, "K7M2") {
			t.Errorf("%s reads a reference", user)
		}
	}
}

// What stands in a calendar after a restore and is not known any more is told, with
// what to do; on which days, to the structure alone.
func TestSessionsThatAreNotKnownAnyMore(t *testing.T) {
	w := newWorld(t)
	at := func(day int) scheduling.Interval {
		start := time.Date(2027, 3, day, 9, 0, 0, 0, time.UTC)
		return scheduling.Interval{Start: start, End: start.Add(time.Hour)}
	}
	for agenda, times := range map[string][]scheduling.Interval{
		"centre-social-des-tilleuls/tilleul": {at(9), at(9), at(11)}, "centre-social-des-tilleuls/noisette": {at(10)},
	} {
		a := scheduling.Alarm{ID: "unknown/" + agenda, Kind: scheduling.AlarmUnknown, At: w.clocks.now, Agenda: agenda, Times: times}
		w.store.put("alarm", a.ID, a)
	}
	for user, says := range map[string][]string{
		tilleuls: {
			"3 rendez-vous à venir de l’agenda de Mme Exemple-Tilleul (le 9 mars 2027, le 11 mars 2027) ne sont plus connus d’Escale",
			"Les parents comptent venir\u00a0: gardez ces rendez-vous.",
			"Un rendez-vous à venir de l’agenda de M. Modèle-Noisette (le 10 mars 2027) n’est plus connu d’Escale", "supprimez l’événement",
		},
		isere: {"Des rendez-vous à venir de l’agenda de Mme Exemple-Tilleul ne sont plus connus d’Escale", "demandez à la structure de garder ces rendez-vous"},
	} {
		w.signInAs(user)
		page := html.UnescapeString(w.page("/resultats"))
		for _, want := range says {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not read %q", user, want)
			}
		}
		if strings.Contains(page, believed) || user != tilleuls && strings.Contains(page, "(le ") {
			t.Errorf("%s reads too much", user)
		}
	}
}
