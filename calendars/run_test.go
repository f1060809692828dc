package calendars

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// away is a server that can't be reached; it notes when somebody tried.
type away struct {
	mu  sync.Mutex // guards all
	all []time.Time
}

func (a *away) RoundTrip(*http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = append(a.all, time.Now())
	return nil, errors.New("connection refused")
}

func (a *away) tries() []time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]time.Time(nil), a.all...)
}

// However long a server was away, it is tried every few minutes, and at once
// when a parent looks: but many who look are not many tries.
func TestAServerAwayIsTriedAgainSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &away{}
		m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: server}, Interval: 30 * time.Second}, AgendaSource{
			ID: aline, URL: "http://calendars.invalid/", Open: []string{"Escale"}, Busy: []string{"Rendez-vous"},
		})
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go m.Run(ctx)
		time.Sleep(12 * time.Hour)
		last := time.Time{}
		for _, at := range server.tries() {
			if gap := at.Sub(last); !last.IsZero() && gap > 6*time.Minute {
				t.Fatalf("%s between two tries", gap)
			}
			last = at
		}
		look := func() {
			m.Time(aline)
		}
		before := len(server.tries())
		looked := time.Now()
		look()
		synctest.Wait()
		time.Sleep(minPause)
		synctest.Wait()
		tries := server.tries()
		if len(tries) == before || tries[before].Sub(looked) > minPause {
			t.Fatal("not tried though a parent looked")
		}
		each := len(tries) - before // requests of one round
		for range 60 * 20 {
			look()
			time.Sleep(50 * time.Millisecond)
		}
		if n := len(server.tries()) - len(tries); n > each*14 {
			t.Errorf("%d requests in a minute, %d a round", n, each)
		}
		stop()
		synctest.Wait()
	})
}
