package calendars

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Bounds of the time between two tries at a calendar in trouble.
const (
	maxPause = 5 * time.Minute
	minPause = 5 * time.Second // however many parents look
)

// Run keeps every agenda's copies current until the context ends: a round about
// once an Interval, later and later while a calendar is in trouble, but soon if
// a parent looks. Each round is told to the Observer.
func (m *Mirror) Run(ctx context.Context) {
	running := map[string]context.CancelFunc{}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer func() {
		for _, stop := range running {
			stop()
		}
	}()
	for {
		ids, changed := m.present()
		for id := range ids {
			if running[id] == nil {
				each, stop := context.WithCancel(ctx)
				running[id] = stop
				wg.Go(func() { m.follow(each, id) })
			}
		}
		for id, stop := range running {
			if !ids[id] {
				stop()
				delete(running, id)
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// present lists the agendas, and gives what is closed when they change.
func (m *Mirror) present() (map[string]bool, <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ids := map[string]bool{}
	for id := range m.agendas {
		ids[id] = true
	}
	return ids, m.changed
}

// follow makes round after round of one agenda.
func (m *Mirror) follow(ctx context.Context, id string) {
	failures := 0
	for a := m.find(id); a != nil && ctx.Err() == nil; a = m.find(id) {
		m.turn(ctx, id, &failures).wait(ctx, a.looked)
	}
}

// rest is how long to pause after a round: at most, and at least even if
// somebody looks.
type rest struct{ most, least time.Duration }

func (r rest) wait(ctx context.Context, looked <-chan struct{}) {
	most, least := time.NewTimer(r.most), time.NewTimer(r.least)
	defer most.Stop()
	defer least.Stop()
	select {
	case <-ctx.Done():
		return
	case <-most.C:
		return
	case <-looked:
	}
	select {
	case <-ctx.Done():
	case <-least.C:
	}
}

// turn makes one round and returns how long to rest after it. What another
// agenda's round read a moment ago is not read again.
func (m *Mirror) turn(ctx context.Context, id string, failures *int) rest {
	recent := m.c.Clocks.Machine().Add(-m.c.Interval / 2)
	err := spare(m.c.Log, func() error {
		s, err := m.round(ctx, id, func(u use) func() bool { return u.since(recent) })
		if m.c.Observer != nil && s.Agenda != "" && ctx.Err() == nil {
			m.c.Observer(ctx, s)
		}
		return err
	})
	if ctx.Err() != nil {
		return rest{}
	}
	if err == nil {
		*failures = 0
	} else {
		*failures++
		m.c.Log.Warn("calendars not read", "agenda", id, "failures", *failures, "err", err)
	}
	asked := retryAfter(err)
	most := pause(m.c.Interval, *failures, asked)
	return rest{most: most, least: min(most, max(minPause, asked))}
}

// pause is the interval give or take a fifth, doubled with every failure, and no
// shorter than what the server asked for.
func pause(interval time.Duration, failures int, asked time.Duration) time.Duration {
	d := interval
	for range min(failures, 10) {
		d = min(2*d, max(maxPause, interval))
	}
	jitter := 0.8 + 0.4*rand.Float64()
	return max(time.Duration(float64(d)*jitter), asked)
}
