package web

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

const diarySecret = "SECRETDEMMEEXEMPLE"

// paper is the diary of somebody in Paris, in memory.
type paper struct {
	t       testing.TB
	zone    *time.Location
	entries []DiaryEntry
	keys    []string
	err     error
}

func (p *paper) Diary(_ context.Context, secret string) (Diary, error) {
	if secret != diarySecret {
		return nil, scheduling.ErrNotFound
	}
	return p, nil
}

func (p *paper) Owner() DiaryOwner {
	return DiaryOwner{Structure: "Maison des Inventés", Professional: "Mme Exemple", Zone: p.zone, Shortest: time.Hour}
}

func (p *paper) Between(_ context.Context, window scheduling.Interval) (found []DiaryEntry, _ error) {
	for _, e := range p.entries {
		if e.Overlaps(window) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b DiaryEntry) int { return a.Start.Compare(b.Start) })
	return found, p.err
}

func (p *paper) add(key string, e DiaryEntry) error {
	if !slices.Contains(p.keys, key) {
		p.keys, p.entries = append(p.keys, key), append(p.entries, e)
	}
	return p.err
}

func (p *paper) AddHours(_ context.Context, key string, at scheduling.Interval, weekly bool) error {
	e := DiaryEntry{Kind: DiaryOpen, ID: key, Interval: at, Repeats: weekly}
	if weekly {
		e.Occurrence = at.Start
	}
	return p.add(key, e)
}

func (p *paper) Close(_ context.Context, key string, at scheduling.Interval, whole bool) error {
	return p.add(key, DiaryEntry{Kind: DiaryClosed, ID: key, Interval: at, WholeDays: whole})
}

func (p *paper) Remove(_ context.Context, kind, id string, occurrence time.Time, following bool) error {
	p.entries = slices.DeleteFunc(p.entries, func(e DiaryEntry) bool {
		return e.Kind == kind && e.ID == id && e.Occurrence.Equal(occurrence) && following == e.Repeats
	})
	return p.err
}

func (p *paper) change(id string, do func(*DiaryEntry)) error {
	for i := range p.entries {
		if p.entries[i].ID == id {
			do(&p.entries[i])
			return p.err
		}
	}
	return scheduling.ErrNotFound
}

func (p *paper) Cancel(_ context.Context, booking string) error {
	return p.change(booking, func(e *DiaryEntry) { e.Leaving = true })
}

func (p *paper) Mark(_ context.Context, booking string, state scheduling.State) error {
	if state == "" {
		return scheduling.ErrNotFound
	}
	return p.change(booking, func(e *DiaryEntry) { e.State = state })
}

// at is an hour of November 2026 in Paris: "23 09:00".
func (p *paper) at(text string) time.Time {
	p.t.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+text, p.zone)
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

func (p *paper) booking(id, start string, state scheduling.State) {
	begin := p.at(start)
	p.entries = append(p.entries, DiaryEntry{
		Kind: DiaryBooking, ID: id, Interval: scheduling.Interval{Start: begin, End: begin.Add(time.Hour)},
		Reference: "REF-" + id, Mode: "in-person", Place: "1 rue de l’Exemple", State: state,
	})
}

// newDiary is the world on Wednesday 25 November 2026 at noon, with a session
// gone by and one to come on Thursday afternoon.
func newDiary(t testing.TB) (*world, *paper) {
	w := newWorld(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{t: t, zone: paris}
	w.Diaries = p
	w.clocks.now = p.at("25 12:00")
	p.booking("gone", "24 10:00", scheduling.PresumedHeld)
	p.booking("next", "26 15:00", scheduling.Booked)
	return w, p
}

const mine = "/mon-agenda/" + diarySecret

// says fails unless the page holds each of the texts.
func (w *world) says(page string, texts ...string) {
	w.t.Helper()
	page = html.UnescapeString(page)
	for _, text := range texts {
		if !strings.Contains(page, text) {
			w.t.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
}

func (w *world) does(action string, v url.Values) string {
	w.t.Helper()
	v.Set("semaine", "2026-11-23")
	_, page := w.post(mine+action, v)
	return page
}

func TestAProfessionalSeesHerWeek(t *testing.T) {
	w, _ := newDiary(t)
	w.says(w.page(mine), "Du lundi 23 au dimanche 29 novembre 2026", "Mme Exemple, Maison des Inventés", "REF-gone", "REF-next",
		"de 15\u202fh à 16\u202fh", "sur place, 1 rue de l’Exemple", "Une séance est passée", "aujourd’hui")
	w.says(w.page(mine+"?semaine=2026-12-30"), "Du lundi 28 décembre au dimanche 3 janvier 2027", "Rien ce jour-là.")
	for _, odd := range []string{"x", "0001-01-01", "9999-12-31"} {
		w.says(w.page(mine+"?semaine="+odd), "23 au dimanche 29 novembre")
	}
}

func TestASecretThatIsWrongOpensNothing(t *testing.T) {
	w, p := newDiary(t)
	for _, at := range []string{"/mon-agenda/", "/mon-agenda/x", "/mon-agenda/" + strings.ToLower(diarySecret), "/mon-agenda/x/annuler?rdv=next"} {
		if status, page := w.get(at); status != http.StatusNotFound || strings.Contains(page, "REF-") {
			t.Errorf("%s: %d", at, status)
		}
	}
	for _, action := range []string{"heures", "fermer", "retirer", "annuler", "presence"} {
		if status, _ := w.post("/mon-agenda/x/"+action, url.Values{"rdv": {"next"}}); status != http.StatusNotFound {
			t.Errorf("%s: %d", action, status)
		}
	}
	if len(p.entries) != 2 {
		t.Errorf("%+v", p.entries)
	}
}

func TestThePageGoesToTheWeekOfWhatWasDone(t *testing.T) {
	w, _ := newDiary(t)
	w.says(w.does("/heures", url.Values{"cle": {"k1"}, "jour": {"2026-12-03"}, "de": {"09:00"}, "a": {"11:00"}}),
		"Ces heures sont proposées", "Du lundi 30 novembre au dimanche 6 décembre 2026", "de 9\u202fh à 11\u202fh")
	w.says(w.does("/fermer", url.Values{"cle": {"k2"}, "du": {"2026-12-10"}, "moment": {"matin"}}),
		"Rien ne sera proposé", "Du lundi 7 au dimanche 13 décembre 2026", "jusqu’à 13\u202fh")
}

func TestWhatWasTypedStaysInTheFormThatIsWrong(t *testing.T) {
	w, p := newDiary(t)
	page := w.does("/heures", url.Values{"cle": {"k1"}, "jour": {"2026-12-03"}, "de": {"14:00"}, "a": {"14:30"}, "chaque-semaine": {"oui"}})
	w.says(page, "une séance dure 60\u00a0minutes", `value="2026-12-03"`, `value="14:00"`, `value="14:30"`, `value="oui" checked`,
		`open><summary>Ajouter`, `<details class="card act"><summary>Fermer`)
	page = w.does("/fermer", url.Values{"cle": {"k2"}, "du": {"2026-12-03"}, "au": {"2026-12-01"}, "moment": {"apres-midi"}})
	w.says(page, `role="alert"`, `value="2026-12-03"`, `value="2026-12-01"`, `value="apres-midi" checked`,
		`open><summary>Fermer`, `<details class="card act"><summary>Ajouter`)
	if len(p.entries) != 2 {
		t.Errorf("%+v", p.entries)
	}
}

func TestHoursAreOpenedAndTakenBackOnThePage(t *testing.T) {
	w, p := newDiary(t)
	hours := url.Values{"cle": {"k1"}, "jour": {"2026-11-27"}, "de": {"09:00"}, "a": {"11:30"}, "chaque-semaine": {"oui"}}
	for range 2 { // pressed twice
		w.says(w.does("/heures", hours), "Ces heures sont proposées", "de 9\u202fh à 11\u202fh\u202f30", "chaque semaine")
	}
	if len(p.entries) != 3 || !p.entries[2].Start.Equal(p.at("27 09:00")) || !p.entries[2].End.Equal(p.at("27 11:30")) {
		t.Fatalf("%+v", p.entries)
	}
	when := p.entries[2].Occurrence.UTC().Format(time.RFC3339)
	w.says(w.does("/retirer", url.Values{"quoi": {DiaryOpen}, "id": {"k1"}, "quand": {when}, "suite": {"oui"}}), "ne sont plus proposées")
	for _, bad := range []url.Values{
		{"jour": {"2026-11-24"}, "de": {"09:00"}, "a": {"11:00"}},
		{"jour": {"x"}, "de": {"09:00"}, "a": {"11:00"}},
		{"jour": {"2026-11-27"}, "de": {"11:00"}, "a": {"09:00"}},
		{"jour": {"2026-11-27"}, "de": {""}, "a": {"09:00"}},
		{"jour": {"2226-11-27"}, "de": {"09:00"}, "a": {"11:00"}},
	} {
		w.says(w.does("/heures", bad), `role="alert"`)
	}
	if len(p.entries) != 2 {
		t.Errorf("%+v", p.entries)
	}
}

func TestClosingOverASessionAsksFirst(t *testing.T) {
	w, p := newDiary(t)
	closing := url.Values{"cle": {"k1"}, "du": {"2026-11-26"}, "moment": {"apres-midi"}}
	w.says(w.does("/fermer", closing), "Un rendez-vous est déjà pris", "REF-next", "Rien n’est fermé pour l’instant", "Fermer, et garder ce rendez-vous")
	if len(p.entries) != 2 || p.entries[1].Leaving {
		t.Fatalf("something was changed: %+v", p.entries)
	}
	closing.Set("garder", "oui")
	w.says(w.does("/fermer", closing), "Rien ne sera proposé sur ce temps", "à partir de 13\u202fh", "REF-next", "Fermé")
	if e := p.entries[2]; e.WholeDays || !e.Start.Equal(p.at("26 13:00")) || !e.End.Equal(p.at("27 00:00")) || p.entries[1].Leaving {
		t.Errorf("closed: %+v", p.entries)
	}
	w.says(w.does("/retirer", url.Values{"quoi": {DiaryClosed}, "id": {"k1"}}), "C’est rouvert")
}

func TestDaysAreClosedWithoutAQuestion(t *testing.T) {
	w, p := newDiary(t)
	w.says(w.does("/fermer", url.Values{"cle": {"k1"}, "du": {"2026-11-27"}, "au": {"2026-11-30"}, "moment": {"journee"}}), "toute la journée", "Rouvrir")
	w.says(w.does("/fermer", url.Values{"cle": {"k2"}, "du": {"2026-11-26"}, "moment": {"matin"}}), "jusqu’à 13\u202fh")
	if e := p.entries[2]; !e.WholeDays || !e.Start.Equal(p.at("27 00:00")) || !e.End.Equal(p.at("30 00:00").AddDate(0, 0, 1)) {
		t.Errorf("closed: %+v", e)
	}
	for _, bad := range []url.Values{
		{"du": {"2026-11-24"}, "moment": {"journee"}},
		{"du": {"2026-11-27"}, "au": {"2026-11-26"}, "moment": {"journee"}},
		{"du": {"2026-11-27"}, "au": {"2026-11-28"}, "moment": {"matin"}},
		{"du": {"2026-11-27"}, "au": {"2028-11-28"}, "moment": {"journee"}},
		{"du": {"2026-11-27"}},
		{},
	} {
		w.says(w.does("/fermer", bad), `role="alert"`)
	}
	if len(p.entries) != 4 {
		t.Errorf("%+v", p.entries)
	}
}

func TestASessionIsCancelledAfterAQuestion(t *testing.T) {
	w, p := newDiary(t)
	w.says(w.page(mine+"/annuler?rdv=next&semaine=2026-11-23"), "Annuler ce rendez-vous ?", "REF-next", "Le parent sera prévenu")
	if p.entries[1].Leaving {
		t.Fatal("looking cancelled it")
	}
	w.says(w.does("/annuler", url.Values{"rdv": {"next"}}), "Le rendez-vous est annulé", "Annulation en cours")
	for _, gone := range []string{"next", "gone", "other", ""} { // already, past, not hers
		w.says(w.does("/annuler", url.Values{"rdv": {gone}}), "Cela a changé entre-temps")
	}
}

func TestPresenceIsSaidOnThePage(t *testing.T) {
	w, p := newDiary(t)
	w.says(w.does("/presence", url.Values{"rdv": {"gone"}, "venu": {"non"}}), "C’est noté, merci", "Noté : absent")
	w.says(w.does("/presence", url.Values{"rdv": {"gone"}, "venu": {"oui"}}), "Noté : venu")
	w.says(w.does("/presence", url.Values{"rdv": {"gone"}, "venu": {"peut-être"}}), "Cela a changé")
	if p.entries[0].State != scheduling.Attended {
		t.Errorf("%+v", p.entries[0])
	}
}

// A parent who says that nobody was there leaves the structure its say.
func TestPresenceIsSaidAfterTheParent(t *testing.T) {
	w, p := newDiary(t)
	p.entries[0].State = scheduling.NotReceived
	page := w.page(mine + "?semaine=2026-11-23")
	w.says(page, "REF-gone", "Venu<", "Absent<", "Une séance est passée")
	w.says(w.does("/presence", url.Values{"rdv": {"gone"}, "venu": {"oui"}}), "C’est noté, merci", "Noté : venu")
}

func TestSecretPagesAreToldToNobody(t *testing.T) {
	w, _ := newDiary(t)
	r, err := w.client.Get(w.server.URL + mine)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store", "Content-Security-Policy": policy} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	for name, c := range map[string]struct {
		headers []string
		want    int
	}{
		"another site": {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://ailleurs.invalid"}, http.StatusForbidden},
		"a frame":      {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "null"}, http.StatusForbidden},
		"an older one": {[]string{"Origin", "https://ailleurs.invalid"}, http.StatusForbidden},
		"older Safari": {[]string{"Origin", "null"}, http.StatusUnprocessableEntity},
		"ours":         {[]string{"Sec-Fetch-Site", "same-origin", "Origin", w.server.URL}, http.StatusUnprocessableEntity},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+mine+"/fermer", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(c.headers); i += 2 {
			req.Header.Set(c.headers[i], c.headers[i+1])
		}
		if status, _ := w.body(w.client.Do(req)); status != c.want {
			t.Errorf("%s: %d, want %d", name, status, c.want)
		}
	}
}
