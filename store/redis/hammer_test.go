package redis_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"escale/store/redis"
)

// hammer makes changes from eight goroutines until it is ended. A change that
// was not acknowledged is repeated until it is.
type hammer struct {
	t     *testing.T
	all   sync.WaitGroup
	ended chan struct{}

	mu    sync.Mutex // guards what follows
	acked []string
	last  error // why a change was not acknowledged
}

func pound(t *testing.T, s *redis.Store) *hammer {
	h := &hammer{t: t, ended: make(chan struct{})}
	for g := range 8 {
		h.all.Go(func() {
			for i := 0; !h.over(); i++ {
				h.make(s, fmt.Sprintf("%d-%d", g, i))
			}
		})
	}
	return h
}

func (h *hammer) over() bool {
	select {
	case <-h.ended:
		return true
	case <-h.t.Context().Done():
		return true
	default:
		return false
	}
}

func (h *hammer) make(s *redis.Store, id string) {
	for h.t.Context().Err() == nil {
		_, err := s.Apply(h.t.Context(), booked(id))
		h.mu.Lock()
		if err == nil {
			h.acked = append(h.acked, id)
		} else {
			h.last = err
		}
		h.mu.Unlock()
		if err == nil {
			return
		}
	}
}

// more waits until so many more changes were acknowledged.
func (h *hammer) more(n int) {
	h.t.Helper()
	before := len(h.known())
	soon(h.t, fmt.Sprint(n, " more changes are acknowledged"), func() bool { return len(h.known()) >= before+n })
}

func (h *hammer) known() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.acked)
}

// end returns the ids of all changes: each was acknowledged in the end.
func (h *hammer) end() []string {
	close(h.ended)
	h.all.Wait()
	h.t.Logf("%d changes; the last that had to be repeated: %v", len(h.acked), h.last)
	return h.known()
}
