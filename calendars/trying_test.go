package calendars

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// gate is a network that counts, and stops at each PUT while it is shut.
type gate struct {
	sent  atomic.Int64
	shut  chan struct{} // nil: open
	stood chan struct{} // told that a PUT stands there
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	g.sent.Add(1)
	if g.shut != nil && r.Method == http.MethodPut {
		select {
		case g.stood <- struct{}{}:
		default:
		}
		<-g.shut
	}
	return http.DefaultTransport.RoundTrip(r)
}

func testMemory(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: t.TempDir() + "/escale.db"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// movable are clocks whose machine time a test moves.
type movable struct{ at atomic.Pointer[time.Time] }

func clockAt(at time.Time) *movable {
	m := &movable{}
	m.set(at)
	return m
}

func (m *movable) set(at time.Time)     { m.at.Store(&at) }
func (m *movable) Programme() time.Time { return *m.at.Load() }
func (m *movable) Machine() time.Time   { return *m.at.Load() }

func TestACalendarIsTriedOnceADayAtMost(t *testing.T) {
	r := startRadicale(t)
	r.make("Escale")
	r.make("Rendez-vous")
	memory, clock, net := testMemory(t), clockAt(monday), &gate{}
	m := NewMirror(MirrorConfig{Clocks: clock, Memory: memory, Installation: "test.example", HTTPClient: &http.Client{Transport: net}})
	m.SetAgendas([]AgendaSource{r.source()})
	first, err := m.Probe(t.Context(), memory, aline, 24*time.Hour)
	if err != nil || !first.Tried.Equal(monday) || first.Trouble != "" || len(first.Words()) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	for after, again := range map[time.Duration]bool{0: false, 23 * time.Hour: false, 25 * time.Hour: true} {
		clock.set(monday.Add(after))
		net.sent.Store(0)
		able, err := m.Probe(t.Context(), memory, aline, 24*time.Hour)
		if tried := net.sent.Load() > 0; err != nil || tried != again || tried && !able.Tried.Equal(clock.Machine()) {
			t.Errorf("after %s: %d requests, %+v, %v", after, net.sent.Load(), able, err)
		}
	}
	if _, err := m.Publish(t.Context(), withAgenda(session("b1", 1, monday))); err != nil {
		t.Error(err)
	}
}

func withAgenda(e scheduling.CalendarEvent) scheduling.CalendarEvent {
	e.Agenda = aline
	return e
}

// Two processes on one store don't try one calendar out at once; one that was
// killed while trying holds the other up for a quarter of an hour only.
func TestACalendarIsTriedByOneAtATime(t *testing.T) {
	r := startRadicale(t)
	r.make("Escale")
	r.make("Rendez-vous")
	memory, clock := testMemory(t), clockAt(monday)
	net := &gate{shut: make(chan struct{}), stood: make(chan struct{}, 1)}
	slow := NewMirror(MirrorConfig{Clocks: clock, Installation: "test.example", HTTPClient: &http.Client{Transport: net}})
	quick := NewMirror(MirrorConfig{Clocks: clock, Installation: "test.example"})
	for _, m := range []*Mirror{slow, quick} {
		m.SetAgendas([]AgendaSource{r.source()})
	}
	done := make(chan error)
	ctx, kill := context.WithCancel(t.Context())
	go func() {
		_, err := slow.Probe(ctx, memory, aline, time.Hour)
		done <- err
	}()
	<-net.stood
	if _, err := quick.Probe(t.Context(), memory, aline, time.Hour); !errors.Is(err, ErrTrying) {
		t.Errorf("at the same time: %v", err)
	}
	clock.set(monday.Add(16 * time.Minute))
	if able, err := quick.Probe(t.Context(), memory, aline, time.Hour); err != nil || able.Tried.IsZero() {
		t.Errorf("after the other was killed: %+v, %v", able, err)
	}
	kill()
	close(net.shut)
	if err := <-done; err == nil {
		t.Error("a probe that was stopped has a result")
	}
	if _, err := quick.Probe(t.Context(), memory, aline, time.Hour); err != nil {
		t.Errorf("what was known is lost: %v", err)
	}
	if refs, err := r.client().List(t.Context(), "/structure/rendez-vous/"); err != nil || len(refs) != 0 {
		t.Errorf("left behind: %v, %v", refs, err)
	}
}

// A calendar that can't be written to is told of in words for its structure.
func TestAReadOnlyCalendarIsFoundOut(t *testing.T) {
	for status, want := range map[int]string{403: "ne donne pas ce droit", 207: "refuse d’enregistrer", 507: "plus de place", 405: "refuse d’enregistrer"} {
		c := oddServer(t, func(w http.ResponseWriter, r *http.Request) {
			switch r.Method {
			case http.MethodPut:
				w.WriteHeader(status)
			case http.MethodGet, http.MethodDelete:
				w.WriteHeader(http.StatusNotFound)
			default:
				w.WriteHeader(http.StatusMultiStatus)
				_, _ = w.Write([]byte(oneCalendar))
			}
		})
		p := &publisher{client: c, path: "/cal/", zone: time.UTC, now: time.Now}
		able, err := p.probe(t.Context(), "test.example", "a")
		if err != nil || able.Trouble == "" || !able.NoSync || len(able.Words()) != 1 || !strings.Contains(able.Words()[0], want) {
			t.Errorf("%d: %+v, %v, %q", status, able, err, able.Words())
		}
		if _, err := p.publish(t.Context(), session("b1", 1, monday)); !errors.Is(err, scheduling.ErrRefused) {
			t.Errorf("%d: publish: %v", status, err)
		}
	}
}
