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
	AgendaTime
	Rules
	held map[programme.Date]int

	first, last moment // bounds of a slot's start: [first, last)
	o, b        int    // the present open window; the first busy interval not behind
	at          moment // the next start to try
	until       moment // the present window's starts lie before
	// A session that starts after clear and before free is less than a buffer
	// away from the busy interval.
	clear, free moment
	day         civilDay
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

func newWalker(t AgendaTime, r Rules, window Interval, now time.Time, held map[programme.Date]int) *walker {
	if r.Duration <= 0 {
		t.Open = nil
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
	w := &walker{AgendaTime: t, Rules: r, held: held, last: momentOf(window.End), free: notYet}
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
	skip := sort.Search(len(w.Open)-w.o, func(i int) bool { return w.Open[w.o+i].End.After(from) })
	if skip > 0 { // else still in the window: next steps over what is too early
		w.o += skip
		w.enter()
	}
}

// enter begins the present open window, if there is one that opens in time.
func (w *walker) enter() {
	if w.o == len(w.Open) {
		return
	}
	open := &w.Open[w.o]
	w.at = momentOf(open.Start)
	w.until = min(w.last, momentOf(open.End)-w.Duration+1) // a session may end with the window
	if w.at >= w.last {
		w.o = len(w.Open)
	}
}

// next returns the next slot, or false when there is no more.
func (w *walker) next() (Interval, bool) {
	for w.o < len(w.Open) {
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
		if start >= w.first && !w.closed(start) {
			return Interval{timeOf(start), timeOf(start + w.Duration)}, true
		}
	}
	return Interval{}, false
}

// blocked moves on if a session at the next start is too near to something busy.
func (w *walker) blocked() bool {
	if w.at >= w.free {
		w.pass()
	}
	if w.at <= w.clear {
		return false
	}
	if w.Packed {
		w.at = w.free
		return true
	}
	steps := (w.free - w.at + w.Grid - 1) / w.Grid
	w.at += steps * w.Grid
	return true
}

// pass leaves behind what is busy a buffer or more before the next start.
func (w *walker) pass() {
	b := w.b
	for b < len(w.Busy) && momentOf(w.Busy[b].End)+w.Buffer <= w.at {
		b++
	}
	w.b, w.clear, w.free = b, w.last, w.last // no start is that late
	if b < len(w.Busy) {
		busy := &w.Busy[b]
		w.clear, w.free = momentOf(busy.Start)-w.Buffer-w.Duration, momentOf(busy.End)+w.Buffer
	}
}
