package main

import (
	"testing"
	"time"

	"escale/scheduling"
)

// A couple has the only free hour, weeks ahead; another couple gives up one that
// is sooner. The first is told by e-mail, by day, and takes it: what she had goes
// back to others.
func TestACoupleIsToldOfAPlaceSoonerThanTheirs(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.untilMonday()
	tom := h.couple(2)
	early := h.bookings()[0]
	mum := h.couple(5)
	late := h.bookings()[0]
	if late.ID == early.ID {
		late = h.bookings()[1]
	}
	if day := 24 * time.Hour; early.Start.Sub(h.demo.clocks.Programme()) < 2*day || late.Start.Sub(early.Start) < day {
		t.Fatalf("booked %s and %s: too soon to wait for", early.Start, late.Start)
	}
	h.fillAround(early, late)

	mum.say("/rdv")
	mum.tap(said("tap.wish-sooner"))
	mum.say(herMail)
	mum.tap(said("tap.any-time"))
	mum.sees("reste à vous")
	tom.say("/rdv")
	tom.tap(said("tap.cancel-it"))
	tom.tap(said("tap.yes-cancel"))

	conversation := late.Conversation
	var wish scheduling.Wish
	h.soon("the place is held for her", func() bool {
		waits, err := h.demo.house.desk.Wishes(t.Context(), conversation)
		if err != nil || len(waits) != 1 {
			t.Fatalf("she waits for %+v (%v)", waits, err)
		}
		wish = waits[0]
		return wish.Offered != nil
	})
	before := h.mailFor(herMail)
	if err := h.demo.push(t.Context(), wish.Offered.From.Sub(h.demo.clocks.Programme())+time.Minute); err != nil {
		t.Fatal(err)
	}
	h.soon("she is told by e-mail", func() bool { return h.mailFor(herMail) == before+1 })
	mum.open("/")
	mum.tap(said("tap.take-place"))
	mum.tap(said("tap.confirm-move"))
	h.soon("her session is sure", func() bool {
		b, err := h.demo.house.desk.Booking(t.Context(), late.ID)
		return err == nil && b.State == scheduling.Booked && b.Start.Equal(wish.Offered.Slot.Start)
	})
	if n := h.live(); n != 1 {
		t.Errorf("%d bookings stand, want hers", n)
	}
	if left := h.records("wish"); len(left) != 0 {
		t.Errorf("the wish stays: %+v", left)
	}
	h.soon("the calendar shows her session, once", func() bool { return hostedEverywhere(h) == 1 })
}

// untilMonday lets the demo's days go by until a Monday morning.
func (h *demoHouse) untilMonday() {
	h.t.Helper()
	now := h.demo.clocks.Programme()
	monday := time.Date(now.Year(), now.Month(), now.Day()+int(8-now.Weekday())%7, 8, 0, 0, 0, time.UTC)
	if !monday.After(now) {
		monday = monday.AddDate(0, 0, 7)
	}
	if err := h.demo.push(h.t.Context(), monday.Sub(now)); err != nil {
		h.t.Fatal(err)
	}
}

// couple books an hour of counselling in Bordeaux, where one person gives it, on
// a later page of what is free.
func (h *demoHouse) couple(pages int) *parent {
	h.t.Helper()
	p := h.parent()
	p.tap("Notre couple")
	p.say("33000")
	p.tap("De 0 à 5 ans")
	p.tap("Oui")
	p.tap("Oui, tous les deux")
	p.tap("Conseil conjugal et familial")
	for range pages {
		p.tap(said("tap.more-slots"))
	}
	slots := p.buttons(".slots.s-")
	p.send(slots[len(slots)-1])
	p.tap(said("tap.confirm"))
	p.sees(said("say.booked"))
	return p
}

// fillAround leaves nothing free before the second booking's day but what the
// first holds.
func (h *demoHouse) fillAround(early, late scheduling.Booking) {
	h.t.Helper()
	full := func(from, to time.Time) scheduling.Claim {
		return scheduling.Claim{
			Owner: "staff", Resource: "agenda/" + early.Agenda, Capacity: 1,
			Interval: scheduling.Interval{Start: from, End: to},
		}
	}
	const gap = 30 * time.Minute // more than the agenda's pause, less than a session
	_, err := h.demo.house.store.Apply(h.t.Context(), scheduling.Change{Command: "full", Claims: []scheduling.Claim{
		full(h.demo.clocks.Programme(), early.Start.Add(-gap)),
		full(early.End.Add(gap), late.Start.Add(-gap)),
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}
