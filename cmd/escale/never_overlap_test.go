package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
)

func TestTwentyParentsWantOneSlot(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	parents := make([]*parent, 20)
	forms := make([]filled, len(parents))
	for i := range parents {
		parents[i] = h.parent()
		parents[i].toSlots("38000")
		forms[i] = parents[i].form(parents[i].buttons(".slots.s-")[0])
	}
	wanted := forms[0].fields.Get("choice")
	client := func(i int) *http.Client { return parents[i].http }
	together(t, forms, client)

	var confirms []filled
	var who []*parent
	for i, p := range parents {
		if forms[i].fields.Get("choice") != wanted {
			t.Fatalf("parent %d is offered %s first, not %s", i, forms[i].fields.Get("choice"), wanted)
		}
		p.open("/")
		if b := p.button("Oui, je confirme"); b != nil {
			who, confirms = append(who, p), append(confirms, p.form(b))
			continue
		}
		p.sees("Quelqu’un vient de prendre ce créneau")
	}
	if len(who) != 1 {
		t.Errorf("%d parents hold the slot, want 1", len(who))
	}
	// She taps in five tabs at once: each form is another input.
	for range 4 {
		who[0].open("/")
		confirms = append(confirms, who[0].form(who[0].button("Oui, je confirme")))
	}
	together(t, confirms, func(int) *http.Client { return who[0].http })
	if n := h.live(); n != 1 {
		t.Errorf("%d bookings, want 1", n)
	}
	if n := hostedEverywhere(h); n != 1 {
		t.Errorf("%d sessions in the hosted calendars, want 1", n)
	}
}

// hostedEverywhere counts Escale's sessions in every hosted calendar.
func hostedEverywhere(h *demoHouse) int {
	n := 0
	for _, r := range h.records("object") {
		n += strings.Count(string(r.Data), "SUMMARY:Escale · ")
	}
	return n
}

func TestTheQuotaHoldsWhateverComesAtOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	desk := h.demo.house.desk
	page, err := desk.Search(t.Context(), scheduling.Search{
		Offer: "accompagnement", Commune: "38185", Zone: "Europe/Paris", Limit: 12,
	})
	if err != nil || len(page.Slots) < 8 {
		t.Fatalf("%d slots: %v", len(page.Slots), err)
	}
	outcomes := make([]scheduling.Outcome, len(page.Slots))
	var all sync.WaitGroup
	for i, slot := range page.Slots {
		all.Go(func() {
			out, err := desk.Do(t.Context(), scheduling.Command{
				ID: fmt.Sprintf("quota/%d", i), Kind: scheduling.DoBook, Conversation: "both-parents",
				Parent: fmt.Sprintf("parent-%d", i%2), Family: "one-family", Slot: slot, Verified: true,
			})
			if err != nil {
				t.Error(err)
			}
			outcomes[i] = out
		})
	}
	all.Wait()
	booked := 0
	for _, out := range outcomes {
		if out.Code == scheduling.OK {
			booked++
		}
	}
	if offer, _ := h.demo.house.catalogue.programme().Offer("accompagnement"); booked != offer.Quota.Sessions {
		t.Errorf("%d sessions booked for a quota of %d: %+v", booked, offer.Quota.Sessions, outcomes)
	}
}

// TestTwoTabsOfOneFamily: the last session of the quota is confirmed in two tabs
// at once, and one more is taken in each.
func TestTwoTabsOfOneFamily(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.parent()
	for range 2 {
		mum.book("38000")
		mum.sees("C’est réservé")
		mum.say("/recommencer")
	}
	mum.toSlots("38000")
	slots := mum.buttons(".slots.s-")
	tabs := []filled{mum.form(slots[0]), mum.form(slots[1])}
	same := func(int) *http.Client { return mum.http }
	together(t, tabs, same)
	var confirms []filled
	for range 3 {
		mum.open("/")
		confirms = append(confirms, mum.form(mum.button("Oui, je confirme")))
	}
	together(t, append(confirms, tabs...), same)
	if n := h.live(); n != 3 {
		t.Errorf("%d bookings, want the quota's 3", n)
	}
	mum.say("/recommencer")
	mum.toSlots("38000")
	mum.press(".slots.s-")
	mum.sees("déjà pris toutes ses séances")
	if n := h.live(); n != 3 {
		t.Errorf("%d bookings after a fourth was asked for, want 3", n)
	}
}

func TestOneHoldAConversation(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.parent()
	mum.toSlots("38000")
	slots := mum.buttons(".slots.s-")
	first, second := mum.form(slots[0]), mum.form(slots[1])
	together(t, []filled{first}, func(int) *http.Client { return mum.http })
	if h.offers(first) {
		t.Error("a slot that is held is offered to others")
	}
	together(t, []filled{second}, func(int) *http.Client { return mum.http })
	if !h.offers(first) {
		t.Error("the first hold was not given back when she held another slot")
	}
	if h.offers(second) {
		t.Error("the second slot is not held")
	}
}

// offers reports whether a newcomer is offered the slot that a form takes.
func (h *demoHouse) offers(f filled) bool {
	h.t.Helper()
	dad := h.parent()
	dad.toSlots("38000")
	_, slot, _ := strings.Cut(f.fields.Get("choice"), ".slots.")
	return len(dad.buttons(".slots."+slot)) > 0
}

// TestCookiesDoNotFillACalendar: what comes from one network is capped whatever
// the number of cookies, and a day of an agenda is not filled by cookies from
// anywhere.
func TestCookiesDoNotFillACalendar(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for range 10 {
		p := h.parentAt("203.0.113.9")
		p.toSlots("38000")
		p.press(".slots.s-")
		if b := p.button("Oui, je confirme"); b != nil {
			p.send(b)
		}
	}
	if n := h.live(); n != perOrigin {
		t.Errorf("ten cookies of one network booked %d sessions, want %d", n, perOrigin)
	}
	for range 14 {
		p := h.parent()
		p.toSlots("33000")
		p.press(".slots.s-")
		if b := p.button("Oui, je confirme"); b != nil {
			p.send(b)
		}
	}
	perDay := map[string]int{}
	for _, b := range h.bookings() {
		perDay[b.Agenda+" "+b.Start.Format(time.DateOnly)]++
	}
	for day, n := range perDay {
		if n > 3 {
			t.Errorf("%s: %d unverified bookings", day, n)
		}
	}
	if len(perDay) < 3 {
		t.Errorf("only %d days were tried: %v", len(perDay), perDay)
	}
	overlapping(t, h.bookings())
}

// overlapping fails if two live bookings touch on one agenda.
func overlapping(t *testing.T, all []scheduling.Booking) {
	t.Helper()
	for i, a := range all {
		for _, b := range all[:i] {
			if a.State.Live() && b.State.Live() && a.Agenda == b.Agenda && a.Interval.Overlaps(b.Interval) {
				t.Errorf("%s and %s overlap on %s", a.ID, b.ID, a.Agenda)
			}
		}
	}
}
