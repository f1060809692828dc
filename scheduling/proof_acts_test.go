package scheduling_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"escale/scheduling"
)

// side is one of those at work at the same time, with a replica of its own.
type side struct {
	*realm
	rng     *rand.Rand
	replica *replica
}

func (r *realm) side(n int, seed uint64) *side {
	s := &side{realm: r, rng: rand.New(rand.NewPCG(seed, uint64(n+1)))}
	s.restart()
	return s
}

// restart is what a supervisor does with a dead process.
func (s *side) restart() {
	s.replica = s.realm.replica(rand.New(rand.NewPCG(s.rng.Uint64(), 0)))
}

// live is one act: of a parent, of staff, of a replica or of time.
func (s *side) live() {
	if s.rng.IntN(12) == 0 {
		s.replica.fuse.set(1+s.rng.IntN(14), s.rng.IntN(2) == 0)
	}
	switch n := s.rng.IntN(100); {
	case n < s.kin:
		s.kinship()
	case n < 2:
		s.wish()
	case n < 7:
		s.tie()
	case n < 8:
		s.erase()
	case n < 62:
		s.parentActs()
	case n < 78:
		s.staffAct()
	case n < 84:
		s.observe(pick(s.rng, s.agendas...))
	case n < 90:
		s.work()
	case n < 94:
		s.again()
	case n < 97:
		s.search()
	default:
		s.count()
		s.clock.pass(time.Duration(s.rng.IntN(90)) * time.Second)
	}
	if s.replica.fuse.dead() {
		s.restart()
	}
}

// count notes an operation that is no command, and when it was.
func (s *side) count() int {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return s.ledger.tick()
}

// of is a command of a parent.
func of(who, kind string) scheduling.Command {
	return scheduling.Command{Kind: kind, Conversation: "c/" + who, Parent: who, Family: "f/" + who, Verified: true}
}

// parentActs gives a command of one of them.
func (s *side) parentActs() {
	kind := pick(s.rng, "hold", "hold", "book", "book", "book", "book", "book", "move", "move", "move", "cancel", "cancel", "accept", "accept", "mark", "release")
	c := of(s.anyParent(), kind)
	c.Verified, c.Slot = s.rng.IntN(5) > 0, s.slot()
	mine, err := s.onlooker.Bookings(s.t.Context(), c.Conversation)
	if err != nil {
		s.ledger.found("errors", "%v", err)
		return
	}
	if s.rng.IntN(8) > 0 {
		mine = slices.DeleteFunc(mine, func(b scheduling.Booking) bool { return !b.State.Live() && c.Kind != scheduling.DoMark })
	}
	switch needs := c.Kind != scheduling.DoHold && c.Kind != scheduling.DoBook && c.Kind != scheduling.DoRelease; {
	case needs && len(mine) == 0:
		c.Kind = scheduling.DoBook
	case needs:
		b := pick(s.rng, mine...)
		c.Booking, c.Mark = b.ID, pick(s.rng, scheduling.Attended, scheduling.Missed)
		for c.Kind == scheduling.DoMove && c.Slot.Offer != b.Offer {
			c.Slot = s.slot()
		}
	}
	s.give(c)
}

// wish leaves one for whatever frees of an offer, or takes one back.
func (s *side) wish() {
	c := of(s.anyParent(), scheduling.DoWish)
	c.Seek = &scheduling.Seek{Offer: pick(s.rng, "solo", "duo", "cercle"), Commune: "38185"}
	mine, err := s.onlooker.Wishes(s.t.Context(), c.Conversation)
	if err != nil {
		s.ledger.found("errors", "%v", err)
		return
	}
	if len(mine) > 0 && s.rng.IntN(2) == 0 {
		c.Kind, c.Seek, c.WishID = scheduling.DoUnwish, nil, mine[0].ID
	}
	s.give(c)
}

// slot draws one, as often as not among the few that all want; in a crowd, always
// among fewer.
func (s *side) slot() scheduling.Slot {
	all := s.slots[pick(s.rng, s.agendas...)]
	if s.crowd > 0 {
		return pick(s.rng, all[:min(s.crowd, len(all))]...)
	}
	if s.rng.IntN(2) == 0 {
		all = all[:min(12, len(all))]
	}
	return pick(s.rng, all...)
}

// give gives a command to the side's replica.
func (s *side) give(c scheduling.Command) {
	s.ledger.gives(&c)
	s.carry(s.replica, c)
}

func (s *side) carry(r *replica, c scheduling.Command) {
	began := s.ledger.moment()
	out, err := r.desk.Do(s.t.Context(), c)
	switch {
	case errors.Is(err, errDead):
	case err != nil:
		s.ledger.found("errors", "%s %s: %v", c.Kind, c.ID, err)
	default:
		s.ledger.hears(c, out, began)
	}
}

// again gives an earlier command once more: here and elsewhere at once.
func (s *side) again() {
	s.ledger.mu.Lock()
	given := s.ledger.given
	s.ledger.mu.Unlock()
	if len(given) == 0 {
		return
	}
	c := given[len(given)-1-s.rng.IntN(min(len(given), 300))]
	other := s.realm.replica(nil)
	s.ledger.gives(&c)
	s.ledger.gives(&c)
	if s.single {
		s.carry(other, c)
		s.carry(s.replica, c)
		return
	}
	var both sync.WaitGroup
	both.Go(func() { s.carry(other, c) })
	s.carry(s.replica, c)
	both.Wait()
}

// work does a batch of what is due.
func (s *side) work() {
	s.count()
	if _, err := s.replica.worker.Pass(s.t.Context()); err != nil && !errors.Is(err, errDead) {
		s.ledger.found("errors", "due work: %v", err)
	}
}

// observe looks at an agenda's calendars and takes in what staff did.
func (s *side) observe(agenda string) {
	s.count()
	err := s.replica.desk.Observe(s.t.Context(), s.calendars.look(agenda))
	if err != nil && !errors.Is(err, errDead) && !errors.Is(err, scheduling.ErrStale) { // the next look will tell
		s.ledger.found("errors", "observe %s: %v", agenda, err)
	}
}

func (s *side) search() {
	s.count()
	_, err := s.replica.desk.Search(s.t.Context(), scheduling.Search{Offer: "solo", Commune: "38185"})
	if err != nil && !errors.Is(err, errDead) {
		s.ledger.found("errors", "search: %v", err)
	}
}

// staffAct is something that staff do in an agenda's calendar.
func (s *side) staffAct() {
	agenda := pick(s.rng, s.agendas...)
	to := pick(s.rng, s.slots[agenda]...).Interval
	if s.rng.IntN(4) == 0 {
		s.overlay(agenda, to)
		return
	}
	s.calendars.mu.Lock()
	c := s.calendars.all[agenda]
	if len(c.ours) == 0 {
		s.calendars.mu.Unlock()
		return
	}
	uid := pick(s.rng, slices.Sorted(maps.Keys(c.ours))...)
	b, _, ok := scheduling.BookingOf(uid, installation)
	act := pick(s.rng, "move", "move", "move", "delete", "cancel", "hand over", "mark", "decline", "silence", "part")
	if ok && act != "decline" {
		s.handle(act, c, uid, b, agenda, to)
	}
	s.calendars.mu.Unlock()
	if act == "decline" {
		s.decline(b)
	}
}

// overlay puts an appointment of staff's own somewhere, or takes one away.
func (s *side) overlay(agenda string, to scheduling.Interval) {
	s.calendars.mu.Lock()
	defer s.calendars.mu.Unlock()
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	at, own := s.ledger.tick(), slices.Clone(s.ledger.busy[agenda])
	if len(own) > 2 {
		own = own[1:]
	} else {
		own = append(own, appointment{to, at})
	}
	s.ledger.busy[agenda] = own
	s.calendars.all[agenda].staff = disjoint(own)
}

// disjoint is the time of appointments, in order.
func disjoint(all []appointment) []scheduling.Interval {
	var out []scheduling.Interval
	for _, a := range slices.SortedFunc(slices.Values(all), func(a, b appointment) int { return a.Start.Compare(b.Start) }) {
		last := len(out) - 1
		if last >= 0 && !a.Start.After(out[last].End) {
			if a.End.After(out[last].End) {
				out[last].End = a.End
			}
			continue
		}
		out = append(out, a.Interval)
	}
	return out
}

// handle does something to one event. The calendars are locked.
func (s *side) handle(act string, c *calendar, uid, booking, agenda string, to scheduling.Interval) {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	at, ev := s.ledger.tick(), c.ours[uid]
	s.ledger.touched[booking] = true
	to.End = to.Start.Add(ev.End.Sub(ev.Start))
	switch act {
	case "move":
		ev.Interval = to
		c.ours[uid] = ev
		s.ledger.staff[place{booking, to}] = at
	case "delete":
		delete(c.ours, uid)
	case "cancel":
		ev.Cancelled = true
		c.ours[uid] = ev
	case "hand over":
		colleague := pick(s.rng, s.colleagues(agenda)...)
		other := s.calendars.all[colleague]
		if s.rng.IntN(2) == 0 {
			ev.Interval = to
		}
		if _, there := other.ours[uid]; there {
			return
		}
		delete(c.ours, uid)
		other.ours[uid] = ev
		s.ledger.staff[place{booking, ev.Interval}], s.ledger.handed[[2]string{booking, colleague}] = at, at
	case "mark":
		ev.Mark = pick(s.rng, scheduling.Attended, scheduling.Missed)
		c.ours[uid] = ev
		s.ledger.remarked[booking] = true
	case "silence":
		c.gone = !c.gone
	case "part":
		c.part = !c.part
	}
}

// decline is the structure's "no" to the invitation that it got last.
func (s *side) decline(booking string) {
	b, err := s.onlooker.Booking(s.t.Context(), booking)
	if err != nil || b.Invited == nil {
		return
	}
	s.count()
	s.ledger.mu.Lock()
	s.ledger.touched[booking] = true
	s.ledger.mu.Unlock()
	err = s.replica.desk.Declined(s.t.Context(), scheduling.Decline{
		UID: scheduling.EventUID(installation, b.ID, 1), From: "accueil@centre.invalid",
		Sequence: b.Invitations - 1, Start: b.Invited.Start,
	})
	if err != nil && !errors.Is(err, errDead) && !errors.Is(err, scheduling.ErrNotInvited) {
		s.ledger.found("errors", "decline: %v", err)
	}
}
