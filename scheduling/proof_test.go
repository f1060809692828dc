package scheduling_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/cryptotest"
	"time"

	"escale/scheduling"
)

// lives is one run of the model: families, staff, replicas and time act at random
// from several sides at once; then everything comes back.
type lives struct {
	seed   uint64
	sides  int // 1: one thing at a time, the same at every run
	rounds int
	acts   int // of each side in a round
	crowd  int // see realm
	kin    int // see realm
	open   opener
	adapt  []func(scheduling.Store) scheduling.Store
}

// run returns the realm as it is when all is over.
func (l lives) run(t *testing.T) *realm {
	t.Helper()
	if l.sides == 1 {
		cryptotest.SetGlobalRandom(t, l.seed) // ids are drawn, and looked up in their order
	}
	r := drawRealm(t, l.seed, l.sides == 1, l.open, l.adapt...)
	r.crowd, r.kin = l.crowd, l.kin
	sides := make([]*side, l.sides)
	for n := range sides {
		sides[n] = r.side(n, l.seed)
	}
	for round := range l.rounds {
		var all sync.WaitGroup
		for _, s := range sides {
			do := func() {
				for range l.acts {
					s.live()
				}
			}
			if l.sides == 1 {
				do()
				continue
			}
			all.Go(do)
		}
		all.Wait()
		r.sound()
		if round%2 == 1 {
			sides[0].settle()
			sides[0].inStepNow()
		}
		r.clock.pass(time.Duration(r.rng.IntN(7)) * time.Hour)
	}
	sides[0].settle()
	sides[0].repeated(100)
	sides[0].settle()
	sides[0].inStep()
	return r
}

// inStepNow is inStep while there is more to come: due work is left alone.
func (s *side) inStepNow() {
	s.sound()
	s.shownOnce(s.bookings())
}

// report fails for every invariant that does not hold.
func (r *realm) report(t testing.TB, seed uint64) {
	t.Helper()
	for _, invariant := range slices.Sorted(maps.Keys(r.ledger.findings)) {
		all := r.ledger.findings[invariant]
		t.Errorf("seed %d: %s: %d times, first %s", seed, invariant, len(all), all[0])
	}
}

// TestLives is the small run of the model; TestMillionOperations is the long one.
// A failure prints its seed; with one side it is the same again.
func TestLives(t *testing.T) {
	for name, open := range stores(t) {
		for _, l := range []lives{
			{seed: 1, sides: 1, rounds: 6, acts: 150},
			{seed: 2, sides: 8, rounds: 6, acts: 40},
			{seed: 3, sides: 8, rounds: 4, acts: 40},
			{seed: 4, sides: 8, rounds: 4, acts: 40, kin: 40},
		} {
			t.Run(fmt.Sprint(name, "/", l.sides, " sides/seed ", l.seed), func(t *testing.T) {
				l.open = open
				r := l.run(t)
				r.report(t, l.seed)
				r.enough(t)
			})
		}
	}
}

// enough fails if little happened: the run would prove little.
func (r *realm) enough(t testing.TB) {
	t.Helper()
	states := map[scheduling.State]int{}
	for _, b := range r.bookings() {
		states[b.State]++
	}
	t.Logf("%d operations, bookings %v, outcomes %v", r.ledger.done, states, r.ledger.outcomes)
	if states[scheduling.Booked] == 0 || states[scheduling.Cancelled] == 0 || r.ledger.outcomes[scheduling.DoBook][scheduling.Taken] == 0 {
		t.Errorf("bookings %v, outcomes %v: the run proves little", states, r.ledger.outcomes)
	}
}
