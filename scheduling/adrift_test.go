package scheduling_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSessionsOfARenamedAgendaAreAdrift(t *testing.T) {
	w := newWorld(t)
	w.book("ana", w.slot(lea, "03-10 10:00"))
	w.book("bob", w.slot(lea, "03-11 10:00"))
	w.book("cy", w.slot(tom, "03-10 10:00"))
	check := func(want map[string]int) {
		t.Helper()
		got, err := w.desk.Adrift(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	check(map[string]int{})
	w.places[0].Agendas[0].ID = "lea-2"
	check(map[string]int{lea: 2})
	w.clock.pass(9*24*time.Hour + 6*time.Hour) // the first of the two is over
	check(map[string]int{lea: 1})
}
