//go:build long

package scheduling_test

import (
	"fmt"
	"testing"
)

// TestMillionOperations is the model of TestLives, a million operations long on
// every store: each realm lives through 2,500 or so, most of them with eight
// sides, some with one; in a third of them few parents do much to each other.
func TestMillionOperations(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			done := 0
			for seed := uint64(1000); done < 1_000_000 && !t.Failed(); seed++ {
				l := lives{seed: seed, sides: 8, rounds: 8, acts: 40, open: open}
				if seed%10 == 0 {
					l.sides, l.acts = 1, 320
				}
				if seed%3 == 0 {
					l.kin = 40
				}
				t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
					r := l.run(t)
					r.report(t, seed)
					done += r.ledger.done
				})
			}
			t.Logf("%d operations", done)
		})
	}
}

// TestThousandParentsAHundredTimes is the race, whole.
func TestThousandParentsAHundredTimes(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			for _, wrong := range raceForSlots(t, open, 1000, 100) {
				t.Error(wrong)
			}
		})
	}
}

// TestManyHistories judges more histories than TestHistories does.
func TestManyHistories(t *testing.T) {
	for name, open := range stores(t) {
		for seed := uint64(100); seed < 200; seed++ {
			t.Run(fmt.Sprintf("%s/seed %d", name, seed), func(t *testing.T) { judge(t, open, seed) })
		}
	}
}

// TestEveryRace goes through every way in which two who act at once may meet.
func TestEveryRace(t *testing.T) { meet(t, 1) }
