//go:build servers

package calendars

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/caldav"
	"escale/deploy/servertest"
	"escale/scheduling"
)

// cloud is a calendar of the staff's that is shared with Escale's account, on a
// server that hides what is private.
type cloud struct {
	*site // Escale's account
	staff *servertest.Server
	owned string // path of the calendar as its owner sees it
	cal   string // and as we do
}

func newCloud(t *testing.T, name string) *cloud {
	t.Helper()
	owner, us := servertest.NewCloud(t, "accueil", testUser, testPassword)
	c := &cloud{site: &site{Server: us, name: "stand-in for Nextcloud", t: t}, staff: owner, owned: owner.MakeCalendar(name)}
	c.client = c.account(us.URL())
	cal, err := c.client.Find(t.Context(), name)
	if err != nil || !cal.Shared {
		t.Fatalf("%+v, %v", cal, err)
	}
	c.cal = cal.Path
	return c
}

// publisher writes as the mirror's would.
func (c *cloud) publisher() *publisher {
	p := c.site.publisher(c.cal, &http.Transport{})
	p.shared = true
	return p
}

// mirror reads the calendar as one agenda's.
func (c *cloud) mirror() *Mirror {
	return newTestMirror(c.t, MirrorConfig{}, AgendaSource{
		ID: aline, Zone: "Europe/Paris", URL: c.URL(), Username: c.User, Password: c.Password, Busy: []string{"Agenda"},
	})
}

// asOwner is what staff see of an object; empty: nothing.
func (c *cloud) asOwner(href string) string {
	c.t.Helper()
	a := c.staff.Do(http.MethodGet, c.owned+strings.TrimPrefix(href, c.cal), "")
	if a.Status != http.StatusOK {
		return ""
	}
	return a.Body
}

// The trap: what is private goes in, and is never seen again.
func TestServersHideThePrivateInAShare(t *testing.T) {
	c := newCloud(t, "Agenda")
	p := c.publisher()
	p.shared = false
	e := session("piege", 1, monday)
	seen, err := p.publish(t.Context(), e)
	if err == nil {
		t.Fatalf("read back: %+v", seen)
	}
	href := c.cal + fileName(e.UID)
	if !strings.Contains(c.asOwner(href), "CLASS:PRIVATE") {
		t.Error("staff don't have it")
	}
	e.Absent = true
	if _, err := p.publish(t.Context(), e); err != nil || c.asOwner(href) == "" {
		t.Errorf("removed: %v", err)
	}
}

// A booking's life in a shared calendar.
func TestServersLetASharedCalendarBeBooked(t *testing.T) {
	c := newCloud(t, "Agenda")
	p, m := c.publisher(), c.mirror()
	e := session("vie", 1, monday)
	e.Agenda, e.Private = aline, "Prénom donné : Inventée"
	first, err := m.Publish(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	text := c.asOwner(first.Href)
	if !strings.Contains(text, "K7M2-P9") || strings.Contains(text, "PRIVATE") || strings.Contains(text, "Inventée") {
		t.Errorf("staff see %q", text)
	}
	if ours := m.mustSync(t, aline).Ours; len(ours) != 1 || !ours[e.UID].Start.Equal(e.Start) {
		t.Errorf("seen %+v", ours)
	}

	moved := strings.NewReplacer("T100000", "T110000", "T110000", "T120000").Replace(text)
	if status := c.staff.Request(http.MethodPut, c.owned+fileName(e.UID), moved); status/100 != 2 {
		t.Fatalf("staff move it: %d", status)
	}
	if ours := m.mustSync(t, aline).Ours; !ours[e.UID].Start.Equal(e.Start.Add(time.Hour)) {
		t.Errorf("moved: %+v", ours)
	}
	if status := c.staff.Request(http.MethodPut, c.owned+fileName(e.UID), strings.Replace(moved, "STATUS", "CLASS:CONFIDENTIAL\r\nSTATUS", 1)); status/100 != 2 {
		t.Fatalf("staff keep its words to themselves: %d", status)
	}
	if ours := m.mustSync(t, aline).Ours; !ours[e.UID].Start.Equal(e.Start.Add(time.Hour)) {
		t.Errorf("confidential: %+v", ours)
	}
	e.Seen, e.Interval = m.mustSync(t, aline).Ours[e.UID].Seen, scheduling.Interval{Start: e.Start.Add(time.Hour), End: e.End.Add(time.Hour)}
	e.Absent = true
	p.must(t, e)
	if c.asOwner(first.Href) != "" || len(m.mustSync(t, aline).Ours) != 0 {
		t.Error("cancelled, and still there")
	}
}

// What is private is not seen, which check says; what is confidential takes its
// time.
func TestServersTellThatAShareHidesThings(t *testing.T) {
	c := newCloud(t, "Agenda")
	m := c.mirror()
	at := func(name string, hour string, class string) {
		c.staff.Put(c.owned+name+".ics", "UID:"+name, "DTSTART:20261123T"+hour+"0000Z", "DTEND:20261123T"+hour+"3000Z", "SUMMARY:Rendez-vous inventé", "CATEGORIES:escale", "CLASS:"+class)
	}
	at("public", "09", "PUBLIC")
	at("confidential", "11", "CONFIDENTIAL")
	at("private", "13", "PRIVATE")
	m.mustSync(t, aline)
	if _, busy := m.week(t, aline); cmp.Diff([]string{"23 10:00-10:30", "23 12:00-12:30"}, busy) != "" {
		t.Errorf("busy %v", busy)
	}
	at("later", "14", "PRIVATE")
	at("public", "09", "PRIVATE")
	m.mustSync(t, aline)
	if _, busy := m.week(t, aline); cmp.Diff([]string{"23 12:00-12:30"}, busy) != "" {
		t.Errorf("busy %v, one being private now", busy)
	}
	s := m.Status()
	if len(s) != 1 || s[0].Objects != 1 || len(s[0].Unreadable) != 0 || s[0].Trouble != "" || !strings.Contains(s[0].Note, "mot de passe d’application") {
		t.Errorf("%+v", s)
	}
}

// Staff deleted an appointment, and its hour is booked again: the trash refuses
// its UID and its address, and no others.
func TestServersRefuseWhatIsInTheirTrash(t *testing.T) {
	c := newCloud(t, "Agenda")
	p := c.publisher()
	e := session("corbeille", 1, monday)
	e.Seen = p.must(t, e)
	if status := c.staff.Request(http.MethodDelete, c.owned+fileName(e.UID), ""); status/100 != 2 {
		t.Fatalf("staff delete it: %d", status)
	}
	if _, err := p.publish(t.Context(), e); !errors.Is(err, scheduling.ErrStaffChanged) {
		t.Errorf("deleted by staff: %v", err)
	}
	again := e
	again.Seen = scheduling.Seen{}
	if _, err := p.publish(t.Context(), again); !errors.Is(err, scheduling.ErrRefused) {
		t.Errorf("the same once more: %v", err)
	}
	p.must(t, session("corbeille", 2, monday))
	p.must(t, session("autre", 1, monday))
	c.holds(c.cal, "rebooked", session("corbeille", 2, monday), session("autre", 1, monday))
}

// The whole publishing, cut off anywhere and raced, with the trash in the way.
func TestServersAndPublishInAShare(t *testing.T) {
	c := newCloud(t, "Agenda")
	for at, ended := int64(1), false; !ended; at++ {
		for _, after := range []bool{false, true} {
			e := session(c.UID("coupe")+string(rune('a'+at))+map[bool]string{true: "x"}[after], 1, monday)
			network := &lossy{at: at, after: after}
			p := c.site.publisher(c.cal, network)
			p.shared = true
			_, err := p.publish(t.Context(), e)
			ended = network.sent.Load() < at
			if ended != (err == nil) {
				t.Fatalf("cut at %d of %d: %v", at, network.sent.Load(), err)
			}
			e.Seen = c.publisher().must(t, e)
			c.holds(c.cal, "published", e)
			e.Absent = true
			c.publisher().must(t, e)
		}
	}
	able, err := c.publisher().probe(t.Context(), "test.example", "a")
	if err != nil || able.Trouble != "" || len(able.Lost) > 0 || able.NoSync {
		t.Errorf("probed: %+v, %v", able, err)
	}
	c.holds(c.cal, "after the probe")
}

// A share for reading only is refused in words, and for good.
func TestServersRefuseToWriteInAShareForReading(t *testing.T) {
	c := newCloud(t, "Lecture")
	_, err := c.publisher().publish(context.Background(), session("lecture", 1, monday))
	if !errors.Is(err, scheduling.ErrRefused) || caldav.TroubleOf(err) != caldav.NotAllowed {
		t.Errorf("%v", err)
	}
}
