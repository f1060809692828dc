package scheduling_test

import (
	"testing"
	"time"

	"escale/scheduling"
)

// TestAWishThatComesAfterTheErasureLeavesNothing: a command that was under way
// elsewhere makes no record of who is erased.
func TestAWishThatComesAfterTheErasureLeavesNothing(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	w.talk("amina")
	if err := w.desk.Erase(t.Context(), scheduling.Erasure{Parent: "parent-amina"}); err != nil {
		t.Fatal(err)
	}
	w.clock.pass(time.Second)
	w.do(w.seek("amina"), scheduling.Gone)
	if all := w.records("wish"); len(all) != 0 {
		t.Errorf("%d wishes of nobody", len(all))
	}
}
