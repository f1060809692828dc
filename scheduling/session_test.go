package scheduling_test

import (
	"testing"

	"escale/programme"
	"escale/scheduling"
)

// What she reads before she confirms is what the booking says afterwards, from
// whichever conversation of her family.
func TestSessionIsNumberedAsItWillBeBooked(t *testing.T) {
	w := newWorld(t)
	said := func(slot scheduling.Slot, except string) (nth, quota int) {
		t.Helper()
		nth, quota, err := w.desk.Session(t.Context(), "family-ana", slot, except)
		if err != nil {
			t.Fatal(err)
		}
		return nth, quota
	}
	want := 1
	var last scheduling.Booking
	for _, at := range []string{"03-12 10:00", "03-10 10:00", "03-11 10:00"} { // not in order
		c := w.command(scheduling.DoBook, "ana", w.slot(lea, at))
		c.Conversation += "-" + at // another device
		nth, quota := said(c.Slot, "")
		last = w.row(w.do(c, scheduling.OK).Booking)
		if nth != want || quota != 3 || nth != last.Session || quota != last.Quota {
			t.Errorf("%s: said %d of %d, booked as %d of %d", at, nth, quota, last.Session, last.Quota)
		}
		want++
	}
	if nth, _ := said(w.slot(tom, "03-15 10:00"), last.ID); nth != 3 {
		t.Errorf("moving the third makes it the session %d", nth)
	}
	w.do(w.about(scheduling.DoCancel, last, scheduling.Slot{}), scheduling.OK)
	if nth, _ := said(w.slot(tom, "03-15 10:00"), ""); nth != 3 {
		t.Errorf("after a cancellation the next is the session %d", nth)
	}
	if nth, _, err := w.desk.Session(t.Context(), "family-bob", w.slot(lea, "03-15 10:00"), ""); nth != 1 || err != nil {
		t.Errorf("another family's first is the session %d, %v", nth, err)
	}
}

func TestSessionWithoutAQuota(t *testing.T) {
	w := newWorld(t, func(w *world) { w.offers[0].Quota = programme.Quota{} })
	if _, quota, err := w.desk.Session(t.Context(), "family-ana", w.slot(lea, "03-10 10:00"), ""); quota != 0 || err != nil {
		t.Errorf("quota %d, %v", quota, err)
	}
}
