package calendars

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

// clocks shows families a fixed day, and machines the true time.
type clocks struct{ programme time.Time }

func (c clocks) Programme() time.Time { return c.programme }
func (c clocks) Machine() time.Time   { return time.Now() }

// counter notes the requests that pass.
type counter struct {
	mu   sync.Mutex
	seen []string
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.seen = append(c.seen, r.Method)
	c.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

func (c *counter) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := c.seen
	c.seen = nil
	return seen
}

const aline = "centre/aline"

func (r *radicale) source() AgendaSource {
	return AgendaSource{
		ID: aline, Zone: "Europe/Paris", URL: r.URL(), Username: testUser, Password: testPassword,
		Open: []string{"Escale"}, Busy: []string{"Rendez-vous"}, Bookings: "Rendez-vous",
	}
}

func newTestMirror(t *testing.T, c MirrorConfig, list ...AgendaSource) *Mirror {
	t.Helper()
	c.Clocks, c.Installation = clocks{monday}, "test.example"
	m := NewMirror(c)
	m.SetAgendas(list)
	return m
}

func (m *Mirror) mustSync(t *testing.T, agenda string) scheduling.Sighting {
	t.Helper()
	s, err := m.Sync(t.Context(), agenda)
	if err != nil || !s.Whole {
		t.Fatalf("sync: whole %v, %v", s.Whole, err)
	}
	return s
}

// between is what Time tells of a window.
func (m *Mirror) between(agenda string, from, to time.Time) (scheduling.AgendaTime, bool) {
	t, ok := m.Time(agenda)
	if !ok {
		return scheduling.AgendaTime{}, false
	}
	w := scheduling.Interval{Start: from, End: to}
	some := scheduling.AgendaTime{Open: touching(t.Open, w), Busy: touching(t.Busy, w)}
	for _, h := range t.Special {
		if h.Overlaps(w) {
			some.Special = append(some.Special, h)
		}
	}
	for _, s := range t.Sessions {
		if s.Overlaps(w) {
			some.Sessions = append(some.Sessions, s)
		}
	}
	return some, true
}

// week is the window of the tests, written as hours of Paris.
func (m *Mirror) week(t *testing.T, agenda string) (open, busy []string) {
	t.Helper()
	got, ok := m.between(agenda, monday.AddDate(0, 0, -1), monday.AddDate(0, 0, 6))
	if !ok {
		t.Fatalf("%s is not offered: %+v", agenda, m.Status())
	}
	return hours(t, got.Open), hours(t, got.Busy)
}

func hours(t *testing.T, list []scheduling.Interval) []string {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range list {
		out = append(out, i.Start.In(paris).Format("02 15:04")+"-"+i.End.In(paris).Format("15:04"))
	}
	return out
}

func expectWeek(t *testing.T, m *Mirror, agenda string, open, busy []string) {
	t.Helper()
	gotOpen, gotBusy := m.week(t, agenda)
	if diff := cmp.Diff(open, gotOpen); diff != "" {
		t.Errorf("open (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(busy, gotBusy); diff != "" {
		t.Errorf("busy (-want +got)\n%s", diff)
	}
}

func TestMirrorFollowsStaffAndBookings(t *testing.T) {
	r := startRadicale(t)
	opens, busy := r.make("Escale"), r.make("Rendez-vous")
	r.Put(opens+"a.ics", "UID:a", "DTSTART;TZID=Europe/Paris:20260907T140000", "DTEND;TZID=Europe/Paris:20260907T170000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE")
	r.Put(busy+"b.ics", "UID:b", "DTSTART:20261125T130000Z", "DTEND:20261125T140000Z", "SUMMARY:Madame Inventée")
	count := &counter{}
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: count}}, r.source())
	if _, ok := m.Time(aline); ok {
		t.Error("offered before it was read")
	}
	m.mustSync(t, aline)
	open := []string{"23 14:00-17:00", "25 14:00-17:00"}
	expectWeek(t, m, aline, open, []string{"25 14:00-15:00"})

	count.take()
	m.mustSync(t, aline)
	if diff := cmp.Diff([]string{"REPORT", "REPORT"}, count.take()); diff != "" {
		t.Errorf("two calendars without a change cost more than two requests\n%s", diff)
	}

	e := session("b1", 1, monday.Add(4*time.Hour))
	seen, err := m.Publish(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	s := m.mustSync(t, aline)
	got := s.Ours[e.UID]
	if got.Interval != e.Interval || got.Hash != seen.Hash || got.Href != seen.Href || got.Cancelled || !seen.At.Before(s.Begun) {
		t.Errorf("ours: %+v, published %+v", got, seen)
	}
	expectWeek(t, m, aline, open, []string{"25 14:00-15:00"}) // ours is the store's affair

	r.Put(busy+"b.ics", "UID:b", "DTSTART:20261125T130000Z", "DTEND:20261125T140000Z", "TRANSP:TRANSPARENT")
	r.Put(busy+"c.ics", "UID:c", "DTSTART;VALUE=DATE:20261123")
	r.Put(seen.Href, "UID:"+e.UID, "DTSTART:20261125T140000Z", "DTEND:20261125T150000Z", "SUMMARY:Absente - Escale")
	s = m.mustSync(t, aline)
	if got := s.Ours[e.UID]; !got.Start.Equal(date(t, "2026-11-25T14:00:00Z")) || got.Mark != scheduling.Missed || got.Hash == seen.Hash {
		t.Errorf("moved and marked by staff: %+v", got)
	}
	expectWeek(t, m, aline, open, []string{"23 00:00-00:00"})

	r.Request(http.MethodDelete, busy+"c.ics", "")
	r.Request(http.MethodDelete, seen.Href, "")
	if s = m.mustSync(t, aline); len(s.Ours) != 0 {
		t.Errorf("deleted by staff, yet seen: %+v", s.Ours)
	}
	expectWeek(t, m, aline, open, nil)
}

// Rubbish in a calendar hides nothing but itself.
func TestMirrorSkipsRubbish(t *testing.T) {
	r := startRadicale(t)
	opens, busy := r.make("Escale"), r.make("Rendez-vous")
	r.Put(opens+"a.ics", "UID:a", "DTSTART:20261123T130000Z", "DTEND:20261123T160000Z")
	r.Put(busy+"ok.ics", "UID:ok", "DTSTART:20261123T130000Z", "DURATION:PT1H")
	r.Put(busy+"bad.ics", "UID:bad", "DTSTART:20261123T150000Z", "DURATION:PT1H")
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: spoiler{
		"DTSTART:20261123T150000Z": "DTSTART;A=B;=::no time\\",
	}}}, r.source())
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
	var unreadable []ical.Problem
	for _, s := range m.Status() {
		unreadable = append(unreadable, s.Unreadable...)
	}
	if len(unreadable) != 1 || !strings.HasSuffix(unreadable[0].Href, "/bad.ics") || unreadable[0].UID != "bad" {
		t.Errorf("unreadable: %v", unreadable)
	}
}

// spoiler changes what servers answer, to what this one would not store.
type spoiler map[string]string

func (s spoiler) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	for from, to := range s {
		body = bytes.ReplaceAll(body, []byte(from), []byte(to))
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

func TestMirrorInTrouble(t *testing.T) {
	r := startRadicale(t)
	r.Put(r.make("Escale")+"a.ics", "UID:a", "DTSTART:20261123T130000Z", "DTEND:20261123T160000Z")
	busy := r.make("Rendez-vous")
	wrong := r.source()
	wrong.ID, wrong.Password = "centre/wrong", "autre"
	m := newTestMirror(t, MirrorConfig{}, r.source(), wrong)
	e := session("b1", 1, monday)
	if _, err := m.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	m.mustSync(t, aline)

	if _, err := m.Sync(t.Context(), wrong.ID); caldav.TroubleOf(err) != caldav.PasswordRefused {
		t.Errorf("a wrong password: %v", err)
	}
	expectTrouble(t, m, wrong.ID, caldav.PasswordRefused)
	expectTrouble(t, m, aline, "")

	r.Request(http.MethodDelete, busy, "")
	for range 2 { // one answer may be that of a server being restarted
		if s, err := m.Sync(t.Context(), aline); err == nil || s.Whole || len(s.Ours) != 0 {
			t.Errorf("a calendar is gone: whole %v, ours %v, %v", s.Whole, s.Ours, err)
		}
	}
	if _, ok := m.Time(aline); ok {
		t.Error("offered although a calendar is gone")
	}
	expectTrouble(t, m, aline, caldav.Missing)

	r.make("Rendez-vous")
	m.mustSync(t, aline)
	r.Stop()
	if _, err := m.Sync(t.Context(), aline); err == nil {
		t.Error("a stopped server was read")
	}
	if _, ok := m.Time(aline); !ok {
		t.Error("not offered after a short silence")
	}
	expectTrouble(t, m, aline, caldav.Unreachable)
	r.Start()
	m.mustSync(t, aline)
	expectTrouble(t, m, aline, "")
}

func expectTrouble(t *testing.T, m *Mirror, agenda string, want caldav.Trouble) {
	t.Helper()
	for _, s := range m.Status() {
		if s.Agenda == agenda && s.Calendar == "Rendez-vous" && (s.Trouble != want || (s.Words == "") != (want == "")) {
			t.Errorf("%s: trouble %q, %q, %s", agenda, s.Trouble, s.Words, s.Detail)
		}
	}
}

func TestMirrorNamesTroubleOfAnAccount(t *testing.T) {
	r := startRadicale(t)
	r.make("Escale")
	refused, elsewhere, renamed := r.source(), r.source(), r.source()
	refused.ID, refused.Password = "a/refused", "autre"
	renamed.ID, renamed.Username, renamed.Busy, renamed.Bookings = "b/renamed", testUser, []string{"Autre"}, ""
	elsewhere.ID, elsewhere.URL = "c/elsewhere", "ftp://agenda.example"
	for _, c := range []struct {
		src  AgendaSource
		want caldav.Trouble
	}{{refused, caldav.PasswordRefused}, {renamed, caldav.Missing}, {elsewhere, caldav.NotACalendar}} {
		m := newTestMirror(t, MirrorConfig{}, c.src)
		s, err := m.Sync(t.Context(), c.src.ID)
		if err == nil || s.Whole || caldav.TroubleOf(err) != c.want {
			t.Errorf("%s: whole %v, %v", c.src.ID, s.Whole, err)
		}
	}
}

func TestMirrorTellsItsObserver(t *testing.T) {
	r := startRadicale(t)
	r.make("Escale")
	busy := r.make("Rendez-vous")
	told := make(chan scheduling.Sighting, 100)
	m := newTestMirror(t, MirrorConfig{Interval: 100 * time.Millisecond, Observer: func(_ context.Context, s scheduling.Sighting) {
		select {
		case told <- s:
		default:
		}
	}}, r.source())
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { m.Run(ctx) })
	defer wg.Wait()
	defer stop()
	e := session("b1", 1, monday)
	if _, err := m.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the observer to see the booking", func() bool { return (<-told).Ours[e.UID].Start.Equal(e.Start) })
	staffMove(t, r, busy, e.UID)
	waitFor(t, "the observer to see the move", func() bool {
		return (<-told).Ours[e.UID].Start.Equal(date(t, "2026-11-26T14:00:00Z"))
	})
	m.SetAgendas(nil)
	if _, ok := m.Time(aline); ok {
		t.Error("an agenda that was taken away is offered")
	}
}

// An observer that panics on what it is told ends neither the program nor the
// rounds, and a pull that panics is that calendar's trouble.
func TestMirrorGoesOnAfterAPanic(t *testing.T) {
	r := startRadicale(t)
	r.make("Escale")
	r.make("Rendez-vous")
	told := make(chan int, 100)
	n := 0
	m := newTestMirror(t, MirrorConfig{Interval: 20 * time.Millisecond, Observer: func(context.Context, scheduling.Sighting) {
		n++
		told <- n
		if n == 1 {
			panic("what staff wrote")
		}
	}}, r.source())
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { m.Run(ctx) })
	defer wg.Wait()
	defer stop()
	waitFor(t, "a round after the one that panicked", func() bool { return <-told == 2 })

	var log strings.Builder
	err := spare(slog.New(slog.NewTextHandler(&log, nil)), func() error { panic("what staff wrote") })
	if !errors.Is(err, errPanic) || strings.Contains(err.Error()+log.String(), "staff") {
		t.Errorf("%v, and the log says %s", err, log.String())
	}
}

// staffMove moves an event with a client that we did not write.
func staffMove(t *testing.T, r *radicale, calendar, uid string) {
	t.Helper()
	script := `
import sys, caldav
url, user, password, calendar, uid = sys.argv[1:]
client = caldav.DAVClient(url=url, username=user, password=password)
event = client.calendar(url=calendar).event_by_uid(uid)
v = event.vobject_instance.vevent
v.dtstart.value = v.dtstart.value.replace(day=26, hour=15)
v.dtend.value = v.dtend.value.replace(day=26, hour=16)
event.save()
`
	url := strings.TrimSuffix(r.URL(), "/") + calendar
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", script, r.URL(), testUser, testPassword, url, uid).CombinedOutput()
	if err != nil {
		t.Fatalf("this test needs the Debian package python3-caldav: %v\n%s", err, out)
	}
}

// Two professionals share a mixed calendar; one also has weekly hours.
func TestMirrorTellsProfessionalsApart(t *testing.T) {
	r := startRadicale(t)
	mixed := r.make("Equipe")
	r.Put(mixed+"1.ics", "UID:1", "DTSTART:20261123T080000Z", "DTEND:20261123T110000Z", "CATEGORIES:Escale,Aline")
	r.Put(mixed+"2.ics", "UID:2", "DTSTART:20261123T130000Z", "DTEND:20261123T140000Z", "SUMMARY:Ouvert #escale #basile")
	r.Put(mixed+"3.ics", "UID:3", "DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "CATEGORIES:Basile")
	r.Put(mixed+"4.ics", "UID:4", "DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", "SUMMARY:Réunion")
	r.Put(mixed+"5.ics", "UID:5", "DTSTART;VALUE=DATE:20261125", "CATEGORIES:Escale,Aline")
	a := r.source()
	a.Open, a.Busy, a.Bookings, a.Tag = []string{"Equipe"}, []string{"Equipe"}, "Equipe", "Aline"
	b := a
	b.ID, b.Tag = "centre/basile", "Basile"
	b.Hours = []Hours{{Days: []string{"thu"}, From: "09:00", To: "12:30"}}
	m := newTestMirror(t, MirrorConfig{}, a, b)
	m.mustSync(t, a.ID)
	m.mustSync(t, b.ID)
	expectWeek(t, m, a.ID, []string{"23 09:00-12:00"}, []string{"24 11:00-12:00"})
	expectWeek(t, m, b.ID, []string{"23 14:00-15:00", "26 09:00-12:30"}, []string{"24 09:00-10:00", "24 11:00-12:00"})
}
