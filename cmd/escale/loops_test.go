package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"escale/scheduling"
)

// A calendar or a mail server that hangs holds up its own work, and nobody
// else's reminder.
func TestWorkThatHangsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	d := quietDemo(t)
	begun, done, release := make(chan struct{}), make(chan struct{}), make(chan struct{})
	d.house.worker = scheduling.NewWorker(scheduling.WorkerConfig{
		Store: d.house.store, Clocks: d.clocks, Owner: d.house.owner,
		Handlers: map[string]scheduling.Handler{
			"hangs": func(context.Context, scheduling.Due) error { close(begun); <-release; return nil },
			"quick": func(context.Context, scheduling.Due) error { close(done); return nil },
		},
	})
	var ticks sync.WaitGroup
	tick := func(kind string) {
		_, err := d.house.store.Apply(t.Context(), scheduling.Change{Command: kind, Due: []scheduling.Due{{
			ID: kind, Kind: kind, Subject: kind, At: d.clocks.Machine(), Clock: scheduling.MachineTime,
		}}})
		if err != nil {
			t.Fatal(err)
		}
		ticks.Go(func() {
			if err := d.house.dueWork(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	tick("hangs")
	<-begun
	tick("quick")
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Error("a reminder waits for a calendar that hangs")
	}
	close(release)
	ticks.Wait()
	d.house.passes.Wait()
}

// An outage leaves more behind than one pass claims: it is all done at once, not
// a batch a second.
func TestALotOfWorkIsDoneAtOnce(t *testing.T) {
	t.Parallel()
	d := quietDemo(t)
	var ran atomic.Int64
	d.house.worker = scheduling.NewWorker(scheduling.WorkerConfig{
		Store: d.house.store, Clocks: d.clocks, Owner: d.house.owner, Batch: 5,
		Handlers: map[string]scheduling.Handler{"try": func(context.Context, scheduling.Due) error { ran.Add(1); return nil }},
	})
	c := scheduling.Change{Command: "outage"}
	for n := range 100 {
		id := fmt.Sprint("work/", n)
		c.Due = append(c.Due, scheduling.Due{ID: id, Kind: "try", Subject: id, At: d.clocks.Machine(), Clock: scheduling.MachineTime})
	}
	if _, err := d.house.store.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := d.house.dueWork(context.Background()); err != nil {
		t.Fatal(err)
	}
	d.house.passes.Wait()
	if ran.Load() != 100 {
		t.Errorf("%d of 100 works done", ran.Load())
	}
}

// What is to be done at once is done again at its intervals.
func TestTicksBeginAtOnce(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	f := &fromNow{Schedule: cron.Every(time.Hour)}
	if first, second := f.Next(at), f.Next(at); first.After(at) || second.Sub(at) != time.Hour {
		t.Errorf("first %s, then %s", first, second)
	}
}
