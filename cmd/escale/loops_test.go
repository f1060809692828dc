package main

import (
	"context"
	"sync"
	"testing"
	"time"

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
