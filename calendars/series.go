package calendars

import (
	"slices"
	"time"
)

// series is what one UID says: masters and the occurrences that replace some of
// theirs. There is one master as a rule, none when only single occurrences are
// known (an invitation to one of them), more in careless exports.
type series struct {
	uid     string
	masters []*event
	singles []*event // replace one occurrence
	futures []*event // THISANDFUTURE, in order
}

// gather groups events by UID. Of several versions of one occurrence the one
// with the highest SEQUENCE counts, else the last.
func gather(events []*event) []*series {
	var all []*series
	byUID := map[string]*series{}
	for _, e := range events {
		s := byUID[e.uid]
		if s == nil || e.uid == "" {
			s = &series{uid: e.uid}
			byUID[e.uid] = s
			all = append(all, s)
		}
		switch {
		case e.rid == nil:
			s.masters = latest(s.masters, e, sameStart)
		case e.future:
			s.futures = latest(s.futures, e, sameOccurrence)
		default:
			s.singles = latest(s.singles, e, sameOccurrence)
		}
	}
	for _, s := range all {
		s.align()
		slices.SortFunc(s.futures, func(a, b *event) int { return a.rid.instant().Compare(b.rid.instant()) })
	}
	return all
}

// align completes RECURRENCE-IDs that lack the master's hour or zone.
func (s *series) align() {
	if len(s.masters) == 0 || s.masters[0].start.date {
		return
	}
	start := s.masters[0].start
	for _, e := range slices.Concat(s.singles, s.futures) {
		if e.rid.date {
			e.rid.wall = e.rid.wall.Add(start.wall.Sub(midnight(start.wall)))
		}
		if e.rid.floating {
			*e.rid = moment{wall: e.rid.wall, zone: start.zone}
		}
	}
}

// latest adds e to the list, in the place of an older version of the same.
func latest(list []*event, e *event, same func(a, b *event) bool) []*event {
	for i, old := range list {
		if e.sequence != old.sequence && e.rid == nil || same(old, e) {
			if e.sequence >= old.sequence {
				list[i] = e
			}
			return list
		}
	}
	return append(list, e)
}

func sameStart(a, b *event) bool { return a.start.instant().Equal(b.start.instant()) }

func sameOccurrence(a, b *event) bool { return a.rid.instant().Equal(b.rid.instant()) }

func (s *series) line() int {
	for _, list := range [][]*event{s.masters, s.futures, s.singles} {
		if len(list) > 0 {
			return list[0].line
		}
	}
	return 0
}

// expand calls yield for every occurrence that touches [from, to), cancelled
// ones included, in no order.
func (s *series) expand(from, to time.Time, work *budget, yield func(Occurrence)) error {
	for _, e := range s.singles {
		o := e.occurrence(e.start.wall, e.start.instant(), e.span)
		o.RecurrenceID = e.rid.instant()
		if o.touches(from, to) {
			yield(o)
		}
	}
	for _, m := range s.masters {
		own := budget{min(seriesWork, work.steps)}
		before := own.steps
		err := s.expandMaster(m, from, to, &own, yield)
		work.steps -= before - max(0, own.steps)
		if err != nil {
			return err
		}
	}
	return nil
}

// expandMaster lays the master's own occurrences out and lets the changes of
// the series act on them.
func (s *series) expandMaster(m *event, from, to time.Time, b *budget, yield func(Occurrence)) error {
	if !b.spend(len(s.singles) + len(s.futures) + len(m.exdates) + len(m.rdates)) {
		return errTooFine
	}
	margin := s.margin(m)
	list, err := m.instances(from.Add(-margin), to.Add(margin), b)
	if err != nil {
		return err
	}
	hidden := s.hiddenOf(m)
	for _, i := range list {
		if !b.spend(1 + len(s.futures)) {
			return errTooFine
		}
		if hidden.has(i.wall, i.at) {
			continue
		}
		o := s.apply(m, i)
		if m.recurs {
			o.RecurrenceID = i.at
		}
		if o.touches(from, to) {
			yield(o)
		}
	}
	return nil
}

// apply makes the occurrence as the last THISANDFUTURE change before it says.
func (s *series) apply(m *event, i instance) Occurrence {
	for k := len(s.futures) - 1; k >= 0; k-- {
		f := s.futures[k]
		if f.rid.instant().After(i.at) {
			continue
		}
		wall := i.wall.Add(s.shift(m, f))
		moved := moment{wall: wall, zone: f.start.zone}
		return f.occurrence(wall, moved.instant(), f.span)
	}
	length := m.span
	if i.span != nil {
		length = *i.span
	}
	return m.occurrence(i.wall, i.at, length)
}

// shift is how far a THISANDFUTURE change moves wall clocks.
func (s *series) shift(m, f *event) time.Duration {
	return f.start.wall.Sub(wallOf(f.rid.instant(), m.start.zone))
}

// margin is how far outside of a window an occurrence may begin and still end
// up inside of it.
func (s *series) margin(m *event) time.Duration {
	margin := m.span.longest()
	for _, d := range m.rdates {
		if d.span != nil {
			margin = max(margin, d.span.longest())
		}
	}
	var moved time.Duration
	for _, f := range s.futures {
		margin = max(margin, f.span.longest())
		moved = max(moved, s.shift(m, f).Abs())
	}
	return margin + moved + 2*day
}
