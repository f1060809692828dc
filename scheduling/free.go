package scheduling

import (
	"iter"
	"slices"
	"sort"
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
		w := newWalker(AgendaTime{Open: tidy(t.Open), Busy: tidy(t.Busy)}, r, window, now, held)
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
	for n, i := range all {
		if !i.Start.Before(i.End) || n > 0 && !i.Start.After(all[n-1].End) {
			return false
		}
	}
	return true
}

// walker goes through the slots of one agenda. It needs tidy intervals.
type walker struct {
	AgendaTime
	Rules
	held map[programme.Date]int

	first, last time.Time // bounds of a slot's start: [first, last)
	o, b        int       // the present open window; the first busy interval not behind
	at          time.Time // the next start to try
	anyDay      bool      // no rule looks at the day
	day         Interval  // the rest of the civil day last asked about
	shut        bool      // no session starts on that day
}

func newWalker(t AgendaTime, r Rules, window Interval, now time.Time, held map[programme.Date]int) *walker {
	if r.Grid <= 0 {
		r.Grid = r.Duration
	}
	if r.Packed {
		r.Grid = r.Duration + r.Buffer
	}
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	w := &walker{AgendaTime: t, Rules: r, held: held, last: window.End}
	w.anyDay = r.Off == nil && r.DailyCap == 0 && r.Period == programme.Period{}
	if horizon := now.Add(r.Horizon); r.Horizon > 0 && horizon.Before(w.last) {
		w.last = horizon
	}
	w.seek(later(window.Start, now.Add(r.Notice)))
	return w
}

// seek moves on so that the next slot starts at from or later.
func (w *walker) seek(from time.Time) {
	w.first = from
	skip := sort.Search(len(w.Open)-w.o, func(i int) bool { return w.Open[w.o+i].End.After(from) })
	if skip == 0 && !w.at.IsZero() {
		return // still in the window: next steps over what is too early
	}
	w.o += skip
	w.enter()
}

// enter begins the present open window.
func (w *walker) enter() {
	if w.o >= len(w.Open) {
		return
	}
	w.at = w.Open[w.o].Start
	behind := w.at.Add(-w.Buffer)
	for n := 0; w.b < len(w.Busy) && !w.Busy[w.b].End.After(behind); n++ {
		if n < 8 { // what is near is walked to, what is far is searched for
			w.b++
			continue
		}
		w.b += sort.Search(len(w.Busy)-w.b, func(i int) bool { return w.Busy[w.b+i].End.After(behind) })
	}
}

// next returns the next slot, or false when there is no more.
func (w *walker) next() (Interval, bool) {
	if w.Duration <= 0 {
		return Interval{}, false
	}
	for w.o < len(w.Open) {
		end := w.at.Add(w.Duration)
		if end.After(w.Open[w.o].End) {
			w.o++
			w.enter()
			continue
		}
		if !w.at.Before(w.last) {
			return Interval{}, false
		}
		if w.blocked(end) {
			continue
		}
		slot := Interval{w.at, end}
		w.at = w.at.Add(w.Grid)
		if slot.Start.Before(w.first) || w.closed(slot.Start) {
			continue
		}
		return Interval{slot.Start.UTC(), slot.End.UTC()}, true
	}
	return Interval{}, false
}

// blocked moves on if something busy is within a buffer of the slot [at, end).
func (w *walker) blocked(end time.Time) bool {
	behind := w.at.Add(-w.Buffer)
	for w.b < len(w.Busy) && !w.Busy[w.b].End.After(behind) {
		w.b++
	}
	if w.b == len(w.Busy) || !w.Busy[w.b].Start.Before(end.Add(w.Buffer)) {
		return false
	}
	free := w.Busy[w.b].End.Add(w.Buffer)
	if w.Packed {
		w.at = free
		return true
	}
	steps := (free.Sub(w.at) + w.Grid - 1) / w.Grid
	w.at = w.at.Add(steps * w.Grid)
	return true
}

// closed reports whether no session may start on the day of t.
func (w *walker) closed(t time.Time) bool {
	if w.anyDay {
		return false
	}
	if !t.Before(w.day.Start) && t.Before(w.day.End) {
		return w.shut
	}
	date := programme.DateOf(t.In(w.Zone))
	midnight := time.Date(date.Year, date.Month, date.Day+1, 0, 0, 0, 0, w.Zone)
	w.day = Interval{t, midnight} // slots come in order: what lies before is not asked again
	w.shut = !w.Period.Includes(date) ||
		w.Off != nil && w.Off(date) ||
		w.DailyCap > 0 && w.held[date] >= w.DailyCap
	return w.shut
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
