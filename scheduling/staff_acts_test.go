package scheduling_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"escale/scheduling"
)

// acts plays staff who never make up their mind, on one session.
type acts struct {
	w    *world
	rng  *rand.Rand
	b    scheduling.Booking
	ev   scheduling.SeenEvent // the event, also while it is nowhere
	in   string               // the agenda in whose calendar it stands; empty: nowhere
	when string               // as the event says
	room string
	// settled counts how often looks found the same for long enough.
	settled int
	seen    string
	since   time.Time
	counted bool
}

func (a *acts) uid() string { return scheduling.EventUID("essai.invalid", a.b.ID, 1) }

// put shows the event as it is now, and nowhere else.
func (a *acts) put() {
	a.ev.Interval, a.ev.Place = a.w.slot(lea, a.when).Interval, a.room
	for _, id := range []string{lea, tom} {
		a.w.calendars.change(id, func(c *calendar) {
			delete(c.ours, a.uid())
			if id == a.in {
				c.ours[a.uid()] = a.ev
			}
		})
	}
}

// act does one thing to it.
func (a *acts) act() {
	switch a.rng.IntN(6) {
	case 0, 1:
		a.when = []string{"03-10 10:00", "03-11 15:00", "03-12 09:00"}[a.rng.IntN(3)]
	case 2:
		a.room = []string{"", "Maison des Roses, 3 rue Inventée"}[a.rng.IntN(2)]
	case 3:
		a.in = ""
	case 4:
		a.in = lea
	case 5:
		a.in = tom
	}
	a.put()
}

// look notes what a look finds, and counts what was so for long enough.
func (a *acts) look() {
	now, found := a.w.clock.Programme(), a.want()
	if found != a.seen {
		a.seen, a.since, a.counted = found, now, false
	}
	if !a.counted && now.Sub(a.since) >= 2*time.Minute {
		a.settled, a.counted = a.settled+1, true
	}
}

// want is what the last act makes of the booking.
func (a *acts) want() string {
	if a.in == "" {
		return "cancelled"
	}
	line := "booked " + a.in[len("centre/"):] + " 03-10 10:00"
	if a.when != "03-10 10:00" {
		line += " → " + a.when
	}
	if a.room != "" {
		line += " @ " + a.room
	}
	return line
}

// Random acts of staff, with looks between them at random, end in what the last
// one made: a parent hears at most once of what has settled, no time is lost or
// given twice, and nothing is cancelled that stands.
func TestRandomActsOfStaff(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(t)
			rng := rand.New(rand.NewPCG(seed, 3))
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			other := w.book("eva", w.slot(lea, "03-17 10:00"))
			a := &acts{w: w, rng: rng, b: b, in: lea, when: "03-10 10:00"}
			w.calendars.change(lea, func(c *calendar) { a.ev = c.ours[a.uid()] })
			for range 1 + rng.IntN(8) {
				for range 1 + rng.IntN(3) {
					a.act()
					a.glances(rng.IntN(3), 30*time.Second)
				}
				if rng.IntN(3) == 0 { // as long as it takes
					a.glances(8, 30*time.Second)
				}
				w.sound()
				if a.in == "" && w.row(b.ID).State == scheduling.Cancelled {
					break // it was off long enough: nothing brings it back
				}
			}
			a.glances(8, 30*time.Second)
			got := w.stands(b.ID)
			if w.row(b.ID).State == scheduling.Cancelled {
				got = "cancelled"
			}
			// A place that staff take away is no news: hers stays the last one told.
			if a.room == "" && w.row(b.ID).Place != "" {
				a.room = w.row(b.ID).Place
			}
			if got != a.want() {
				t.Errorf("stands %q, want %q", got, a.want())
			}
			if n := len(w.heard()); n > a.settled {
				t.Errorf("told %v for %d changes that settled", w.heard(), a.settled)
			}
			if w.row(other.ID).State != scheduling.Booked {
				t.Error("the other session is lost")
			}
			w.free(a)
		})
	}
}

// glances looks at the calendars so many times.
func (a *acts) glances(n int, every time.Duration) {
	for range n {
		a.look()
		a.w.glance(lea)
		a.w.glance(tom)
		a.w.clock.pass(every)
		a.w.drain()
	}
}

// free checks that what the session no longer takes up can be booked, and what
// it takes up can't.
func (w *world) free(a *acts) {
	w.t.Helper()
	now := w.row(a.b.ID)
	for n, when := range []string{"03-10 10:00", "03-11 15:00", "03-12 09:00"} {
		for _, agenda := range []string{lea, tom} {
			slot := w.slot(agenda, when)
			hers := now.State == scheduling.Booked && now.Agenda == agenda &&
				(slot.Interval == now.Interval && !now.Vacated || now.Proposed != nil && slot.Interval == *now.Proposed)
			want := scheduling.OK
			if hers {
				want = scheduling.Taken
			}
			out, err := w.desk.Do(w.t.Context(), w.command(scheduling.DoHold, fmt.Sprint("bob", n, agenda), slot))
			if err != nil || out.Code != want {
				w.t.Errorf("%s in %s: %s, want %s (%v)", when, agenda, out.Code, want, err)
			}
		}
	}
}
