//go:build servers

package calendars

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/deploy/servertest"
	"escale/scheduling"
)

// SOGo shares the private by a right of its own. Without it, it keeps it back from
// everything but the list of changes; sessions are booked there all the same.
func TestServersShareOnSOGo(t *testing.T) {
	owner := servertest.NewSOGo(t, testUser, testPassword)
	owned := owner.MakeCalendar("Agenda")
	us := servertest.ShareSOGo(owner, owned, "PublicModifier", "ObjectCreator", "ObjectEraser")
	s := &site{Server: us, name: "SOGo", t: t}
	s.client = s.account(us.URL())
	source := AgendaSource{ID: aline, Zone: "Europe/Paris", URL: us.URL(), Username: us.User, Password: us.Password, Busy: []string{"Agenda"}}
	m := newTestMirror(t, MirrorConfig{}, source)
	at := func(name, hour string, lines ...string) {
		owner.Put(owned+name+".ics", append([]string{"UID:" + name, "DTSTART:20261123T" + hour + "0000Z", "DTEND:20261123T" + hour + "3000Z", "SUMMARY:Inventé"}, lines...)...)
	}
	is := func(step string, want ...string) {
		t.Helper()
		m.mustSync(t, aline)
		if _, busy := m.week(t, aline); cmp.Diff(want, busy) != "" {
			t.Errorf("%s: busy %v, want %v", step, busy, want)
		}
		if st := m.Status()[0]; st.Note == "" || st.Trouble != "" || len(st.Unreadable) > 0 {
			t.Errorf("%s: %+v", step, st)
		}
	}
	at("public", "09")
	is("what is public", "23 10:00-10:30")
	at("private", "11", "CLASS:PRIVATE")
	is("what is private", "23 10:00-10:30")

	cal, err := s.client.Find(t.Context(), "Agenda")
	if err != nil || !cal.Shared {
		t.Fatalf("%+v, %v", cal, err)
	}
	p := s.publisher(cal.Path, &http.Transport{})
	if seen, err := p.publish(t.Context(), session("prive", 1, monday.AddDate(0, 0, 14))); err == nil {
		t.Errorf("private, and read back: %+v", seen)
	}
	e := session("vie", 1, monday.AddDate(0, 0, 1))
	e.Agenda = aline
	if e.Seen, err = m.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if ours := m.mustSync(t, aline).Ours; len(ours) != 1 || !ours[e.UID].Start.Equal(e.Start) {
		t.Errorf("booked: %+v", ours)
	}
	data, err := encodeEvent(e, false, monday)
	if err != nil {
		t.Fatal(err)
	}
	if status := owner.Request(http.MethodPut, owned+fileName(e.UID), string(data)); status/100 != 2 {
		t.Fatalf("staff make it private: %d", status)
	}
	for _, when := range []string{"at once", "when everything is named"} {
		if ours := m.mustSync(t, aline).Ours; !ours[e.UID].Start.Equal(e.Start) {
			t.Errorf("private now, %s: %+v", when, ours)
		}
		for _, c := range m.copies {
			c.listed = c.listed.Add(-2 * relist)
		}
	}
	if status := owner.Request(http.MethodDelete, owned+fileName(e.UID), ""); status/100 != 2 {
		t.Fatalf("staff delete it: %d", status)
	}
	if ours := m.mustSync(t, aline).Ours; len(ours) > 0 {
		t.Errorf("deleted: %+v", ours)
	}
	e.Seen, e.UID = scheduling.Seen{}, scheduling.EventUID("test.example", "autre", 1)
	if e.Seen, err = m.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	e.Absent = true
	if _, err := m.Publish(t.Context(), e); err != nil || len(m.mustSync(t, aline).Ours) > 0 {
		t.Errorf("removed: %v", err)
	}

	servertest.ShareSOGo(owner, owned, "PublicModifier", "PrivateDAndTViewer", "ObjectCreator", "ObjectEraser")
	at("later", "13", "CLASS:PRIVATE")
	m = newTestMirror(t, MirrorConfig{}, source) // another would look within the hour
	is("what is private, with the right to see its times", "23 10:00-10:30", "23 12:00-12:30", "23 14:00-14:30")
}
