package calendars

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// startSpread is the time over which the first rounds begin, for each agenda.
const startSpread = 5 * time.Millisecond

// Run keeps every agenda's copies current until the context ends: each calendar
// about once an Interval (a feed every quarter of an hour), later and later
// while it is in trouble, but soon if a parent looks. Each round of an agenda is
// told to the Observer.
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
				delay := time.Duration(rand.Float64() * float64(len(ids)) * float64(startSpread))
				wg.Go(func() { m.follow(each, id, delay) })
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

// follow makes round after round of one agenda, the first after a delay.
func (m *Mirror) follow(ctx context.Context, id string, delay time.Duration) {
	waitUntil(ctx, delay, nil)
	hurried := false
	for a := m.find(id); a != nil && ctx.Err() == nil; a = m.find(id) {
		m.turn(ctx, a, hurried)
		hurried = m.rest(ctx, a)
	}
}

// rest waits for the agenda's next turn. It reports whether somebody looked: the
// turn is then sooner, but never so soon that many who look are many rounds.
func (m *Mirror) rest(ctx context.Context, a *agenda) (hurried bool) {
	now := m.c.Clocks.Machine()
	ended := now
	next, _ := a.turns()
	if !waitUntil(ctx, max(next.Sub(now), min(minPause, m.c.Interval/4)), a.looked) {
		return false
	}
	now = m.c.Clocks.Machine()
	_, soon := a.turns()
	waitUntil(ctx, max(soon.Sub(now), ended.Add(min(minPause, m.c.Interval)).Sub(now)), nil)
	return true
}

// waitUntil waits for a time, for the end of the context, or for somebody who
// looks: true.
func waitUntil(ctx context.Context, d time.Duration, looked <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-looked:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// turn makes one round: what is due of an agenda's calendars is read. What
// another agenda's round read a moment ago is not read again.
func (m *Mirror) turn(ctx context.Context, a *agenda, hurried bool) {
	_ = spare(m.c.Log, func() error {
		s, err := m.round(ctx, a, func(ctx context.Context, u use) error { return u.patiently(ctx, u.early(hurried)) })
		if m.c.Observer != nil && ctx.Err() == nil {
			m.c.Observer(ctx, s)
		}
		return err
	})
}

// patiently syncs in its turn, and if the calendar is in trouble in the turn of
// those that are.
func (c *copied) patiently(ctx context.Context, enough func() bool) error {
	c.mu.Lock()
	failed, skip := c.failed, enough()
	c.mu.Unlock()
	if skip {
		return failed
	}
	c.host.pulls.Add(1)
	defer c.host.pulls.Add(-1)
	if failed != nil {
		leave, ok := c.host.admit(ctx)
		if !ok {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.plan(false, 0)
			return failed
		}
		defer leave()
	}
	select {
	case c.host.turns <- struct{}{}:
		defer func() { <-c.host.turns }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return c.sync(ctx, enough)
}
