package calendars

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

var errCut = errors.New("cut by the test")

// lossy is a network that fails once: the request of that number is lost on
// its way, or its answer on the way back.
type lossy struct {
	at    int64 // counts from 1; 0: never
	after bool  // the server has acted
	dead  bool  // nothing comes through any more
	sent  atomic.Int64
}

func (c *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	if n := c.sent.Add(1); n != c.at && (!c.dead || n < c.at) {
		return http.DefaultTransport.RoundTrip(r)
	}
	if c.after {
		r.Close = true // a bare SOGo would give a worker to the connection
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	return nil, errCut
}

// TestServersAndPublish publishes to every server as a bad network, several
// processes and the servers' own ideas would have it.
func TestServersAndPublish(t *testing.T) {
	onEveryServer(t, func(s *site) {
		s.part("cut anywhere", cutAnywhere)
		s.part("raced", raced)
		s.part("found by UID", foundByUID)
		s.part("kept whole", keptWhole)
		s.part("probed", probed)
		s.part("swept after a probe was killed", swept)
	})
}

// part runs some steps as a test of their own, on the same server.
func (s *site) part(name string, steps func(s *site)) {
	whole := s.t
	whole.Run(name, func(t *testing.T) {
		s.t = t
		steps(s)
	})
	s.t = whole
}

// publisher writes to a calendar of the site through a client of its own.
func (s *site) publisher(cal string, network http.RoundTripper) *publisher {
	s.t.Helper()
	c, err := caldav.NewClient(caldav.Config{URL: s.URL(), Username: s.User, Password: s.Password, HTTP: &http.Client{Transport: network}})
	if err != nil {
		s.t.Fatal(err)
	}
	return &publisher{client: c, path: cal, zone: time.UTC, now: time.Now, pause: func(context.Context, time.Duration) error { return nil }}
}

// holds fails the test unless the calendar holds exactly these events, by title.
func (s *site) holds(cal, when string, want ...scheduling.CalendarEvent) {
	s.t.Helper()
	refs, err := s.client.List(s.t.Context(), cal)
	if err != nil {
		s.t.Fatal(err)
	}
	var hrefs []string
	for _, r := range refs {
		hrefs = append(hrefs, r.Href)
	}
	objects, err := s.client.Fetch(s.t.Context(), cal, hrefs)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(objects) != len(want) || len(refs) != len(want) {
		s.t.Fatalf("%s: %d objects, want %d: %v", when, len(objects), len(want), refs)
	}
	for _, e := range want {
		href := holding(objects, e.UID)
		if href == "" {
			s.t.Fatalf("%s: %s is not there", when, e.UID)
		}
		live, err := (&publisher{client: s.client, path: cal, zone: time.UTC, now: time.Now}).read(s.t.Context(), e.UID, href)
		if err != nil || !live.there || !live.at(e) || live.Hash != wantedHash(e) {
			s.t.Fatalf("%s: %+v, %v, want %s %s", when, live, err, e.Interval, e.Summary)
		}
	}
}

// stages are what is published of one booking, each on top of the one before.
var stages = []struct {
	name string
	make func(e scheduling.CalendarEvent) scheduling.CalendarEvent
}{
	{"create", func(e scheduling.CalendarEvent) scheduling.CalendarEvent { return e }},
	{"change", func(e scheduling.CalendarEvent) scheduling.CalendarEvent {
		e.Summary, e.Sequence = "Escale · autre titre", 1
		return e
	}},
	{"remove", func(e scheduling.CalendarEvent) scheduling.CalendarEvent {
		e.Absent = true
		return e
	}},
}

// thatStand are the events that stand after a stage.
func thatStand(e scheduling.CalendarEvent) []scheduling.CalendarEvent {
	if e.Absent {
		return nil
	}
	return []scheduling.CalendarEvent{e}
}

// cutAnywhere: however a publication is cut off, at each of its requests, the next one by
// somebody else brings the calendar to what is wanted.
func cutAnywhere(s *site) {
	cal := s.NewCalendar()
	for _, after := range []bool{false, true} {
		for last := range stages {
			for at, ended := int64(1), false; !ended; at++ {
				what := fmt.Sprintf("%s cut at request %d (the server acted: %v)", stages[last].name, at, after)
				base := session(s.UID(fmt.Sprint("coupe", last, at, after)), 1, monday)
				var e scheduling.CalendarEvent
				e, ended = s.cut(cal, base, last, &lossy{at: at, after: after})
				s.holds(cal, what, thatStand(e)...)
				e.Absent = true
				s.publisher(cal, http.DefaultTransport).must(s.t, e)
			}
		}
	}
}

// cut publishes the stages, the last one through a network that fails and then
// once more. ended says that there was no such request to cut.
func (s *site) cut(cal string, base scheduling.CalendarEvent, last int, network *lossy) (e scheduling.CalendarEvent, ended bool) {
	s.t.Helper()
	clear := s.publisher(cal, http.DefaultTransport)
	for i, stage := range stages[:last+1] {
		e = stage.make(base)
		if i == last {
			_, err := s.publisher(cal, network).publish(s.t.Context(), e)
			ended = network.sent.Load() < network.at
			if ended != (err == nil) {
				s.t.Fatalf("cut at %d of %d: %v", network.at, network.sent.Load(), err)
			}
		}
		base.Seen = clear.must(s.t, e)
	}
	return e, ended
}

// raced: processes that publish the same at once leave exactly what is wanted, and
// all know it.
func raced(s *site) {
	cal := s.NewCalendar()
	for round := range 5 {
		e := session(s.UID(fmt.Sprint("course", round)), 1, monday.AddDate(0, 0, round))
		for _, stage := range stages {
			e = stage.make(e)
			e.Seen = s.race(cal, e)
			s.holds(cal, stage.name, thatStand(e)...)
		}
	}
}

// race publishes an event by three publishers at once, each as often as due work
// would.
func (s *site) race(cal string, e scheduling.CalendarEvent) (seen scheduling.Seen) {
	s.t.Helper()
	var all sync.WaitGroup
	for range 3 {
		p := s.publisher(cal, &http.Transport{})
		p.able.UnsafeCreate = true
		all.Go(func() {
			for try := 1; ; try++ {
				_, err := p.publish(s.t.Context(), e)
				if err == nil {
					return
				}
				if errors.Is(err, scheduling.ErrStaffChanged) && e.Seen.Hash != "" && e.Absent == false {
					s.t.Errorf("takes another process for staff: %v", err)
				}
				if try == 5 || errors.Is(err, scheduling.ErrRefused) {
					s.t.Errorf("try %d: %v", try, err)
					return
				}
			}
		})
	}
	all.Wait()
	return s.publisher(cal, http.DefaultTransport).must(s.t, e)
}

// foundByUID: an event whose UID already stands at another address is taken for ours there:
// nothing is written twice.
func foundByUID(s *site) {
	cal := s.NewCalendar()
	p := s.publisher(cal, http.DefaultTransport)
	e := session(s.UID("ailleurs"), 1, monday)
	data, err := encodeEvent(e, false, time.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	elsewhere := cal + "deplace-par-le-serveur.ics"
	if a := s.Write(elsewhere, string(data)); a.Status/100 != 2 {
		s.t.Fatalf("put: %d", a.Status)
	}
	if href, err := findUID(s.t.Context(), p.client, cal, e.UID); err != nil || href != elsewhere {
		s.t.Fatalf("found at %q, %v", href, err)
	}
	p.able.Moves = true
	if seen := p.must(s.t, e); seen.Href != elsewhere {
		s.t.Errorf("seen at %s", seen.Href)
	}
	s.holds(cal, "found", e)
	e.Absent = true
	p.must(s.t, e)
	s.holds(cal, "removed")
	if href, err := findUID(s.t.Context(), p.client, cal, e.UID); err != nil || href != "" {
		s.t.Errorf("still found at %q, %v", href, err)
	}
}

// keptWhole: what we write comes back from every server without loss.
func keptWhole(s *site) {
	cal := s.NewCalendar()
	e := session(s.UID("texte"), 1, monday)
	e.Summary = "Escale · K7M2-P9 · « É, ü ; \\ fin » END:VEVENT"
	e.Notes = strings.Repeat("une longue ligne, avec accents éèà et emoji 🙂 ; ", 8) + "\nEND:VEVENT\nBEGIN:VALARM\n\ttab"
	seen := s.publisher(cal, http.DefaultTransport).must(s.t, e)
	o, err := s.client.Get(s.t.Context(), seen.Href)
	if err != nil {
		s.t.Fatal(err)
	}
	got := map[string]string{}
	for _, line := range ical.Lines(o.Data) {
		got[line.Name()] = ical.Unescape(line.Value())
	}
	for name, want := range map[string]string{
		"UID": e.UID, "SUMMARY": e.Summary, "DESCRIPTION": description(e), "LOCATION": e.Location, "URL": e.URL,
		"CLASS": "PRIVATE", "STATUS": "CONFIRMED", "TRANSP": "OPAQUE",
	} {
		if got[name] != want {
			s.t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
}

// probed: the probe finds out what the server does, and leaves nothing behind.
func probed(s *site) {
	want := map[string]Abilities{
		"Radicale":      {},
		"Xandikos":      {},
		"Cyrus":         {},
		"DAViCal":       {},
		"SOGo":          {UnsafeCreate: true, UnsafeDelete: true},
		"sabre/dav 1.8": {NoSync: true},
	}[s.name]
	cal := s.NewCalendar()
	got, err := s.publisher(cal, &http.Transport{}).probe(s.t.Context(), "test.example", "a")
	if err != nil {
		s.t.Fatal(err)
	}
	s.holds(cal, "after the probe")
	if got.Tried.IsZero() {
		s.t.Error("not dated")
	}
	got.Tried = time.Time{}
	if s.name == "sabre/dav 1.8" {
		got.UnsafeCreate = false // by chance, every second round
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Error(diff)
	}
}

// swept: what a probe left behind when it was killed, the next one removes; and
// nothing else.
func swept(s *site) {
	cal := s.NewCalendar()
	e := session(s.UID("reste"), 1, monday)
	s.publisher(cal, http.DefaultTransport).must(s.t, e)
	for _, at := range []int64{6, 18} {
		network := &lossy{at: at, dead: true}
		dying := s.publisher(cal, network)
		_, _ = dying.probe(s.t.Context(), "test.example", "a")
		later := s.publisher(cal, http.DefaultTransport)
		later.now = func() time.Time { return time.Now().Add(time.Hour) }
		if _, err := later.probe(s.t.Context(), "test.example", "b"); err != nil {
			s.t.Fatal(err)
		}
		s.holds(cal, fmt.Sprintf("after a probe that died at request %d", at), e)
	}
}
