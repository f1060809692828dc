package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
)

// ErrPanic wraps what a recovered panic becomes: the same work would only
// panic again.
var ErrPanic = errors.New("panic")

// Lanes runs work one at a time per key, in the order it came, and many keys
// in parallel up to a bound. A panic in one lane stops nothing else.
type Lanes struct {
	log  *slog.Logger
	room chan struct{}

	mu    sync.Mutex // guards lanes
	lanes map[string]*lane
}

// lane exists while somebody works in it; its waiters are first in, first out.
type lane struct{ waiting []chan struct{} }

// NewLanes makes lanes in which at most parallel works run at once.
func NewLanes(parallel int, log *slog.Logger) *Lanes {
	return &Lanes{log: log, room: make(chan struct{}, parallel), lanes: map[string]*lane{}}
}

// Do waits for its turn in the key's lane, then runs the work. It returns the
// work's error, the context's if it ended while waiting, or one that wraps
// ErrPanic. Work must not call Do with the key it runs under.
func (l *Lanes) Do(ctx context.Context, key string, work func(context.Context) error) error {
	if err := l.enter(ctx, key); err != nil {
		return err
	}
	defer l.leave(key)
	select {
	case l.room <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-l.room }()
	return l.protect(ctx, work)
}

func (l *Lanes) enter(ctx context.Context, key string) error {
	l.mu.Lock()
	held, busy := l.lanes[key]
	if !busy {
		l.lanes[key] = &lane{}
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	held.waiting = append(held.waiting, turn)
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		l.giveUp(key, turn)
		return ctx.Err()
	}
}

// leave hands the lane to the next in line, or closes it.
func (l *Lanes) leave(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	held := l.lanes[key]
	if len(held.waiting) == 0 {
		delete(l.lanes, key)
		return
	}
	close(held.waiting[0])
	held.waiting = held.waiting[1:]
}

// giveUp takes a waiter out of line; if its turn came meanwhile, it is passed on.
func (l *Lanes) giveUp(key string, turn chan struct{}) {
	l.mu.Lock()
	if held := l.lanes[key]; held != nil {
		for i, w := range held.waiting {
			if w == turn {
				held.waiting = append(held.waiting[:i:i], held.waiting[i+1:]...)
				l.mu.Unlock()
				return
			}
		}
	}
	l.mu.Unlock()
	l.leave(key)
}

// protect turns a panic into an error. The value is not logged: it may quote
// what a person wrote.
func (l *Lanes) protect(ctx context.Context, work func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			l.log.Error("recovered", "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: %T", ErrPanic, v)
		}
	}()
	return work(ctx)
}
