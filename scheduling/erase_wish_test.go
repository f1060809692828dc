package scheduling_test

import (
	"fmt"
	"testing"
	"time"

	"escale/scheduling"
)

// TestErasingLetsTheOfferGoAtOnce: what was held for a parent who erases
// everything is the next one's at once, not when her turn would end.
func TestErasingLetsTheOfferGoAtOnce(t *testing.T) {
	for _, kept := range []bool{true, false} { // her conversation's record
		t.Run(fmt.Sprint(kept), func(t *testing.T) {
			w := newWaiting(t, only)
			w.full(lea)
			b := w.busy(lea, "03-09 10:00")
			w.wish("amina")
			w.clock.pass(time.Minute)
			w.wish("badou")
			w.cancel(b)
			if kept {
				w.talk("amina")
			}
			if err := w.desk.Erase(t.Context(), scheduling.Erasure{Parent: "parent-amina"}); err != nil {
				t.Fatal(err)
			}
			w.drain()
			w.wantTold("amina 03-09 10:00 until 03-01 10:01", "badou 03-09 10:00 until 03-01 10:01")
			if all := w.records("wish"); len(all) != 1 {
				t.Errorf("%d wishes are left, want badou's", len(all))
			}
		})
	}
}
