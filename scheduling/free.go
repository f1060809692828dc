package scheduling

import (
	"iter"
	"slices"
	"time"

	"escale/programme"
)

// Rules shape the free time of one agenda for one offer: programme.Rules with
// every field resolved, and the territory they apply in.
type Rules struct {
	Packed   bool          // fill each free gap from its own start; else a grid
	Duration time.Duration // of a session
	Grid     time.Duration // step of the grid from the open window's start; 0: Duration
	Buffer   time.Duration // kept free between a session and its neighbours
	Notice   time.Duration // a slot starts at least this long from now
	Horizon  time.Duration // and at most this long; 0: no bound
	DailyCap int           // sessions that may start in one day; 0: no cap
	Zone     *time.Location
	// Period is when the offer is open in the département, in Zone.
	Period programme.Period
	// Off tells the days without sessions; nil: none.
	Off func(programme.Date) bool
	// Part of the day in which a session starts; empty: any.
	Part Part
}

// Free yields the slots that start in the window, soonest first, in UTC: inside
// one open window, a buffer away from everything busy, and as the rules ask.
// Nothing is computed ahead of what is taken. The cost is linear in the
// intervals passed over.
//
// On a grid, slots start at multiples of Grid from the open window's start, in
// elapsed time. Packed, the first slot starts with the free gap and the next
// ones a buffer after each other; a gap's slots don't slide as now advances.
//
// held counts the sessions that already start on a day, for the daily cap; nil
// counts none. Intervals may come in any order and overlap; sorted and disjoint
// ones cost nothing more.
func Free(t AgendaTime, r Rules, window Interval, now time.Time, held map[programme.Date]int) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		w := newWalker(tidy(t.Open), tidy(t.Busy), nil, r, window, now, held)
		for {
			slot, ok := w.next()
			if !ok || !yield(slot) {
				return
			}
		}
	}
}

// tidy sorts intervals, merges those that overlap or touch, and leaves out the
// empty ones. What is tidy already is returned as it is.
func tidy(all []Interval) []Interval {
	if isTidy(all) {
		return all
	}
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	merged := sorted[:0]
	for _, i := range sorted {
		last := len(merged) - 1
		switch {
		case !i.Start.Before(i.End):
		case last < 0 || i.Start.After(merged[last].End):
			merged = append(merged, i)
		case i.End.After(merged[last].End):
			merged[last].End = i.End
		}
	}
	return merged
}

func isTidy(all []Interval) bool {
	before := notYet
	for n := range all {
		start, end := momentOf(all[n].Start), momentOf(all[n].End)
		if start <= before || end <= start {
			return false
		}
		before = end
	}
	return true
}

// dayOf returns the civil day in loc: 23, 24 or 25 hours.
func dayOf(d programme.Date, loc *time.Location) Interval {
	return Interval{
		Start: time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc).UTC(),
		End:   time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, loc).UTC(),
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
