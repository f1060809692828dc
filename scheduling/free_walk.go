package scheduling

import (
	"math"
	"sort"
	"time"

	"escale/programme"
)

// walker goes through the slots of one agenda. It needs tidy intervals, and
// only ever moves on: each bound is worked out once, when it is come to.
type walker struct {
	Rules
	open []Interval
	busy [2]row // of the calendars, and of the store
	held map[programme.Date]int

	first, last moment // bounds of a slot's start: [first, last)
	o           int    // the present open window
	at          moment // the next start to try
	until       moment // the present window's starts lie before
	day         civilDay
}

// row is a list of busy intervals on the way.
type row struct {
	busy []Interval
	b    int // the first that is not behind
	// A session that starts after clear and before free is less than a buffer
	// away from it.
	clear, free moment
}

// moment is the time since 1970 began in UTC. To add and compare moments takes
// a small part of what it takes with time.Time.
type moment = time.Duration

const notYet moment = math.MinInt64

// momentOf holds from 1834 to 2106; what lies beyond counts as their ends, so
// that the sum of a few moments still fits.
func momentOf(t time.Time) moment {
	seconds := min(max(t.Unix(), -1<<32), 1<<32)
	return moment(seconds)*time.Second + moment(t.Nanosecond())
}

func timeOf(m moment) time.Time { return time.Unix(0, int64(m)).UTC() }

func newWalker(open, busy, claims []Interval, r Rules, window Interval, now time.Time, held map[programme.Date]int) *walker {
	if r.Duration <= 0 {
		open = nil
	}
	if r.Grid <= 0 {
		r.Grid = r.Duration
	}
	if r.Packed {
		r.Grid = r.Duration + r.Buffer
	}
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	w := &walker{Rules: r, open: open, held: held, last: momentOf(window.End)}
	w.busy = [2]row{{busy: busy, free: notYet}, {busy: claims, free: notYet}}
	w.day = civilDay{end: notYet, change: notYet}
	if r.Horizon > 0 {
		w.last = min(w.last, momentOf(now.Add(r.Horizon)))
	}
	w.enter()
	w.seek(later(window.Start, now.Add(r.Notice)))
	return w
}

// seek moves on so that the next slot starts at from or later.
func (w *walker) seek(from time.Time) {
	w.first = momentOf(from)
	skip := sort.Search(len(w.open)-w.o, func(i int) bool { return w.open[w.o+i].End.After(from) })
	if skip > 0 { // else still in the window: next steps over what is too early
		w.o += skip
		w.enter()
	}
}

// enter begins the present open window, if there is one that opens in time.
func (w *walker) enter() {
	if w.o == len(w.open) {
		return
	}
	open := &w.open[w.o]
	w.at = momentOf(open.Start)
	w.until = min(w.last, momentOf(open.End)-w.Duration+1) // a session may end with the window
	if w.at >= w.last {
		w.o = len(w.open)
	}
}

// next returns the next slot, or false when there is no more.
func (w *walker) next() (Interval, bool) {
	for w.o < len(w.open) {
		if w.at >= w.until {
			w.o++
			w.enter()
			continue
		}
		if w.blocked() {
			continue
		}
		start := w.at
		w.at += w.Grid
		if start >= w.first && !w.closed(start) && w.Part.holds(w.day.clock(start)) {
			return Interval{timeOf(start), timeOf(start + w.Duration)}, true
		}
	}
	return Interval{}, false
}

// blocked moves on if a session at the next start is too near to something busy.
func (w *walker) blocked() bool {
	for n := range w.busy {
		r := &w.busy[n]
		if w.at >= r.free {
			r.pass(w)
		}
		if w.at > r.clear {
			w.skip(r.free)
			return true
		}
	}
	return false
}

// skip moves on to the first start that is free or later.
func (w *walker) skip(free moment) {
	if w.Packed {
		w.at = free
		return
	}
	steps := (free - w.at + w.Grid - 1) / w.Grid
	w.at += steps * w.Grid
}

// stride is how many intervals are passed one by one before the next is searched
// for.
const stride = 8

// pass leaves behind what is busy a buffer or more before the next start.
func (r *row) pass(w *walker) {
	b, ahead := r.b, min(len(r.busy), r.b+stride)
	for b < ahead && momentOf(r.busy[b].End)+w.Buffer <= w.at {
		b++
	}
	if b == ahead {
		b += sort.Search(len(r.busy)-b, func(i int) bool { return momentOf(r.busy[b+i].End)+w.Buffer > w.at })
	}
	r.b, r.clear, r.free = b, w.last, w.last // no start is that late
	if b < len(r.busy) {
		busy := &r.busy[b]
		r.clear, r.free = momentOf(busy.Start)-w.Buffer-w.Duration, momentOf(busy.End)+w.Buffer
	}
}
