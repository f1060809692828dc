package calendars

import (
	"net/http"
	"path"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// twoColleagues share a calendar and have one each.
func twoColleagues(t *testing.T) (*radicale, *Mirror, map[string]string) {
	t.Helper()
	r := startRadicale(t)
	paths := map[string]string{}
	for _, name := range []string{"Aline", "Bruno", "Commun"} {
		paths[name] = r.make(name)
	}
	source := func(id, own string) AgendaSource {
		return AgendaSource{
			ID: id, Zone: "Europe/Paris", URL: r.URL(), Username: testUser, Password: testPassword,
			Busy: []string{own, "Commun"}, Offers: []OfferNames{{ID: "couple", Names: []string{"Séance à deux"}}},
		}
	}
	m := newTestMirror(t, MirrorConfig{}, source(aline, "Aline"), source(bruno, "Bruno"))
	m.mustSync(t, bruno)
	return r, m, paths
}

const bruno = "centre/bruno"

// standingIn tells which sessions take up time in an agenda.
func (m *Mirror) standingIn(t *testing.T, agenda string) []string {
	t.Helper()
	got, ok := m.between(agenda, monday, monday.AddDate(0, 0, 6))
	if !ok {
		t.Fatalf("%s is not offered", agenda)
	}
	var all []string
	for _, s := range got.Sessions {
		all = append(all, s.Booking+" "+hours(t, []scheduling.Interval{s.Interval})[0])
	}
	return all
}

// A session dragged into a colleague's calendar is found there, and takes up the
// colleague's time; one in a calendar that both read is in its own place.
func TestSessionInAColleaguesCalendar(t *testing.T) {
	r, m, paths := twoColleagues(t)
	e := session("b1", 1, monday.Add(4*time.Hour))
	seen, err := m.Publish(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	dragged := []string{
		"UID:" + e.UID, "DTSTART:20261123T140000Z", "DTEND:20261123T150000Z", "SUMMARY:Escale · K7M2-P9 · Accompagnement",
		"LOCATION:Salle des Roses\\, 3 rue Inventée",
	}
	r.Request(http.MethodDelete, seen.Href, "")
	r.Put(paths["Bruno"]+"x.ics", dragged...)
	silence := m.c.Silence
	m.c.Silence = time.Nanosecond
	if s := m.mustSync(t, aline); !s.Blind {
		t.Error("a calendar around is silent, and that is not told")
	}
	m.c.Silence = silence
	m.mustSync(t, bruno)
	s := m.mustSync(t, aline)
	if s.Blind {
		t.Error("blind, though all around was read")
	}
	at := s.Elsewhere[e.UID]
	if len(s.Ours) != 0 || len(at) != 1 || s.Around.IsZero() {
		t.Fatalf("here %v, elsewhere %v, around %v", s.Ours, at, s.Around)
	}
	for _, read := range []string{path.Dir(seen.Href) + "/", paths["Bruno"], paths["Commun"]} {
		if !slices.Contains(s.Read, read) {
			t.Errorf("%s is not among what was read: %v", read, s.Read)
		}
	}
	if diff := cmp.Diff([]string{bruno}, at[0].Agendas); diff != "" || at[0].Place != "Salle des Roses, 3 rue Inventée" || at[0].Href != paths["Bruno"]+"x.ics" {
		t.Errorf("elsewhere %+v %s", at[0], diff)
	}
	if diff := cmp.Diff([]string{"b1 23 15:00-16:00"}, m.standingIn(t, bruno)); diff != "" {
		t.Errorf("in the colleague's agenda: %s", diff)
	}

	r.Request(http.MethodDelete, paths["Bruno"]+"x.ics", "")
	r.Put(paths["Commun"]+"x.ics", dragged...)
	m.mustSync(t, bruno)
	s = m.mustSync(t, aline)
	if ev, here := s.Ours[e.UID]; !here || ev.Href != paths["Commun"]+"x.ics" || len(s.Elsewhere) != 0 {
		t.Errorf("in the shared calendar: %+v, elsewhere %v", s.Ours, s.Elsewhere)
	}
	got, _ := m.between(bruno, monday, monday.AddDate(0, 0, 6))
	if len(got.Sessions) != 1 || !cmp.Equal(got.Sessions[0].Agendas, []string{aline, bruno}) {
		t.Errorf("the shared calendar's sessions: %+v", got.Sessions)
	}
}

// An event that was cut and pasted under another UID is known by its reference;
// a copy of our own comes second; what was accepted as an invitation takes
// nothing over.
func TestCopiesOfASession(t *testing.T) {
	r, m, paths := twoColleagues(t)
	e := session("b1", 1, monday.Add(4*time.Hour))
	if _, err := m.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	title := "SUMMARY:Escale · K7M2-P9 · Accompagnement · sur place"
	r.Put(paths["Aline"]+"p.ics", "UID:pasted", "DTSTART:20261124T140000Z", "DTEND:20261124T150000Z", title)
	r.Put(paths["Commun"]+"c.ics", "UID:"+e.UID, "DTSTART:20261125T140000Z", "DTEND:20261125T150000Z", title)
	r.Put(paths["Bruno"]+"i.ics", "UID:"+e.UID, "DTSTART:20261125T140000Z", "DTEND:20261125T150000Z", title,
		"ORGANIZER:mailto:escale@escale.example", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:accueil@centre.example")
	m.mustSync(t, bruno)
	s := m.mustSync(t, aline)
	if s.Ours[e.UID].Interval != e.Interval || len(s.Copies[e.UID]) != 1 || len(s.Elsewhere[e.UID]) != 0 {
		t.Errorf("ours %+v, copies %+v, elsewhere %+v", s.Ours, s.Copies, s.Elsewhere)
	}
	if p := s.Copies["K7M2-P9"]; len(p) != 1 || p[0].UID != "pasted" || p[0].Start.Hour() != 14 {
		t.Errorf("pasted: %+v", p)
	}
	got, _ := m.between(aline, monday, monday.AddDate(0, 0, 6))
	if diff := cmp.Diff([]string{"24 15:00-16:00"}, hours(t, got.Busy)); diff != "" {
		t.Errorf("a copy under another UID is busy: %s", diff)
	}
}

// Appointments that staff tag as sessions of Escale are told with what the
// evaluation needs, and nothing else.
func TestEnteredSessions(t *testing.T) {
	r, m, paths := twoColleagues(t)
	r.Put(paths["Aline"]+"a.ics", "UID:a", "DTSTART:20261123T080000Z", "DTEND:20261123T090000Z", "SUMMARY:Mme Inventée #escale")
	r.Put(paths["Aline"]+"b.ics", "UID:b", "DTSTART:20261123T090000Z", "DTEND:20261123T100000Z", "SUMMARY:Mme Imaginaire",
		"CATEGORIES:Séance-Escale,Absente,séance à deux", "RRULE:FREQ=DAILY;COUNT=2")
	r.Put(paths["Aline"]+"c.ics", "UID:c", "DTSTART;VALUE=DATE:20261123", "SUMMARY:Formation #escale")
	r.Put(paths["Aline"]+"d.ics", "UID:d", "DTSTART:20261123T100000Z", "DTEND:20261123T110000Z", "SUMMARY:Dentiste")
	s := m.mustSync(t, aline)
	want := []scheduling.Entered{
		{Key: "a", Interval: scheduling.Interval{Start: date(t, "2026-11-23T08:00:00Z"), End: date(t, "2026-11-23T09:00:00Z")}},
		{Key: "b\x002026-11-23T09:00:00Z", Interval: scheduling.Interval{Start: date(t, "2026-11-23T09:00:00Z"), End: date(t, "2026-11-23T10:00:00Z")}, Mark: scheduling.Missed, Offers: []string{"couple"}},
		{Key: "b\x002026-11-24T09:00:00Z", Interval: scheduling.Interval{Start: date(t, "2026-11-24T09:00:00Z"), End: date(t, "2026-11-24T10:00:00Z")}, Mark: scheduling.Missed, Offers: []string{"couple"}},
	}
	if diff := cmp.Diff(want, inOrder(s.Entered)); diff != "" {
		t.Errorf("entered (-want +got)\n%s", diff)
	}
}

func inOrder(all []scheduling.Entered) []scheduling.Entered {
	return slices.SortedFunc(slices.Values(all), func(a, b scheduling.Entered) int { return a.Start.Compare(b.Start) })
}

// Where open hours and appointments share a calendar, "escale" marks the former,
// and sessions have a tag of their own.
func TestEnteredSessionsAmongOpenHours(t *testing.T) {
	r := startRadicale(t)
	all := r.make("Tout")
	m := newTestMirror(t, MirrorConfig{}, AgendaSource{
		ID: aline, Zone: "Europe/Paris", URL: r.URL(), Username: testUser, Password: testPassword,
		Open: []string{"Tout"}, Busy: []string{"Tout"},
	})
	r.Put(all+"a.ics", "UID:a", "DTSTART:20261123T080000Z", "DTEND:20261123T100000Z", "SUMMARY:Permanence #escale")
	r.Put(all+"b.ics", "UID:b", "DTSTART:20261123T090000Z", "DTEND:20261123T100000Z", "SUMMARY:#seance-escale Mme Inventée")
	s := m.mustSync(t, aline)
	if len(s.Entered) != 1 || s.Entered[0].Key != "b" {
		t.Errorf("entered %+v", s.Entered)
	}
	expectWeek(t, m, aline, []string{"23 09:00-11:00"}, []string{"23 10:00-11:00"})
}
