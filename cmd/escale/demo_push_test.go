package main

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
)

// quietDemo is a demo of which nothing runs by itself.
func quietDemo(t *testing.T) *demo {
	t.Helper()
	c := defaults()
	c.Data, c.Listen = t.TempDir(), "127.0.0.1:1" // nobody serves its calendars
	d, err := openDemo(t.Context(), c, logTo(&heard{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.house.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Two tabs push the clock at once: both days pass, and none is lost.
func TestTwoPushesAtOnce(t *testing.T) {
	t.Parallel()
	d := quietDemo(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := d.push(context.Background(), 24*time.Hour); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if shift := d.clocks.shift(); shift < 4*24*time.Hour-time.Minute {
		t.Errorf("the clock is %v ahead, want four days", shift)
	}
}

// What the tick has taken up is done at its hour too: the push waits for it
// before it moves on.
func TestAPushWaitsForWorkUnderWay(t *testing.T) {
	t.Parallel()
	d := quietDemo(t)
	begun, pushed := make(chan struct{}), make(chan struct{})
	var wanted, done time.Time
	d.house.worker = scheduling.NewWorker(scheduling.WorkerConfig{
		Store: d.house.store, Clocks: d.clocks, Owner: d.house.owner,
		Handlers: map[string]scheduling.Handler{"slow": func(context.Context, scheduling.Due) error {
			close(begun)
			select {
			case <-pushed: // too early
			case <-time.After(300 * time.Millisecond): // as slow as it is
			}
			done = d.clocks.Programme()
			return nil
		}},
	})
	wanted = d.clocks.Programme()
	_, err := d.house.store.Apply(t.Context(), scheduling.Change{Command: "slow", Due: []scheduling.Due{{
		ID: "slow", Kind: "slow", Subject: "test", At: wanted, Clock: scheduling.ProgrammeTime,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	var tick sync.WaitGroup
	tick.Go(func() {
		if err := d.house.dueWork(context.Background()); err != nil {
			t.Error(err)
		}
	})
	<-begun
	if err := d.push(t.Context(), 24*time.Hour); err != nil {
		t.Error(err)
	}
	close(pushed)
	tick.Wait()
	if late := done.Sub(wanted); late > time.Hour {
		t.Errorf("work due at once was done %v later", late)
	}
}

// Staff delete a session and the clock is pushed at once: the calendars are read
// before anything is said of it.
func TestAPushSeesWhatStaffJustDid(t *testing.T) {
	t.Parallel()
	h := openHouseReading(t, "1h")
	mum := h.bookAhead(herMail)
	if n := emptyCalendars(t, h.base); n != 1 {
		t.Fatalf("%d sessions were deleted, want 1", n)
	}
	h.pushDays(30)
	mum.open("/")
	mum.sees(said("told.deleted"))
	if strings.Contains(mum.text(), "Petit rappel") {
		t.Error("she is reminded of a session that staff deleted")
	}
	if b := h.bookings()[0]; b.State != scheduling.Cancelled {
		t.Errorf("the booking is %s", b.State)
	}
}

// What staff wrote before the hour counts from the hour on, also when the clock
// passes it in one go.
func TestAPushSeesWhoWasAbsent(t *testing.T) {
	t.Parallel()
	h := openHouseReading(t, "1h")
	mum := h.bookAhead(herMail)
	if n := markAbsent(t, h.base); n != 1 {
		t.Fatalf("%d sessions were marked, want 1", n)
	}
	h.pushDays(30)
	if b := h.bookings()[0]; b.State != scheduling.Missed {
		t.Errorf("the booking is %s", b.State)
	}
	mum.open("/")
	if strings.Contains(mum.text(), "a-t-il eu lieu") {
		t.Error("an absent parent is asked how it went")
	}
}
