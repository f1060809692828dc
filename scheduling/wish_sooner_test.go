package scheduling_test

import (
	"testing"
	"time"

	"escale/scheduling"
)

// thanMine would have the booking sooner.
func thanMine(b scheduling.Booking) func(*scheduling.Seek) {
	return func(s *scheduling.Seek) { s.Moving = b.ID }
}

func (w *waiting) wishes(parent string) []scheduling.Wish {
	w.t.Helper()
	all, err := w.desk.Wishes(w.t.Context(), "conversation-"+parent)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// sooner is a world in which amina has the only hour, on the 16th, and would come
// sooner, and somebody else has one on the 9th.
func newSooner(t *testing.T) (w *waiting, hers, other scheduling.Booking) {
	t.Helper()
	w = newWaiting(t, only)
	w.full(lea)
	other = w.busy(lea, "03-09 10:00")
	hers = w.book("amina", w.open(lea, "03-16 10:00"))
	return w, hers, other
}

func TestAPlaceSoonerThanTheBookingIsOfferedAndTaken(t *testing.T) {
	w, hers, other := newSooner(t)
	out := w.wish("amina", thanMine(hers))
	if want := w.slot(lea, "03-16 10:00").Start.Add(-10 * time.Hour); !out.NextFrom.Equal(want) || out.Slot.Agenda != "" {
		t.Errorf("looked for until %s with %+v meanwhile, want until %s", out.NextFrom, out.Slot, want)
	}
	if n := w.unmet(); len(n) != 0 {
		t.Errorf("who has a booking is counted as unmet: %v", n)
	}
	w.cancel(other)
	w.wantTold("amina 03-09 10:00 until 03-01 10:00")
	w.do(w.command(scheduling.DoHold, "zora", w.slot(lea, "03-09 10:00")), scheduling.Taken)
	w.do(w.about(scheduling.DoMove, hers, w.mine("amina").Offered.Slot), scheduling.OK)
	if b := w.row(hers.ID); !b.Start.Equal(other.Start) || b.State != scheduling.Booked {
		t.Errorf("the booking is %s at %s", b.State, b.Start)
	}
	if left := w.wishes("amina"); len(left) != 0 {
		t.Errorf("the wish stays: %+v", left)
	}
	w.pass(3 * time.Hour)
	w.do(w.command(scheduling.DoBook, "zora", w.slot(lea, "03-16 10:00")), scheduling.OK) // what she gave up
	w.sound()
}

func TestOfTheSameDayOrLaterNothingIsSooner(t *testing.T) {
	w, hers, _ := newSooner(t)
	w.wish("amina", thanMine(hers))
	w.open(lea, "03-16 08:00")
	w.open(lea, "03-20 10:00")
	w.pass(time.Hour)
	w.wantTold()
	w.open(lea, "03-15 18:00")
	w.pass(time.Hour)
	if len(w.told) != 1 || w.told[0][:17] != "amina 03-15 18:00" {
		t.Errorf("told %q, want the evening before", w.told)
	}
}

func TestLettingASoonerPlaceGoKeepsTheBooking(t *testing.T) {
	w, hers, other := newSooner(t)
	w.wish("amina", thanMine(hers))
	w.cancel(other)
	w.do(w.letGo("amina"), scheduling.OK)
	w.drain()
	w.do(w.command(scheduling.DoBook, "zora", other.Slot), scheduling.OK)
	if b := w.row(hers.ID); b.State != scheduling.Booked || !b.Start.Equal(hers.Start) {
		t.Errorf("the booking is %s at %s", b.State, b.Start)
	}
	w.sound()
}

func TestAWishForSoonerEndsWithItsBooking(t *testing.T) {
	for name, end := range map[string]func(w *waiting, hers scheduling.Booking){
		"cancelled": func(w *waiting, hers scheduling.Booking) { w.cancel(hers) },
		"moved": func(w *waiting, hers scheduling.Booking) {
			w.do(w.about(scheduling.DoMove, hers, w.open(lea, "03-18 10:00")), scheduling.OK)
		},
		"its day has come": func(w *waiting, _ scheduling.Booking) { w.pass(15 * 24 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			w, hers, other := newSooner(t)
			w.wish("amina", thanMine(hers))
			end(w, hers)
			if left := w.wishes("amina"); len(left) != 0 {
				t.Fatalf("the wish stays: %+v", left)
			}
			if name != "its day has come" {
				w.cancel(other)
			}
			w.wantTold()
			if n := w.unmet(); len(n) != 0 {
				t.Errorf("unmet demand of a booking: %v", n)
			}
		})
	}
}

// A booking given up while a sooner place is held gives both to others.
func TestCancellingWhileASoonerPlaceIsHeldFreesBoth(t *testing.T) {
	w, hers, other := newSooner(t)
	w.wish("amina", thanMine(hers))
	w.cancel(other)
	w.cancel(hers)
	for _, s := range []scheduling.Slot{other.Slot, hers.Slot} {
		w.do(w.command(scheduling.DoBook, "zora", s), scheduling.OK)
	}
	w.sound()
}

func TestAWishForSoonerAndOneForAnotherSessionStandSideBySide(t *testing.T) {
	w, hers, _ := newSooner(t)
	w.wish("amina", thanMine(hers))
	w.clock.pass(time.Minute)
	w.wish("amina")
	w.wish("amina", thanMine(hers)) // changed
	if n := len(w.wishes("amina")); n != 2 {
		t.Errorf("%d wishes, want one for the booking and one for another", n)
	}
	w.do(w.command(scheduling.DoBook, "amina", w.open(lea, "03-20 10:00")), scheduling.OK)
	if left := w.mine("amina"); left.Moving != hers.ID {
		t.Errorf("left is %+v, want the one for the booking", left)
	}
}

// A sooner place takes no session of the quota: the booking keeps its own.
func TestASoonerPlaceNeedsNoSession(t *testing.T) {
	w := newWaiting(t, only, func(w *world) { w.offers[0].Quota.Sessions = 1 })
	w.full(lea)
	other := w.busy(lea, "03-09 10:00")
	hers := w.book("amina", w.open(lea, "03-16 10:00"))
	w.do(w.seek("amina", thanMine(hers)), scheduling.OK)
	w.cancel(other)
	w.do(w.about(scheduling.DoMove, hers, w.mine("amina").Offered.Slot), scheduling.OK)
}

func TestNobodyWishesForSomebodyElsesBooking(t *testing.T) {
	w, hers, other := newSooner(t)
	w.do(w.seek("badou", thanMine(hers)), scheduling.Gone)
	w.do(w.seek("amina", thanMine(other)), scheduling.Gone)
	w.do(w.seek("amina", func(s *scheduling.Seek) { s.Moving = "none" }), scheduling.Gone)
	w.cancel(hers)
	w.do(w.seek("amina", thanMine(hers)), scheduling.Gone)
	if left := w.wishes("badou"); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}
