package scheduling

import (
	"maps"
	"slices"
	"sort"
	"time"

	"escale/programme"
)

// look is a source that came to be shown, with what is known of its claims.
type look struct {
	*source
	taken
	i     int
	time  *AgendaTime
	open  []Interval // for the mode that is searched for
	known []Interval // whole days of its zone, in order: the store was asked about them
	asked []Interval // the same, for the next read
	guess []Interval // slots that would be shown
	reads int
}

// look returns a source to be looked at.
func (f *finder) look(i int) *look {
	l := f.looks[i]
	if l == nil {
		s, t := f.sources[i], f.time(i)
		l = &look{source: s, i: i, time: t, open: s.openIn(t, f.q.Mode, s.kept(f.q.Mode, f.q.Part).Load())}
		f.looks[i] = l
	}
	return l
}

// walker goes through the slots of the look that meet a filter.
func (l *look) walker(f *finder, w filter) *walker {
	from, until := f.bounds(l.source, w)
	bounds := Interval{timeOf(from), timeOf(until)}
	return newWalker(l.open, l.time.Busy, l.busy, l.free(w.part), bounds, bounds.Start, l.held)
}

// agrees reports whether the claims that are known leave a slot that keeps its
// distance from them.
func (l *look) agrees(slot Interval) bool {
	return len(l.known) == 0 || l.fits(slot, l.Buffer) && !l.full(l.taken, slot) && !l.closed[l.day(slot.Start)]
}

// wants reports whether all is known that a slot at some time depends on. If it
// is not, the next read asks for it.
func (f *finder) wants(l *look, at time.Time) bool {
	if l.knownAt(at) != nil {
		return true
	}
	if len(l.asked) == 0 {
		f.pending = append(f.pending, l)
	}
	days := l.daysOf(at)
	l.guess = append(l.guess, Interval{at, at.Add(l.Duration)})
	if !slices.ContainsFunc(l.asked, func(a Interval) bool { return a.holds(days) }) {
		more := dayOf(l.day(days.End.Add(time.Duration(l.ahead())*24*time.Hour)), l.Zone)
		days.End = later(days.End, more.Start)
		l.asked = append(l.asked, days)
	}
	return false
}

// ahead is how many more days are asked for than those of the slot: the more the
// oftener it was not enough.
func (l *look) ahead() int {
	if l.reads == 0 {
		return 0
	}
	return 1 << min(2*l.reads, 8)
}

// knownAt returns the known days that all that a slot at some time depends on is
// within, or nil.
func (l *look) knownAt(at time.Time) *Interval {
	if len(l.known) == 0 {
		return nil
	}
	days := l.daysOf(at)
	for n := range l.known {
		if l.known[n].holds(days) {
			return &l.known[n]
		}
	}
	return nil
}

// daysOf are the days whose claims decide on a slot: its own, and where slots are
// packed all since the open hours began.
func (l *look) daysOf(at time.Time) Interval {
	days := dayOf(l.day(at), l.Zone)
	if !l.Packed {
		return days
	}
	n := sort.Search(len(l.open), func(n int) bool { return l.open[n].End.After(at) })
	if n < len(l.open) && l.open[n].Start.Before(days.Start) {
		days.Start = dayOf(l.day(l.open[n].Start), l.Zone).Start
	}
	return days
}

// add takes in what was learnt of some days.
func (l *look) add(t taken, days Interval) {
	l.busy = tidy(slices.Concat(l.busy, t.busy))
	l.groups = append(l.groups, t.groups...)
	if l.held == nil {
		l.held, l.closed = map[programme.Date]int{}, map[programme.Date]bool{}
	}
	maps.Copy(l.held, t.held)
	maps.Copy(l.closed, t.closed)
	l.known = tidy(append(l.known, days))
}

// without cuts what is in sorted and disjoint intervals out of one.
func (i Interval) without(known []Interval) []Interval {
	var left []Interval
	for _, k := range known {
		if k.Start.After(i.Start) {
			left = append(left, Interval{i.Start, earlier(k.Start, i.End)})
		}
		i.Start = later(i.Start, k.End)
		if !i.Start.Before(i.End) {
			break
		}
	}
	if i.Start.Before(i.End) {
		left = append(left, i)
	}
	return slices.DeleteFunc(left, func(l Interval) bool { return !l.Start.Before(l.End) })
}
