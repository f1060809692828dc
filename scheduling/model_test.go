package scheduling_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
)

// TestRandomLives lets families hold, book, move, cancel and accept, staff move
// and delete, calendars fall silent and replicas crash, in a random order, from
// several sides at once; then everything comes back, and must be in order.
func TestRandomLives(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(t, func(w *world) { w.places[0].Email = "accueil@centre.invalid" })
			for round := range 12 {
				w.calendars.before = troubles(rand.New(rand.NewPCG(seed, uint64(round))))
				var all sync.WaitGroup
				for side := range 4 {
					rng := rand.New(rand.NewPCG(seed+100, uint64(round*4+side)))
					all.Go(func() {
						for range 8 {
							w.live(rng)
						}
					})
				}
				all.Wait()
				w.sound()
				w.restart()
				w.clock.pass(20 * time.Minute)
				w.drain()
				w.observe(lea)
				w.observe(tom)
			}
			w.pass(27 * time.Hour) // every deadline of a placing has passed
			w.sound()
			w.inStep()
		})
	}
}

// troubles makes calls to the calendars fail, refuse, crash or meet staff.
func troubles(rng *rand.Rand) func(string) error {
	var mu sync.Mutex
	return func(string) error {
		mu.Lock()
		defer mu.Unlock()
		switch rng.IntN(12) {
		case 0, 1:
			return errors.New("connection reset")
		case 2:
			panic(errCrash)
		}
		return nil
	}
}

// live is one act of one of ten parents, or of staff.
func (w *world) live(rng *rand.Rand) {
	who := fmt.Sprint("p", rng.IntN(10))
	agenda := []string{lea, tom}[rng.IntN(2)]
	slot := w.slot(agenda, fmt.Sprintf("03-%02d %02d:00", 8+rng.IntN(3), 9+rng.IntN(3)))
	kind := []string{
		scheduling.DoHold, scheduling.DoBook, scheduling.DoBook, scheduling.DoBook, scheduling.DoMove,
		scheduling.DoMove, scheduling.DoCancel, scheduling.DoAccept, "staff", "again",
	}[rng.IntN(10)]
	mine, err := w.desk.Bookings(w.t.Context(), "conversation-"+who)
	if err != nil {
		w.t.Error(err)
		return
	}
	mine = slices.DeleteFunc(mine, func(b scheduling.Booking) bool { return !b.State.Live() })
	c := w.command(kind, who, slot)
	if len(mine) > 0 {
		c.Booking = mine[rng.IntN(len(mine))].ID
	}
	if kind == "staff" {
		w.staff(rng, mine)
		return
	}
	times := 1
	if kind == "again" {
		c.Kind, times = scheduling.DoBook, 2
	}
	if c.Booking == "" && c.Kind != scheduling.DoHold {
		c.Kind = scheduling.DoBook
	}
	for range times {
		crashing(func() {
			if _, err := w.desk.Do(w.t.Context(), c); err != nil {
				w.t.Errorf("%s: %v", c.Kind, err)
			}
		})
	}
}

// staff drag or delete one of the events, to a time of the afternoon or to a
// colleague, or decline it by mail.
func (w *world) staff(rng *rand.Rand, mine []scheduling.Booking) {
	if len(mine) == 0 {
		return
	}
	b := mine[0]
	to := w.slot(b.Agenda, fmt.Sprintf("03-%02d %02d:00", 8+rng.IntN(3), 14+rng.IntN(4))).Interval
	uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
	if rng.IntN(6) == 0 {
		w.decline(b)
		return
	}
	if rng.IntN(3) == 0 && b.State == scheduling.Booked {
		w.handOver(uid, b.Agenda, to, rng.IntN(2) == 0)
		return
	}
	w.calendars.change(b.Agenda, func(c *calendar) {
		ev, there := c.ours[uid]
		for _, other := range c.ours {
			if other.Overlaps(to) {
				there = false // staff's own overlaps are theirs to answer for
			}
		}
		switch {
		case !there || b.State != scheduling.Booked:
		case rng.IntN(3) == 0:
			delete(c.ours, uid)
		default:
			ev.Interval = to
			c.ours[uid] = ev
		}
	})
}

// handOver drags an event into the colleague's calendar, to another hour, too, or
// not, where nobody has that time: staff's own overlaps are theirs to answer for.
func (w *world) handOver(uid, from string, to scheduling.Interval, same bool) {
	w.calendars.mu.Lock()
	defer w.calendars.mu.Unlock()
	other := map[string]string{lea: tom, tom: lea}[from]
	ev, there := w.calendars.all[from].ours[uid]
	if !same {
		ev.Interval = to
	}
	claims, err := w.store.Claims(w.t.Context(), []scheduling.Ask{{Resource: "agenda/" + other, Window: ev.Interval}}, w.clock.Machine())
	there = there && err == nil && len(claims[0]) == 0
	for _, o := range w.calendars.all[other].ours {
		there = there && !o.Overlaps(ev.Interval)
	}
	if !there {
		return
	}
	ev.Href = other + "/" + uid + ".ics"
	delete(w.calendars.all[from].ours, uid)
	w.calendars.all[other].ours[uid] = ev
}

// decline is the structure's "no" to the invitation that it got last.
func (w *world) decline(b scheduling.Booking) {
	if b.Invited == nil {
		return
	}
	crashing(func() {
		err := w.desk.Declined(w.t.Context(), scheduling.Decline{
			UID: scheduling.EventUID("essai.invalid", b.ID, 1), From: "accueil@centre.invalid",
			Sequence: b.Invitations - 1, Start: b.Invited.Start,
		})
		if err != nil && !errors.Is(err, scheduling.ErrNotInvited) {
			w.t.Errorf("decline: %v", err)
		}
	})
}

// inStep checks that calendars and store say the same once all is settled: every
// live booking has its one event, where it stands, and there is no other.
func (w *world) inStep() {
	w.t.Helper()
	records, err := w.store.List(w.t.Context(), scheduling.Query{Kind: "booking", Limit: 10000})
	if err != nil {
		w.t.Fatal(err)
	}
	alarms, err := w.desk.Alarms(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, a := range alarms {
		for _, id := range a.Bookings {
			missing[id] = true
		}
	}
	live := 0
	want := map[string]string{}
	for _, r := range records {
		b := w.row(r.ID)
		if b.State == scheduling.Placing || len(b.Gone) > 0 || b.Earlier != nil {
			w.t.Errorf("not settled: %+v", b)
		}
		if b.State == scheduling.Booked {
			live++
			if !missing[b.ID] {
				want[scheduling.EventUID("essai.invalid", b.ID, b.Placement)] = b.Agenda + " " + w.local(b.Stands().Start)
			}
		}
	}
	for _, agenda := range []string{lea, tom} {
		w.calendars.change(agenda, func(c *calendar) {
			for uid, ev := range c.ours {
				if want[uid] != agenda+" "+w.local(ev.Start) {
					w.t.Errorf("%s shows %s at %s, the store says %q", agenda, uid, w.local(ev.Start), want[uid])
				}
				delete(want, uid)
			}
		})
	}
	if len(want) > 0 {
		w.t.Errorf("not in any calendar: %v", want)
	}
	if live < 3 || len(records) < 20 {
		w.t.Errorf("%d live of %d bookings: the test proves little", live, len(records))
	}
	if dead := w.dead(); len(dead) > 0 {
		w.t.Errorf("dead letters: %v", dead)
	}
}
