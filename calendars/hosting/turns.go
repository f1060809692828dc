package hosting

import (
	"context"
	"sync"
	"time"
)

// What the reports of one home may take: series can be written that cost a
// quarter of a second each to lay out, and a calendar holds thousands.
const (
	reportsAtOnce = 4
	reportLimit   = 30 * time.Second
)

// turns lets so many reports of a home run at once; others wait.
type turns struct {
	mu    sync.Mutex // guards homes
	homes map[string]chan struct{}
}

// take waits for a turn; leave gives it back. The error is the context's.
func (t *turns) take(ctx context.Context, home string) (leave func(), err error) {
	t.mu.Lock()
	if t.homes == nil {
		t.homes = map[string]chan struct{}{}
	}
	turn := t.homes[home]
	if turn == nil {
		turn = make(chan struct{}, reportsAtOnce)
		t.homes[home] = turn
	}
	t.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
