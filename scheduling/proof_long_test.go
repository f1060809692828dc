//go:build long

package scheduling_test

import (
	"fmt"
	"testing"
)

// TestMillionOperations is the model of TestLives, a million operations long on
// every store: a new realm every 2,500 or so, most with eight sides, some with
// one.
func TestMillionOperations(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			done := 0
			for seed := uint64(1000); done < 1_000_000 && !t.Failed(); seed++ {
				l := lives{seed: seed, sides: 8, rounds: 8, acts: 40, open: open}
				if seed%10 == 0 {
					l.sides, l.acts = 1, 320
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
