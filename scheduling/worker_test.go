package scheduling_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"escale/scheduling"
)

// put adds due work.
func (w *world) put(due ...scheduling.Due) {
	w.t.Helper()
	for n := range due {
		if due[n].Clock == "" {
			due[n].Clock = scheduling.MachineTime
		}
	}
	w.n++
	if _, err := w.store.Apply(w.t.Context(), scheduling.Change{Command: "put/" + time.Duration(w.n).String(), Due: due}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) handles(h scheduling.Handler, tries int) *scheduling.Worker {
	return scheduling.NewWorker(scheduling.WorkerConfig{
		Store: w.store, Clocks: w.clock, Owner: "a", Tries: tries,
		Handlers: map[string]scheduling.Handler{"try": h},
	})
}

func (w *world) dead() []string {
	w.t.Helper()
	all, err := w.store.Dead(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	var ids []string
	for _, d := range all {
		ids = append(ids, d.ID+": "+d.LastError)
	}
	return ids
}

func TestWorkerRetriesAndGivesUp(t *testing.T) {
	w := newWorld(t)
	w.put(scheduling.Due{ID: "one", Kind: "try"}, scheduling.Due{ID: "two", Kind: "dance"})
	ran := 0
	worker := w.handles(func(context.Context, scheduling.Due) error {
		if ran++; ran == 2 {
			panic("a bug")
		}
		return errors.New("not today")
	}, 3)
	passes := 0
	for ; len(w.dead()) < 2 && passes < 50; passes++ {
		if err := worker.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.clock.pass(time.Second)
	}
	if ran != 3 {
		t.Errorf("tried %d times", ran)
	}
	if want := []string{"one: not today", `two: no handler for due work of kind "dance"`}; !slices.Equal(w.dead(), want) {
		t.Errorf("dead: %q", w.dead())
	}
	if passes < 4 {
		t.Errorf("gave up after %d seconds: no back-off", passes)
	}
}

func TestWorkerGivesUpAtOnce(t *testing.T) {
	w := newWorld(t)
	w.put(scheduling.Due{ID: "one", Kind: "try"})
	worker := w.handles(func(context.Context, scheduling.Due) error {
		return fmt.Errorf("mail: %w", &scheduling.GiveUp{Err: errors.New("no such mailbox")})
	}, 3)
	if err := worker.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.dead(); !slices.Equal(got, []string{"one: mail: no such mailbox"}) {
		t.Errorf("dead: %q", got)
	}
}

func TestWorkerOutcomes(t *testing.T) {
	w := newWorld(t)
	at := w.clock.Machine().Add(time.Hour)
	ran := map[string]*atomic.Int32{"drop": {}, "again": {}, "self": {}, "slow": {}}
	for id := range ran {
		w.put(scheduling.Due{ID: id, Kind: "try"})
	}
	worker := scheduling.NewWorker(scheduling.WorkerConfig{
		Store: w.store, Clocks: w.clock, Owner: "a", Tries: 1, Limit: 20 * time.Millisecond,
		Handlers: map[string]scheduling.Handler{"try": func(ctx context.Context, d scheduling.Due) error {
			ran[d.ID].Add(1)
			switch d.ID {
			case "drop":
				return scheduling.Drop{Why: "she left"}
			case "again":
				return &scheduling.Again{At: at, Err: errors.New("silent")}
			case "slow":
				<-ctx.Done()
				return ctx.Err()
			}
			_, err := w.store.Apply(ctx, scheduling.Change{Command: "self", Done: []scheduling.Fence{{ID: d.ID, Try: d.Try}}})
			return err
		}},
	})
	for range 3 {
		if err := worker.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for id, n := range ran {
		if n.Load() != 1 {
			t.Errorf("%s ran %d times", id, n.Load())
		}
	}
	if got := w.dead(); !slices.Equal(got, []string{"slow: context deadline exceeded"}) {
		t.Errorf("dead: %q", got)
	}
	w.clock.pass(2 * time.Hour)
	if err := worker.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := ran["again"].Load(); n != 2 {
		t.Errorf("again ran %d times: the number of tries must not count", n)
	}
}

// Two workers share the work; nothing is done twice.
func TestWorkersShare(t *testing.T) {
	w := newWorld(t)
	var due []scheduling.Due
	for n := range 100 {
		due = append(due, scheduling.Due{ID: time.Duration(n).String(), Kind: "try"})
	}
	w.put(due...)
	var ran atomic.Int32
	h := func(context.Context, scheduling.Due) error { ran.Add(1); return nil }
	errs := make(chan error, 2)
	for _, owner := range []string{"a", "b"} {
		worker := scheduling.NewWorker(scheduling.WorkerConfig{
			Store: w.store, Clocks: w.clock, Owner: owner, Handlers: map[string]scheduling.Handler{"try": h},
		})
		go func() { errs <- worker.Drain(t.Context()) }()
	}
	for range 2 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if ran.Load() != 100 {
		t.Errorf("%d runs of 100 works", ran.Load())
	}
}

// An outage that outlasts a reminder's session: the worker brings what is left
// in order, and the desk's part of it drops what is pointless.
func TestPastAfterCancel(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	past := w.desk.Handlers()[scheduling.DuePast]
	for name, subject := range map[string]string{"too soon": b.ID, "no such booking": "nobody"} {
		var drop scheduling.Drop
		if err := past(t.Context(), scheduling.Due{Subject: subject}); !errors.As(err, &drop) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s := w.row(b.ID).State; s != scheduling.Booked {
		t.Errorf("state %s", s)
	}
}

// What an operator lets be tried again has its tries again, all of them.
func TestWorkerTriesAsOftenAgain(t *testing.T) {
	w := newWorld(t)
	ran := 0
	worker := w.handles(func(context.Context, scheduling.Due) error { ran++; return errors.New("not today") }, 3)
	for life := range 2 {
		ran = 0
		w.put(scheduling.Due{ID: "one", Kind: "try"})
		for range 50 {
			if err := worker.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.clock.pass(time.Second)
		}
		if ran < 2 || len(w.dead()) != 1 {
			t.Errorf("life %d: tried %d times, dead: %q", life, ran, w.dead())
		}
	}
}
