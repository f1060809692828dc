package scheduling_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
)

// tripping is a store on which one Apply fails: before it is made, or after, when
// its answer is lost.
type tripping struct {
	scheduling.Store
	mu    sync.Mutex
	calls int
	at    int // counted from 1
	after bool
}

var errTripped = errors.New("the store went away")

func (s *tripping) Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	s.mu.Lock()
	s.calls++
	trips := s.calls == s.at
	s.mu.Unlock()
	if trips && !s.after {
		return scheduling.Result{}, errTripped
	}
	r, err := s.Store.Apply(ctx, c)
	if trips {
		return scheduling.Result{}, errTripped
	}
	return r, err
}

// insist repeats a command until it has an outcome, as due work does.
func (w *waiting) insist(c scheduling.Command) scheduling.Outcome {
	w.t.Helper()
	for range 3 {
		out, err := w.desk.Do(w.t.Context(), c)
		if err == nil {
			return out
		}
		if !errors.Is(err, errTripped) {
			w.t.Fatal(err)
		}
	}
	w.t.Fatal("no outcome")
	return scheduling.Outcome{}
}

// TestACrashAnywhereLosesNoTurn breaks every Apply of a story in turn: each is
// told at the same hour as without, and what frees is booked once.
func TestACrashAnywhereLosesNoTurn(t *testing.T) {
	for name, story := range map[string]func(*testing.T, *tripping) int{"three": waitingStory, "sooner": soonerStory} {
		total := story(t, &tripping{})
		if total < 10 {
			t.Fatalf("the story %q has only %d steps", name, total)
		}
		for at := 1; at <= total; at++ {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprint(name, at, after), func(t *testing.T) { story(t, &tripping{at: at, after: after}) })
			}
		}
	}
}

// newTripping is a waiting list on such a store. settle lets the clock go on a
// little, so that what failed is tried again.
func newTripping(t *testing.T, s *tripping) (w *waiting, settle func(time.Duration)) {
	w = newWaiting(t, only, func(w *world) { s.Store = w.store; w.config.Store = s })
	w.worker = scheduling.NewWorker(scheduling.WorkerConfig{Store: s, Clocks: w.clock, Owner: "a", Handlers: w.handle})
	return w, func(d time.Duration) {
		for range 20 {
			w.clock.pass(d / 20)
			if err := w.worker.Drain(t.Context()); err != nil && !errors.Is(err, errTripped) {
				t.Fatal(err)
			}
		}
	}
}

// wantNames: who was told, in order; twice only where the telling was not
// acknowledged.
func (w *waiting) wantNames(want string) {
	w.t.Helper()
	var names []string
	for _, line := range w.told {
		if len(names) == 0 || names[len(names)-1] != line[:5] {
			names = append(names, line[:5])
		}
	}
	if got := fmt.Sprint(names); got != want {
		w.t.Errorf("told %q, want %s", w.told, want)
	}
}

// soonerStory is that of a booking moved to what another gave up, while somebody
// waits for what it leaves. It returns how many Apply it took.
func soonerStory(t *testing.T, s *tripping) int {
	w, settle := newTripping(t, s)
	w.full(lea)
	early, late := w.open(lea, "03-09 10:00"), w.open(lea, "03-23 10:00")
	given := w.insist(w.command(scheduling.DoBook, "zora", early)).Booking
	hers := w.insist(w.command(scheduling.DoBook, "amina", late)).Booking
	settle(5 * time.Minute)
	w.insist(w.seek("amina", func(s *scheduling.Seek) { s.Moving = hers }))
	w.clock.pass(time.Minute)
	w.insist(w.seek("badou"))
	cancel := w.command(scheduling.DoCancel, "zora", scheduling.Slot{})
	cancel.Booking = given
	w.insist(cancel)
	settle(10 * time.Minute)
	move := w.command(scheduling.DoMove, "amina", early)
	move.Booking = hers
	w.insist(move)
	settle(10 * time.Minute)
	out := w.insist(w.command(scheduling.DoBook, "badou", late))
	settle(time.Hour)
	for _, id := range []string{hers, out.Booking} {
		if b := w.row(id); b.State != scheduling.Booked {
			t.Errorf("the booking at %s is %s", b.Start, b.State)
		}
	}
	if b := w.row(hers); !b.Start.Equal(early.Start) {
		t.Errorf("amina comes at %s", b.Start)
	}
	w.wantNames("[amina badou]")
	w.sound()
	return s.calls
}

// waitingStory is that of three wishes: one says no, one lets her turn pass, one
// books. It returns how many Apply it took.
func waitingStory(t *testing.T, s *tripping) int {
	w, settle := newTripping(t, s)
	w.full(lea)
	slot := w.open(lea, "03-09 10:00")
	booking := w.insist(w.command(scheduling.DoBook, "zora", slot)).Booking
	settle(5 * time.Minute)
	for _, p := range []string{"amina", "badou", "chloe"} {
		w.insist(w.seek(p))
		w.clock.pass(time.Minute)
	}
	cancel := w.command(scheduling.DoCancel, "zora", scheduling.Slot{})
	cancel.Booking = booking
	w.insist(cancel)
	settle(10 * time.Minute)
	w.insist(w.letGo("amina"))
	settle(3 * time.Hour)
	out := w.insist(w.command(scheduling.DoBook, "chloe", slot))
	settle(time.Hour)
	if s := w.row(out.Booking).State; s != scheduling.Booked {
		t.Errorf("chloe's booking is %s", s)
	}
	w.wantNames("[amina badou chloe]")
	w.sound()
	return s.calls
}

// TestEveryStepRepeatedChangesNothing runs each piece of the waiting list's due
// work twice.
func TestEveryStepRepeatedChangesNothing(t *testing.T) {
	w := newWaiting(t, only)
	for _, kind := range []string{scheduling.DueFreed, scheduling.DueLook} {
		once := w.handle[kind]
		w.handle[kind] = func(ctx context.Context, d scheduling.Due) error {
			if err := once(ctx, d); err != nil {
				return err
			}
			return once(ctx, d)
		}
	}
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(time.Minute)
	w.wish("badou")
	w.cancel(b)
	w.pass(6 * time.Hour)
	w.wantTold("amina 03-09 10:00 until 03-01 10:01", "badou 03-09 10:00 until 03-01 12:01")
}

// TestWishesAndOrdinaryParentsRace: whoever is first, the slot is booked once,
// and never by two.
func TestWishesAndOrdinaryParentsRace(t *testing.T) {
	for round := range 10 {
		w := newWaiting(t, only)
		w.full(lea)
		b := w.busy(lea, "03-09 10:00")
		w.wish("amina")
		w.wish("badou")
		w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
		var all sync.WaitGroup
		for _, owner := range []string{"a", "b"} {
			worker := scheduling.NewWorker(scheduling.WorkerConfig{Store: w.store, Clocks: w.clock, Owner: owner, Handlers: w.handle})
			all.Go(func() {
				if err := worker.Drain(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		for _, p := range []string{"amina", "badou", "zora", "yann"} {
			c := w.command(scheduling.DoBook, p, b.Slot)
			all.Go(func() {
				if _, err := w.desk.Do(t.Context(), c); err != nil {
					t.Errorf("round %d: %v", round, err)
				}
			})
		}
		all.Wait()
		w.sound()
		n := 0
		for _, p := range []string{"amina", "badou", "zora", "yann"} {
			mine, err := w.desk.Bookings(t.Context(), "conversation-"+p)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range mine {
				if m.State.Live() {
					n++
				}
			}
		}
		held := 0
		for _, p := range []string{"amina", "badou"} {
			if all, _ := w.desk.Wishes(t.Context(), "conversation-"+p); len(all) == 1 && all[0].Offered != nil {
				held++
			}
		}
		if n+held != 1 {
			t.Errorf("round %d: booked %d times, held for %d", round, n, held)
		}
	}
}
