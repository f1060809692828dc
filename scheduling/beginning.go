package scheduling

import (
	"sort"
	"sync/atomic"
	"time"

	"escale/programme"
)

// beginning is where an agenda's slots begin as its calendars have it, whatever is
// claimed. It holds for as long as they say the same, and for every search from a
// moment between asked and until: what is looked for a little later is still the
// same slot.
type beginning struct {
	time  *AgendaTime
	open  []Interval // for the mode
	asked moment
	gap
}

// holds reports whether it answers for a search from a moment.
func (b *beginning) holds(t *AgendaTime, from moment) bool {
	return b != nil && b.time == t && b.asked <= from && from <= b.until
}

// kept is where the source keeps what begins in a mode and a part of the day.
func (s *source) kept(mode string, part Part) *atomic.Pointer[beginning] {
	var m, p int
	switch mode {
	case programme.InPerson:
		m = 1
	case programme.Video:
		m = 2
	case programme.Phone:
		m = 3
	}
	switch part {
	case Morning:
		p = 1
	case Afternoon:
		p = 2
	case Evening:
		p = 3
	}
	return &s.begins[m][p]
}

// begin finds where the source's slots begin from a moment on. keep says that
// many searches will ask the same: horizons are then left aside.
func (s *source) begin(t *AgendaTime, mode string, part Part, from, until moment, keep bool) gap {
	kept := s.kept(mode, part)
	known := kept.Load()
	if known.holds(t, from) {
		return known.gap
	}
	open := s.openIn(t, mode, known)
	if keep {
		b := &beginning{time: t, open: open, asked: from, gap: s.firstGap(open, t.Busy, part, from, eternity)}
		kept.Store(b)
		return b.gap
	}
	start := timeOf(from)
	n := sort.Search(len(open), func(n int) bool { return open[n].End.After(start) })
	if n == len(open) || momentOf(open[n].Start) >= until {
		return gap{never, never}
	}
	return s.firstGap(open, t.Busy, part, from, until)
}

// firstGap looks for it.
func (s *source) firstGap(open, busy []Interval, part Part, from, until moment) gap {
	bounds := Interval{timeOf(from), timeOf(until)}
	return newWalker(open, busy, nil, s.free(part), bounds, bounds.Start, nil).firstGap()
}

// openIn are the hours for a mode, or what is known of them.
func (s *source) openIn(t *AgendaTime, mode string, known *beginning) []Interval {
	if known != nil && known.time == t {
		return known.open
	}
	return s.hours(*t, mode)
}

// eternity is the last moment that intervals reach.
const eternity = moment(1<<32) * time.Second

// free are the rules but for what depends on now: a search bounds its slots by
// the notice and the horizon itself.
func (s *source) free(part Part) Rules {
	r := s.Rules
	r.Notice, r.Horizon, r.Part = 0, 0, part
	if s.seats > 1 {
		r.DailyCap = 0 // a full day may still have seats: full looks
	}
	return r
}
