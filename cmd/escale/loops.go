package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// loops are what happens again and again while the service runs. Each is
// started once and ends with the context; loops returns when all have ended.
//
// Nothing that may need a calendar begins before all were read or found in
// trouble; then ready is called.
func (h *house) loops(ctx context.Context, ready func()) {
	var all sync.WaitGroup
	all.Go(func() { h.replicas.run(ctx) })
	all.Go(func() { h.mirror.Run(ctx) })
	all.Go(func() { h.deliverer.Run(ctx, time.Second) })
	h.calendarsRead(ctx)
	ready()
	for _, r := range h.receivers {
		all.Go(func() { r(ctx) })
	}
	if err := h.desk.PlanRetention(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("retention", "err", err) // the next sweep plans it
	}
	ticks := h.ticks(ctx)
	ticks.Start()
	<-ctx.Done()
	<-ticks.Stop().Done()
	h.passes.Wait()
	all.Wait()
}

// ticks only says "now"; what is due is decided by the store. A job that still
// runs is not started again, and a panic ends the job, not the service.
func (h *house) ticks(ctx context.Context) *cron.Cron {
	log := cronLog{h.log}
	c := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log),
		cron.WithChain(cron.Recover(log), cron.SkipIfStillRunning(cron.DiscardLogger)))
	tick := func(s cron.Schedule, name string, job func(context.Context) error) {
		c.Schedule(s, cron.FuncJob(func() {
			if err := job(ctx); err != nil && ctx.Err() == nil {
				h.log.Error(name, "err", err)
			}
		}))
	}
	every := func(d time.Duration, name string, job func(context.Context) error) { tick(cron.Every(d), name, job) }
	tick(&fromNow{Schedule: cron.Every(time.Second)}, "due work", h.dueWork)
	every(2*time.Second, "reload the programme", func(context.Context) error {
		if h.catalogue.reload() || h.passwordsChanged() {
			return h.applyProgramme(ctx)
		}
		return nil
	})
	every(10*time.Second, "note calendars in trouble", h.noteTroubles)
	every(time.Minute, "try calendars out", h.tryCalendars)
	if h.inbox != nil {
		every(h.config.calendarInterval(), "read the mailbox", h.readAnswers)
	}
	tick(&fromNow{Schedule: cron.Every(time.Hour)}, "sweep the store", h.sweep)
	return c
}

// fromNow ticks at once, and then by its schedule: a service that is restarted
// every hour still does what it does once an hour.
type fromNow struct {
	cron.Schedule
	begun bool // only the ticker asks
}

func (f *fromNow) Next(t time.Time) time.Time {
	if f.begun {
		return f.Schedule.Next(t)
	}
	f.begun = true
	return t
}

// dueWork begins a pass over what is due, unless a push of the demo's clock is
// doing it; the first goes on until nothing is, so that much work doesn't take a
// second for each batch. It doesn't wait for the end: a calendar that hangs holds
// up its own pass only. What a pass has claimed no other takes up, and each is
// over within the worker's limit.
func (h *house) dueWork(ctx context.Context) error {
	if !h.working.TryRLock() {
		return nil
	}
	h.passes.Go(func() {
		defer h.working.RUnlock()
		pass := func(ctx context.Context) error { _, err := h.worker.Pass(ctx); return err }
		if h.draining.CompareAndSwap(false, true) {
			defer h.draining.Store(false)
			pass = h.worker.Drain
		}
		if err := pass(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("due work", "err", err)
		}
	})
	return nil
}

// sweep drops what is over, and then what the log of the database still holds of
// what was deleted, such as the event of a parent who erased everything.
func (h *house) sweep(ctx context.Context) error {
	if _, err := h.store.Sweep(ctx); err != nil {
		return err
	}
	if err := h.desk.PlanRetention(ctx); err != nil {
		return err
	}
	return h.store.Checkpoint(ctx)
}

// cronLog hands what the ticker says to slog.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, msg string, kv ...any) {
	l.log.Error(msg, append([]any{"err", fmt.Sprint(err)}, kv...)...)
}
