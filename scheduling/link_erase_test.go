package scheduling_test

import (
	"testing"

	"escale/scheduling"
)

// One who was linked with one parent and then with another erases everything: the
// two, who never met, still hear of it when a session that both count is given
// back.
func TestWhoSharedThroughOneWhoErasedLosesNothing(t *testing.T) {
	w, _ := newErasingWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.link("ana", "ben")
	w.unlink("ana")
	w.link("ben", "cleo")
	w.wantUsed("shared on", map[string]int{"ana": 1, "ben": 1, "cleo": 1})
	w.talk("ben")
	if err := w.desk.Erase(t.Context(), scheduling.Erasure{Parent: "parent-ben", Conversations: []string{"conversation-ben"}}); err != nil {
		t.Fatal(err)
	}
	w.wantUsed("ben is gone", map[string]int{"ana": 1, "cleo": 1})
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-11 10:00")), scheduling.OK)
	w.wantUsed("moved", map[string]int{"ana": 1, "cleo": 1})
	w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
	w.wantUsed("given back", map[string]int{"ana": 0, "cleo": 0})
}
