package ical

import (
	"cmp"
	"slices"
	"time"
)

// Series is what one UID says: masters and the occurrences that replace some of
// theirs. There is one master as a rule, none when only single occurrences are
// known (an invitation to one of them), more in careless exports.
type Series struct {
	uid     string
	masters []*Event
	singles []*Event // replace one occurrence
	futures []*Event // THISANDFUTURE, in order
}

// Gather groups events by UID. Of several versions of one occurrence the one
// with the highest SEQUENCE counts, else the last.
func Gather(events []*Event) []*Series {
	var all []*Series
	byUID := map[string]*Series{}
	for _, e := range events {
		s := byUID[e.UID]
		if s == nil || e.UID == "" {
			s = &Series{uid: e.UID}
			byUID[e.UID] = s
			all = append(all, s)
		}
		switch {
		case e.rid == nil:
			s.masters = append(s.masters, e)
		case e.future:
			s.futures = append(s.futures, e)
		default:
			s.singles = append(s.singles, e)
		}
	}
	for _, s := range all {
		s.settle()
	}
	return all
}

// settle drops former versions, and puts the rest in order.
func (s *Series) settle() {
	latest := 0
	for _, m := range s.masters {
		latest = max(latest, m.sequence)
	}
	s.masters = slices.DeleteFunc(s.masters, func(m *Event) bool { return m.sequence < latest })
	s.masters = newest(s.masters, func(e *Event) moment { return e.start })
	s.singles = newest(s.singles, func(e *Event) moment { return *e.rid })
	s.futures = newest(s.futures, func(e *Event) moment { return *e.rid })
	s.align()
	slices.SortFunc(s.futures, func(a, b *Event) int { return a.rid.instant().Compare(b.rid.instant()) })
}

// align completes RECURRENCE-IDs that lack the master's hour or zone.
func (s *Series) align() {
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

// newest leaves of the events that are at one instant the one with the highest
// SEQUENCE, else the last, in order of their instants.
func newest(list []*Event, at func(*Event) moment) []*Event {
	if len(list) < 2 {
		return list
	}
	instants := make(map[*Event]int64, len(list))
	for _, e := range list {
		instants[e] = at(e).instant().Unix()
	}
	slices.SortStableFunc(list, func(a, b *Event) int {
		return cmp.Or(cmp.Compare(instants[a], instants[b]), cmp.Compare(b.sequence, a.sequence))
	})
	kept := list[:0]
	for _, e := range list {
		if n := len(kept); n == 0 || instants[kept[n-1]] != instants[e] {
			kept = append(kept, e)
		} else if e.sequence == kept[n-1].sequence {
			kept[n-1] = e
		}
	}
	return kept
}

// Events are those that count, in no order.
func (s *Series) Events() []*Event { return slices.Concat(s.masters, s.singles, s.futures) }

// Problem says that the series could not be expanded.
func (s *Series) Problem(err error) Problem {
	return Problem{Line: s.line(), UID: clip(s.uid), Text: err.Error()}
}

func (s *Series) line() int {
	for _, list := range [][]*Event{s.masters, s.futures, s.singles} {
		if len(list) > 0 {
			return list[0].line
		}
	}
	return 0
}

// Expand calls yield for every occurrence that touches [from, to), cancelled
// ones included, in no order.
func (s *Series) Expand(from, to time.Time, work *Budget, yield func(Occurrence)) error {
	for _, e := range s.singles {
		o := e.occurrence(e.start.wall, e.start.instant(), e.span)
		o.RecurrenceID = e.rid.instant()
		if o.touches(from, to) {
			yield(o)
		}
	}
	for _, m := range s.masters {
		own := Budget{min(seriesWork, work.steps)}
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
func (s *Series) expandMaster(m *Event, from, to time.Time, b *Budget, yield func(Occurrence)) error {
	if !b.spend(len(s.singles) + len(s.futures) + len(m.exdates) + len(m.rdates)) {
		return ErrTooFine
	}
	margin := s.margin(m)
	list, err := m.instances(from.Add(-margin), to.Add(margin), b)
	if err != nil {
		return err
	}
	hidden := s.hiddenOf(m)
	for _, i := range list {
		if !b.spend(1 + len(s.futures)) {
			return ErrTooFine
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
func (s *Series) apply(m *Event, i instance) Occurrence {
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
func (s *Series) shift(m, f *Event) time.Duration {
	return f.start.wall.Sub(WallOf(f.rid.instant(), m.start.zone))
}

// margin is how far outside of a window an occurrence may begin and still end
// up inside of it.
func (s *Series) margin(m *Event) time.Duration {
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
