package calendars

import (
	"cmp"
	"slices"
	"time"
)

// Expand reads iCalendar text and returns the occurrences that touch [from, to),
// in order of start. Floating times and dates are in zone (nil: UTC). A part
// that can't be read is left out and listed among the problems; the error is
// ErrTooLarge or ErrNotCalendar.
func Expand(data []byte, from, to time.Time, zone *time.Location) ([]Occurrence, []Problem, error) {
	if zone == nil {
		zone = time.UTC
	}
	s, err := scan(data, zone, newZoneSet())
	if err != nil {
		return nil, nil, err
	}
	var found []Occurrence
	work := budget{totalWork}
	for _, ser := range gather(s.events) {
		err := ser.expand(from, to, &work, func(o Occurrence) {
			if o.Status != cancelled {
				o.Start, o.End = o.Start.In(zone), o.End.In(zone)
				if !o.RecurrenceID.IsZero() {
					o.RecurrenceID = o.RecurrenceID.In(zone)
				}
				found = append(found, o)
			}
		})
		if err != nil {
			s.report(ser.line(), ser.uid, "event left out: %v", err)
		}
	}
	slices.SortStableFunc(found, func(a, b Occurrence) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UID, b.UID))
	})
	return found, s.problems, nil
}

const cancelled = "CANCELLED"

// Work that foreign rules may ask for: of one series, and of one file.
const (
	seriesWork = 3_000_000
	totalWork  = 100_000_000
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
	margin := s.margin(m)
	list, err := m.instances(from.Add(-margin), to.Add(margin), b)
	if err != nil {
		return err
	}
	hidden := len(s.singles) + len(m.exdates)
	for _, i := range list {
		if !b.spend(1 + hidden + len(s.futures)) {
			return errTooFine
		}
		if s.hides(m, i) {
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

func (s *series) hides(m *event, i instance) bool {
	if m.recurs && anyHits(m.exdates, i.wall, i.at, m.start) {
		return true
	}
	for _, e := range s.singles {
		if e.rid.hits(i.wall, i.at, m.start) {
			return true
		}
	}
	return false
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

// instance is one beginning of a series, before changes.
type instance struct {
	wall time.Time
	at   time.Time
	span *span // of a PERIOD; nil: the master's
}

// instances lists the beginnings from rules and dates near the window, in
// order.
func (e *event) instances(from, to time.Time, b *budget) ([]instance, error) {
	first, last := wallOf(from, e.start.zone), wallOf(to, e.start.zone)
	var list []instance
	add := func(wall time.Time) bool {
		if !wall.Before(first) {
			list = append(list, instance{wall: wall, at: moment{wall: wall, zone: e.start.zone}.instant()})
		}
		return b.spend(1)
	}
	if len(e.rules) == 0 { // else the rule says whether the start is in it
		add(e.start.wall)
	}
	for i := range e.rules {
		if err := e.rules[i].occur(e.start, first, last, b, add); err != nil {
			return nil, err
		}
	}
	for _, d := range e.rdates {
		list = append(list, instance{wall: wallOf(d.instant(), e.start.zone), at: d.instant(), span: d.span})
	}
	if b.steps < 0 {
		return nil, errTooFine
	}
	slices.SortStableFunc(list, func(a, b instance) int { return a.at.Compare(b.at) })
	list = slices.CompactFunc(list, func(a, b instance) bool { return a.at.Equal(b.at) })
	return e.withoutRules(list, first, last, b)
}

// withoutRules takes out what an EXRULE names (RFC 2445; still met).
func (e *event) withoutRules(list []instance, first, last time.Time, b *budget) ([]instance, error) {
	for i := range e.exrules {
		out := map[int64]bool{}
		err := e.exrules[i].occur(e.start, first, last, b, func(wall time.Time) bool {
			out[wall.Unix()] = true
			return true
		})
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(i instance) bool { return out[i.wall.Unix()] })
	}
	return list, nil
}

func (e *event) occurrence(wall, at time.Time, length span) Occurrence {
	return Occurrence{
		UID: e.uid, Start: at, End: length.end(at, wall, e.start.zone), AllDay: e.start.date,
		Transparent: e.transparent, Status: e.status,
		Summary: e.summary, Location: e.location, Categories: e.categories,
	}
}

// touches reports whether the occurrence lies in the window, in part at least;
// one without length does if it begins there.
func (o *Occurrence) touches(from, to time.Time) bool {
	return o.Start.Before(to) && (o.End.After(from) || o.Start.Equal(o.End) && !o.Start.Before(from))
}
