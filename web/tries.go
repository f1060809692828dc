package web

import (
	"sync"
	"time"
)

// A name and origin may be wrong this often within this time.
const (
	wrongAllowed = 5
	wrongWithin  = 15 * time.Minute
	// wrongKept bounds how many names and origins are remembered.
	wrongKept = 10_000
)

// tries remembers wrong passwords by name and origin, in machine time.
type tries struct {
	now func() time.Time
	mu  sync.Mutex // guards at
	at  map[string][]time.Time
}

func newTries(now func() time.Time) *tries {
	return &tries{now: now, at: map[string][]time.Time{}}
}

// take counts a try as wrong before it is looked at, so that many at once are
// no more than allowed; false: there were too many.
func (t *tries) take(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	recent := t.recent(key)
	if len(recent) >= wrongAllowed {
		return false
	}
	if len(t.at) >= wrongKept {
		t.sweep()
	}
	t.at[key] = append(recent, t.now())
	return true
}

// forget is for who knew the password.
func (t *tries) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.at, key)
}

func (t *tries) recent(key string) []time.Time {
	all := t.at[key]
	for len(all) > 0 && t.now().Sub(all[0]) >= wrongWithin {
		all = all[1:]
	}
	return all
}

// sweep drops what is past, and anything if all is recent: memory comes first.
func (t *tries) sweep() {
	for key := range t.at {
		if len(t.recent(key)) == 0 {
			delete(t.at, key)
		}
	}
	for key := range t.at {
		if len(t.at) < wrongKept {
			return
		}
		delete(t.at, key)
	}
}
