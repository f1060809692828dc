package calendars

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"escale/calendars/caldav"
)

// watched notes when which calendar was asked, and may answer in another way.
type watched struct {
	http.RoundTripper
	mu     sync.Mutex // guards what follows
	all    []time.Time
	byUser map[string][]time.Time
	now    int // under way
	most   int
	odd    func(*http.Request) *http.Response // nil, or nil from it: as usual
}

func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	user, _, _ := r.BasicAuth()
	w.mu.Lock()
	w.all = append(w.all, time.Now())
	if w.byUser == nil {
		w.byUser = map[string][]time.Time{}
	}
	w.byUser[user] = append(w.byUser[user], time.Now())
	w.now++
	w.most = max(w.most, w.now)
	odd := w.odd
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.now--
		w.mu.Unlock()
	}()
	if odd != nil {
		if resp := odd(r); resp != nil {
			resp.Body, resp.Request = io.NopCloser(strings.NewReader("")), r
			return resp, nil
		}
	}
	return w.RoundTripper.RoundTrip(r)
}

func (w *watched) set(odd func(*http.Request) *http.Response) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.odd = odd
}

// since are the times of the requests from t on.
func (w *watched) since(t time.Time) []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.all), func(at time.Time) bool { return at.Before(t) })
}

// running is a mirror that runs in a bubble of time.
func running(t *testing.T, server http.RoundTripper, list ...AgendaSource) *Mirror {
	t.Helper()
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: server}}, list...)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		m.Run(ctx)
		close(done)
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	return m
}

func (m *Mirror) looks() bool {
	_, ok := m.Time(aline)
	return ok
}

func passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestACalendarIsReadOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &watched{RoundTripper: newShelfServer()}
		running(t, server, shelfSource)
		passes(5 * time.Minute)
		from := time.Now()
		passes(2 * time.Hour)
		all := server.since(from)
		if n := len(all); n < 2*100 || n > 2*160 { // two calendars, and what is named each hour
			t.Errorf("%d requests in two hours", n)
		}
		gaps := map[time.Duration]bool{}
		for i := range all[1:] {
			if gap := all[i+1].Sub(all[i]); gap > 72*time.Second {
				t.Errorf("%s between two requests", gap)
			} else if gap > 0 {
				gaps[gap] = true
			}
		}
		if len(gaps) < 20 {
			t.Errorf("no jitter: %v", gaps)
		}
	})
}

// Ten professionals who share their calendars cost what one does.
func TestSharedCalendarsAreReadOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &watched{RoundTripper: newShelfServer()}
		var list []AgendaSource
		for i := range 10 {
			s := shelfSource
			s.ID = fmt.Sprintf("centre/a%d", i)
			list = append(list, s)
		}
		running(t, server, list...)
		passes(5 * time.Minute)
		from := time.Now()
		passes(30 * time.Minute)
		if n := len(server.since(from)); n < 2*25 || n > 2*40 {
			t.Errorf("%d requests for two calendars in half an hour", n)
		}
	})
}

// A parent who looks has it read at once, if that was more than seconds ago; but
// many who look are not many requests.
func TestACalendarIsReadWhenAParentLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := newShelfServer()
		server := &watched{RoundTripper: shelf}
		m := running(t, server, shelfSource)
		passes(3 * time.Minute)
		for len(server.since(time.Now().Add(-minPause))) > 0 {
			passes(time.Second)
		}
		shelf.remove("/odd/rendez-vous/busy.ics")
		from := time.Now()
		m.looks()
		passes(time.Second)
		if n := len(server.since(from)); n != 2 {
			t.Fatalf("%d requests of two calendars within a second of a look", n)
		}
		expectWeek(t, m, aline, []string{"23 14:00-17:00"}, nil)
		from = time.Now()
		for range 60 * 20 {
			m.looks()
			time.Sleep(50 * time.Millisecond)
		}
		if n := len(server.since(from)); n > 2*13 || n < 2*10 {
			t.Errorf("%d requests in a minute in which somebody always looks", n)
		}
	})
}

// What the server asks for is respected, whoever looks and whoever books; and
// then all goes on by itself.
func TestAServerThatAsksToWaitIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, after := range []string{"1200", "date"} {
			server := &watched{RoundTripper: newShelfServer()}
			m := running(t, server, shelfSource)
			passes(3 * time.Minute)
			server.set(func(r *http.Request) *http.Response {
				retry, now := after, time.Now().UTC()
				if retry == "date" {
					retry = now.Add(20 * time.Minute).Format(http.TimeFormat)
				}
				return &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{
					"Retry-After": {retry}, "Date": {now.Format(http.TimeFormat)},
				}}
			})
			passes(2 * time.Minute) // both calendars have been told
			from := time.Now()
			for range 17 * 60 {
				if !m.looks() {
					t.Fatalf("not offered %s after it was last read", time.Since(from))
				}
				time.Sleep(time.Second)
			}
			if _, err := m.Sync(t.Context(), aline); caldav.TroubleOf(err) != caldav.Busy {
				t.Errorf("sync: %v", err)
			}
			if n := len(server.since(from)); n != 0 {
				t.Errorf("%d requests though it asked to wait (%s)", n, after)
			}
			server.set(nil)
			passes(5 * time.Minute)
			if s := m.Status(); s[0].Trouble != "" || s[1].Trouble != "" {
				t.Errorf("not read again by itself: %+v", s)
			}
		}
	})
}

// A calendar in trouble does not slow down the other of its agenda.
func TestTroubleSlowsDownOneCalendarOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &watched{RoundTripper: newShelfServer()}
		running(t, server, shelfSource)
		passes(3 * time.Minute)
		var mu sync.Mutex // guards broken and fine
		broken, fine := 0, 0
		server.set(func(r *http.Request) *http.Response {
			mu.Lock()
			defer mu.Unlock()
			if strings.Contains(r.URL.Path, "rendez-vous") {
				broken++
				return &http.Response{StatusCode: http.StatusInternalServerError, Header: http.Header{}}
			}
			fine++
			return nil
		})
		passes(time.Hour)
		mu.Lock()
		defer mu.Unlock()
		if fine < 45 || broken > 2*20 || broken < 10 {
			t.Errorf("in an hour, %d requests for the calendar that is well, %d for the other", fine, broken)
		}
	})
}

// Three hundred accounts on one host: no more than four requests at once, every
// one is read within its time, and thirty that hang starve nobody.
func TestManyAgendasOnOneHostDoNotStarve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, hanging = 300, 30
		server := &watched{RoundTripper: newShelfServer()}
		server.set(func(r *http.Request) *http.Response {
			time.Sleep(50 * time.Millisecond)
			if user, _, _ := r.BasicAuth(); strings.HasPrefix(user, "hang") {
				<-r.Context().Done()
				return &http.Response{StatusCode: http.StatusGatewayTimeout, Header: http.Header{}}
			}
			return nil
		})
		var list []AgendaSource
		for i := range n {
			s := shelfSource
			s.ID, s.Username = fmt.Sprintf("s%03d/a", i), fmt.Sprintf("user%03d", i)
			if i%(n/hanging) == 0 {
				s.Username = fmt.Sprintf("hang%03d", i)
			}
			list = append(list, s)
		}
		m := running(t, server, list...)
		passes(15 * time.Minute)
		from := time.Now()
		for range 10 {
			passes(time.Minute)
			for _, s := range m.Status() {
				hangs := strings.HasSuffix(strings.TrimSuffix(s.Agenda, "/a"), "0")
				if !hangs && time.Since(s.LastSuccess) > 3*time.Minute {
					t.Fatalf("%s was last read %s ago", s.Agenda, time.Since(s.LastSuccess))
				}
			}
		}
		server.mu.Lock()
		if server.most > 4 {
			t.Errorf("%d requests at once on one host", server.most)
		}
		server.mu.Unlock()
		if all := len(server.since(from)); all < 270*2*7 {
			t.Errorf("%d requests in ten minutes", all)
		}
	})
}

func TestTheFirstRoundsAreSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &watched{RoundTripper: newShelfServer()}
		var list []AgendaSource
		for i := range 200 {
			s := shelfSource
			s.ID, s.URL = fmt.Sprintf("s%03d/a", i), fmt.Sprintf("http://host%d.example/", i)
			list = append(list, s)
		}
		began := time.Now()
		running(t, server, list...)
		passes(30 * time.Second)
		begins := map[time.Time]bool{}
		for _, at := range server.since(began) {
			if at.Sub(began) < 2*time.Second {
				begins[at] = true
			}
		}
		if len(begins) < 150 {
			t.Errorf("%d hosts are asked at %d instants", len(list), len(begins))
		}
		passes(30 * time.Minute)
		busiest, perSecond := 0, map[int64]int{}
		from := time.Now()
		passes(2 * time.Minute)
		for _, at := range server.since(from) {
			perSecond[at.Unix()]++
			busiest = max(busiest, perSecond[at.Unix()])
		}
		if busiest > 40 { // of some 800 in two minutes
			t.Errorf("%d requests in one second", busiest)
		}
	})
}

func TestPauseGrowsWithTrouble(t *testing.T) {
	for failures, most := range []time.Duration{72 * time.Second, 144 * time.Second, 288 * time.Second} {
		if d := pause(time.Minute, failures, 0); d > most || d < most*2/3 {
			t.Errorf("after %d failures: %s", failures, d)
		}
	}
	if d := pause(time.Minute, 1000, 0); d > maxPause*6/5 {
		t.Errorf("at most: %s", d)
	}
	if d := pause(time.Minute, 0, time.Hour); d != time.Hour {
		t.Errorf("asked for an hour: %s", d)
	}
}
