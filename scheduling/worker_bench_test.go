package scheduling_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// dueAtOnce is how many reminders an outage leaves behind.
const dueAtOnce = 100_000

// BenchmarkWorker measures how many works that are due at once a Worker claims,
// runs and acknowledges one by one, beside the same store when as many are
// claimed at a time and acknowledged together by who does nothing else.
func BenchmarkWorker(b *testing.B) {
	for b.Loop() {
		var took [2]time.Duration
		for n, drain := range []func(*world){(*world).drain, (*world).claimAndAcknowledge} {
			w := backlog(b)
			begin := time.Now()
			drain(w)
			took[n] = time.Since(begin)
			if _, err := w.store.NextDue(b.Context(), scheduling.ProgrammeTime); !errors.Is(err, scheduling.ErrNotFound) {
				b.Fatal("not all is done: ", err)
			}
		}
		b.ReportMetric(dueAtOnce/took[0].Seconds(), "works/s")
		b.ReportMetric(dueAtOnce/took[1].Seconds(), "store-works/s")
		b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "ratio")
	}
}

// backlog is a store full of work, with a worker whose handler does nothing.
func backlog(b *testing.B) *world {
	w := &world{t: b, clock: &clocks{programme: monday, machine: monday}}
	store, err := sqlite.Open(b.Context(), sqlite.Config{Path: filepath.Join(b.TempDir(), "escale.db"), Clock: w.clock.Machine})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	w.store = store
	w.worker = w.handles(func(context.Context, scheduling.Due) error { return nil }, 0)
	for n := range dueAtOnce / 1000 {
		var c scheduling.Change
		c.Command = fmt.Sprint("fill ", n)
		for i := range 1000 {
			id := fmt.Sprint("remind/", n, "/", i)
			c.Due = append(c.Due, scheduling.Due{
				ID: id, Kind: "try", Subject: id, At: monday.Add(-time.Hour), Clock: scheduling.ProgrammeTime, Data: make([]byte, 60),
			})
		}
		if _, err := store.Apply(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
	return w
}

func (w *world) claimAndAcknowledge() {
	w.t.Helper()
	for n := 0; ; n++ {
		due, err := w.store.ClaimDue(w.t.Context(), "a", w.clock.Programme(), w.clock.Machine(), time.Hour, 64)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		c := scheduling.Change{Command: fmt.Sprint("done ", n)}
		for _, d := range due {
			c.Done = append(c.Done, scheduling.Fence{ID: d.ID, Try: d.Try})
		}
		if _, err := w.store.Apply(w.t.Context(), c); err != nil {
			w.t.Fatal(err)
		}
	}
}
