package scheduling_test

import (
	"slices"
	"testing"
	"time"

	"escale/scheduling"
)

// A session dragged to a day that is over is a slip of the hand: she comes at
// the time she was given, until staff put it somewhere that can still be.
func TestStaffMoveIntoThePast(t *testing.T) {
	w := newWorld(t)
	w.pass(7 * 24 * time.Hour) // Monday the 8th, 8:00
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.drag(b, "03-03 10:00")
	w.observe(lea)
	w.drain()
	if now := w.row(b.ID); now.State != scheduling.Booked || now.Proposed != nil || w.local(now.Start) != "03-10 10:00" {
		t.Fatalf("%s, proposed %v", now.State, now.Proposed)
	}
	w.drag(b, "03-12 10:00")
	w.observe(lea)
	w.drain()
	if !slices.Equal(w.kinds(), []string{scheduling.TellMovedByStaff}) {
		t.Errorf("told %v once it is moved to a day ahead", w.kinds())
	}
	w.drag(b, "03-02 10:00")
	w.observe(lea)
	if p := w.row(b.ID).Proposed; p == nil || w.local(p.Start) != "03-12 10:00" {
		t.Errorf("proposed %v", p)
	}
}

// Staff take a move back: there is nothing left to ask her.
func TestStaffMoveAndMoveBack(t *testing.T) {
	t.Run("before she heard of it", func(t *testing.T) {
		w := newWorld(t)
		b := w.book("ana", w.slot(lea, "03-10 10:00"))
		w.pass(14 * time.Hour) // to 22:00: nobody is told anything
		w.drag(b, "03-11 15:00")
		w.observe(lea)
		w.drag(b, "03-10 10:00")
		w.observe(lea)
		w.pass(12 * time.Hour)
		if now := w.row(b.ID); now.Proposed != nil || len(w.kinds()) != 0 {
			t.Errorf("proposed %v, told %v", now.Proposed, w.kinds())
		}
		w.book("bob", w.slot(lea, "03-11 15:00"))
		w.pass(7 * 24 * time.Hour) // to the 9th: two days before are over
		if !slices.Equal(w.kinds(), []string{scheduling.TellReminder}) {
			t.Errorf("told %v", w.kinds())
		}
	})
	t.Run("after she heard of it", func(t *testing.T) {
		w := newWorld(t)
		b := w.book("ana", w.slot(lea, "03-10 10:00"))
		w.drag(b, "03-11 15:00")
		w.observe(lea)
		w.drain()
		w.drag(b, "03-10 10:00")
		w.observe(lea)
		w.drain()
		if now := w.row(b.ID); now.Proposed != nil || !slices.Equal(w.kinds(), []string{scheduling.TellMovedByStaff, scheduling.TellNotMoved}) {
			t.Errorf("proposed %v, told %v", now.Proposed, w.kinds())
		}
	})
}
