package scheduling_test

import (
	"errors"
	"testing"
	"time"

	"escale/scheduling"
)

func TestStructuresSayHowASessionWent(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	says := func(state scheduling.State, want error) {
		t.Helper()
		if err := w.desk.Mark(t.Context(), b.ID, state); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", state, err, want)
		}
	}
	says(scheduling.Attended, scheduling.ErrNotFound) // it did not begin
	from, until := scheduling.Sayable(w.row(b.ID))
	if !from.Equal(b.Start) || !until.Equal(b.End.AddDate(0, 0, 30)) {
		t.Errorf("sayable from %s to %s", from, until)
	}
	w.pass(11 * 24 * time.Hour)
	for _, state := range []scheduling.State{scheduling.Missed, scheduling.Missed, scheduling.Attended} {
		says(state, nil)
		if b := w.row(b.ID); b.State != state || b.By != "staff" {
			t.Errorf("%s by %s, want %s", b.State, b.By, state)
		}
	}
	if err := w.desk.Mark(t.Context(), b.ID, scheduling.Cancelled); err == nil {
		t.Error("marked as cancelled")
	}
	w.pass(40 * 24 * time.Hour)
	says(scheduling.Missed, scheduling.ErrNotFound)
}

func TestBookingsOfAnAgendaByTime(t *testing.T) {
	w := newWorld(t)
	first, second := w.book("ana", w.slot(lea, "03-10 10:00")), w.book("bob", w.slot(lea, "03-11 10:00"))
	in := func(window scheduling.Interval) (ids []string) {
		t.Helper()
		all, err := w.desk.InAgenda(t.Context(), lea, window)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range all {
			ids = append(ids, b.ID)
		}
		return ids
	}
	if got := in(scheduling.Interval{Start: first.Start, End: second.End}); len(got) != 2 || got[0] != first.ID {
		t.Errorf("both days: %v", got)
	}
	if got := in(scheduling.Interval{Start: first.End, End: second.Start}); len(got) != 0 {
		t.Errorf("between them: %v", got)
	}
}
