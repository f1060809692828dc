package scheduling

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Handler does one piece of due work. It may be run more than once: after a
// crash, or when its lease ran out. It may finish the work itself, with
// Change.Done in its own Apply. Errors: Drop when there is no point any more,
// *Again to be tried at a given time; any other is tried again with back-off,
// and at last put among the dead letters; *GiveUp, at once.
type Handler func(ctx context.Context, due Due) error

// Drop says why work is pointless now: it is finished without being done.
type Drop struct{ Why string }

func (d Drop) Error() string { return "dropped: " + d.Why }

// GiveUp says that no try will help, and that somebody has to see to it: the
// work is put among the dead letters at once.
type GiveUp struct{ Err error }

func (g *GiveUp) Error() string { return g.Err.Error() }
func (g *GiveUp) Unwrap() error { return g.Err }

// Again asks for another try at a machine time, however many there were.
type Again struct {
	At  time.Time
	Err error
}

func (a *Again) Error() string { return a.Err.Error() }
func (a *Again) Unwrap() error { return a.Err }

// WorkerConfig is what a Worker works with. Store, Clocks and Owner are required.
type WorkerConfig struct {
	Store    Store
	Clocks   Clocks
	Owner    string             // the replica, as in Due.LeasedTo
	Handlers map[string]Handler // by kind of due work
	Log      *slog.Logger

	Batch int           // works claimed and run side by side; default 64
	Limit time.Duration // of one handler, wall time; default 1 minute. The lease is twice as long.
	Tries int           // before work becomes a dead letter; default 12
}

// Worker does due work. Several may run on one store.
type Worker struct{ c WorkerConfig }

// NewWorker returns a Worker.
func NewWorker(c WorkerConfig) *Worker {
	c.Batch, c.Limit, c.Tries = cmp.Or(c.Batch, 64), cmp.Or(c.Limit, time.Minute), cmp.Or(c.Tries, 12)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Worker{c: c}
}

// Drain makes passes until nothing is due.
func (w *Worker) Drain(ctx context.Context) error {
	for {
		n, err := w.Pass(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

// Pass claims a batch of due work and runs it side by side; n is how many works
// it ran. It waits for all of them.
func (w *Worker) Pass(ctx context.Context) (n int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	batch, err := w.c.Store.ClaimDue(ctx, w.c.Owner, w.c.Clocks.Programme(), w.c.Clocks.Machine(), 2*w.c.Limit, w.c.Batch)
	if err != nil {
		return 0, fmt.Errorf("claim due work: %w", err)
	}
	errs := make([]error, len(batch))
	var all sync.WaitGroup
	for i, due := range batch {
		all.Go(func() { errs[i] = w.do(ctx, due) })
	}
	all.Wait()
	return len(batch), errors.Join(errs...)
}

// do runs one work and notes how it ended. Its error is the store's.
func (w *Worker) do(ctx context.Context, due Due) error {
	err := w.handle(ctx, due)
	ctx = context.WithoutCancel(ctx) // the end is noted even while shutting down
	fence := Fence{ID: due.ID, Try: due.Try}
	var again *Again
	var drop Drop
	var hopeless *GiveUp
	switch {
	case err == nil:
	case errors.As(err, &drop):
		w.c.Log.InfoContext(ctx, "due work dropped", "kind", due.Kind, "id", due.ID, "why", drop.Why)
	case errors.As(err, &again):
		// never at once, or Drain would not end
		return w.fail(ctx, due, err, later(again.At, w.c.Clocks.Machine().Add(time.Second)))
	case due.Try%w.c.Tries == 0, errors.As(err, &hopeless): // as many again for what an operator revives
		return w.fail(ctx, due, err, time.Time{})
	default:
		return w.fail(ctx, due, err, w.c.Clocks.Machine().Add(backoff(due.Try, 15*time.Minute)))
	}
	_, err = w.c.Store.Apply(ctx, Change{Command: "done/" + newToken(), Done: []Fence{fence}})
	if err != nil && !errors.Is(err, ErrFenced) { // fenced: the handler finished it, or another took over
		return fmt.Errorf("finish %s: %w", due.ID, err)
	}
	return nil
}

// fail lets the work rest, or gives it up when retry is zero.
func (w *Worker) fail(ctx context.Context, due Due, cause error, retry time.Time) error {
	level := slog.LevelWarn
	if retry.IsZero() {
		level = slog.LevelError
	}
	w.c.Log.Log(ctx, level, "due work failed", "kind", due.Kind, "id", due.ID, "try", due.Try, "dead", retry.IsZero(), "err", cause)
	err := w.c.Store.FailDue(ctx, Fence{ID: due.ID, Try: due.Try}, cause.Error(), retry)
	if err != nil && !errors.Is(err, ErrFenced) {
		return fmt.Errorf("fail %s: %w", due.ID, err)
	}
	return nil
}

// handle runs the handler within its limit; a panic is an error of the work.
func (w *Worker) handle(ctx context.Context, due Due) (err error) {
	h := w.c.Handlers[due.Kind]
	if h == nil {
		return fmt.Errorf("no handler for due work of kind %q", due.Kind)
	}
	ctx, cancel := context.WithTimeout(ctx, w.c.Limit)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			w.c.Log.ErrorContext(ctx, "due work panicked", "kind", due.Kind, "id", due.ID, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %T", r) // its value may quote what a person wrote
		}
	}()
	return h(ctx, due)
}
