package scheduling_test

import (
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Each rule that leaves nothing is named, and only when those before it leave
// something.
func TestExplain(t *testing.T) {
	for why, c := range map[scheduling.Reason]struct {
		adapt func(*world)             // before the desk is made
		then  func(*testing.T, *world) // once it is there
	}{
		"":                      {},
		scheduling.NotOffered:   {adapt: func(w *world) { w.offers[0].ID = "autre" }},
		scheduling.CalendarAway: {then: func(_ *testing.T, w *world) { w.calendars.change(lea, func(c *calendar) { c.gone = true }) }},
		scheduling.NeverOpen:    {then: func(_ *testing.T, w *world) { w.open() }},
		scheduling.OpenEnded:    {then: func(_ *testing.T, w *world) { w.open(hours(w.clock.programme.AddDate(0, 0, -3), 8)) }},
		scheduling.TooShort:     {then: func(_ *testing.T, w *world) { w.open(hours(w.clock.programme.AddDate(0, 0, 7), 0.5)) }},
		scheduling.TooSoon:      {then: func(_ *testing.T, w *world) { w.open(hours(w.clock.programme.Add(time.Minute), 2)) }},
		scheduling.TooFar: {
			adapt: func(w *world) { w.offers[0].Rules.Horizon = 20 * 24 * time.Hour },
			then:  func(_ *testing.T, w *world) { w.open(hours(w.clock.programme.AddDate(0, 0, 30), 8)) },
		},
		scheduling.OutOfPeriod: {adapt: func(w *world) {
			for departement, p := range w.offers[0].Where {
				p.Until = programme.DateOf(w.clock.programme.AddDate(0, 0, -1))
				w.offers[0].Where[departement] = p
			}
		}},
		scheduling.DaysOff: {adapt: func(w *world) {
			for i := range w.places {
				w.places[i].Closed = []programme.Period{{From: programme.DateOf(w.clock.programme), Until: programme.DateOf(w.clock.programme.AddDate(2, 0, 0))}}
			}
		}},
		scheduling.CoveredBusy: {then: func(_ *testing.T, w *world) {
			w.calendars.change(lea, func(c *calendar) { c.staff = []scheduling.Interval{hours(w.clock.programme, 24*401)} })
		}},
		scheduling.FullyBooked: {then: func(t *testing.T, w *world) {
			w.open(w.slot(lea, "03-10 10:00").Interval)
			w.book("ana", w.slot(lea, "03-10 10:00"))
		}},
	} {
		t.Run(string(why), func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				if c.adapt != nil {
					c.adapt(w)
				}
			})
			if c.then != nil {
				c.then(t, w)
			}
			e, err := w.desk.Explain(t.Context(), "accompagnement", lea)
			if err != nil || e.Why != why {
				t.Fatalf("%q, %v", e.Why, err)
			}
			if (why == "") == e.Next.IsZero() {
				t.Errorf("the next slot is %v", e.Next)
			}
			if (why == scheduling.CoveredBusy) != (len(e.Open) > 0) {
				t.Errorf("%d open hours are covered", len(e.Open))
			}
		})
	}
}

// Explain and Search never disagree on whether there is something, nor on when.
func TestExplainAgreesWithSearch(t *testing.T) {
	w := newWorld(t)
	for n := range 6 {
		e, err := w.desk.Explain(t.Context(), "accompagnement", lea)
		if err != nil {
			t.Fatal(err)
		}
		page, err := w.desk.Search(t.Context(), scheduling.Search{Offer: "accompagnement", Commune: "38185", Structure: w.slot(lea, "03-10 10:00").Structure, Verified: true, Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		var first scheduling.Slot
		for _, s := range page.Slots {
			if s.Agenda == lea {
				first = s
				break
			}
		}
		if !first.Start.Equal(e.Next) {
			t.Fatalf("after %d bookings Search begins at %v, Explain at %v (%s)", n, first.Start, e.Next, e.Why)
		}
		w.book(string(rune('a'+n)), first)
	}
}

// open replaces the open hours of an agenda.
func (w *world) open(all ...scheduling.Interval) {
	w.calendars.change(lea, func(c *calendar) { c.open = all })
}

func hours(from time.Time, n float64) scheduling.Interval {
	return scheduling.Interval{Start: from, End: from.Add(time.Duration(n * float64(time.Hour)))}
}
