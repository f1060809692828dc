package ical

import (
	"errors"
	"slices"
	"time"
)

// ErrTooFine: a series would cost more work than any real one, or than is left.
var ErrTooFine = errors.New("series too long or too fine to follow")

// Budget bounds the work that foreign rules can ask for, in occurrences made or
// passed over.
type Budget struct{ steps int }

// NewBudget allows so many steps: FileWork is right for a file.
func NewBudget(steps int) *Budget { return &Budget{steps} }

func (b *Budget) spend(n int) bool {
	b.steps -= n
	return b.steps >= 0
}

// occur yields, in order, the wall clocks of the rule for a series that begins
// at start, as RFC 5545 has it: start itself counts as the first even if the
// rule does not name it. Those before from may be left out; it stops after to,
// after UNTIL or COUNT, or when yield returns false.
//
// Periods (years, months, weeks…) are laid out from start; each gives a sorted
// set of days and times, from which BYSETPOS chooses.
func (u *rule) occur(start moment, from, to time.Time, b *Budget, yield func(time.Time) bool) error {
	if start.wall.After(to) || u.ended(start.wall, start) || !yield(start.wall) {
		return nil
	}
	s := u.fill(start.wall)
	if s.times() > maxTimes {
		return ErrTooFine
	}
	left := u.count - 1
	for k := s.firstPeriod(start.wall, from); ; k++ {
		begin, ok := s.period(start.wall, k)
		if !ok || begin.After(to) {
			return nil
		}
		if !b.spend(s.cost()) {
			return ErrTooFine
		}
		for _, wall := range s.set(begin, start.wall) {
			if !wall.After(start.wall) {
				continue
			}
			if u.count > 0 && left <= 0 || wall.After(to) || u.ended(wall, start) {
				return nil
			}
			left--
			if !yield(wall) {
				return nil
			}
		}
	}
}

// ended reports whether UNTIL lies before an occurrence. UNTIL is met in every
// form: UTC, local, date only (its whole day), and for all-day series by its
// digits.
func (u *rule) ended(wall time.Time, start moment) bool {
	switch {
	case u.until.wall.IsZero():
		return false
	case u.until.date || start.date:
		return midnight(wall).After(midnight(u.until.wall))
	case u.until.zone == time.UTC && !u.until.floating:
		return InstantOf(wall, start.zone).After(u.until.wall)
	}
	return wall.After(u.until.wall)
}

// filled is a rule with what it leaves to the series' start made explicit.
type filled struct {
	rule
	plain [7]bool // weekdays without a number
	nths  []dayOf // numbered ones, for months and years

	dates, walls, chosen []time.Time // of the period laid out last
}

func (u *rule) fill(start time.Time) *filled {
	f := &filled{rule: *u}
	if len(f.days) == 0 && len(f.monthdays) == 0 && len(f.yeardays) == 0 {
		switch {
		case f.freq == yearly && len(f.weeks) > 0, f.freq == weekly:
			f.days = []dayOf{{day: start.Weekday()}}
		case f.freq == yearly && len(f.months) == 0:
			f.months = []int{int(start.Month())}
			f.monthdays = []int{start.Day()}
		case f.freq <= monthly:
			f.monthdays = []int{start.Day()}
		}
	}
	f.hours = orStart(f.hours, f.freq < hourly, start.Hour())
	f.minutes = orStart(f.minutes, f.freq < minutely, start.Minute())
	f.seconds = orStart(f.seconds, f.freq < secondly, start.Second())
	for _, d := range f.days {
		if d.nth != 0 && f.freq <= monthly && len(f.weeks) == 0 {
			f.nths = append(f.nths, d)
		} else {
			f.plain[d.day] = true
		}
	}
	return f
}

func orStart(list []int, wanted bool, v int) []int {
	if len(list) == 0 && wanted {
		return []int{v}
	}
	return list
}

const day = 24 * time.Hour

// unit is the length of a period of fixed length.
func (f *filled) unit() time.Duration {
	switch f.freq {
	case weekly:
		return 7 * day
	case daily:
		return day
	case hourly:
		return time.Hour
	case minutely:
		return time.Minute
	}
	return time.Second
}

// base is where the period that holds start begins.
func (f *filled) base(start time.Time) time.Time {
	switch f.freq {
	case yearly:
		return time.Date(start.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case monthly:
		return time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, time.UTC)
	case weekly:
		back := (int(start.Weekday()) - int(f.wkst) + 7) % 7
		return midnight(start).AddDate(0, 0, -back)
	}
	return start.Truncate(f.unit())
}

// firstPeriod jumps to the last period that surely begins before from; a COUNT
// has to be counted from the start.
func (f *filled) firstPeriod(start, from time.Time) int {
	if f.count > 0 || !from.After(start) {
		return 0
	}
	base := f.base(start)
	switch f.freq {
	case yearly:
		return max(0, (from.Year()-base.Year())/f.interval-1)
	case monthly:
		months := 12*(from.Year()-base.Year()) + int(from.Month()) - int(base.Month())
		return max(0, months/f.interval-1)
	}
	periods := (from.Unix() - base.Unix()) / int64(f.unit()/time.Second)
	return max(0, int(periods)/f.interval-1)
}

// period returns where the kth period begins; false past the year 9999. Weeks of
// a year may begin some days before it.
func (f *filled) period(start time.Time, k int) (time.Time, bool) {
	base := f.base(start)
	var begin time.Time
	switch f.freq {
	case yearly:
		begin = time.Date(base.Year()+k*f.interval, 1, 1, 0, 0, 0, 0, time.UTC)
		if len(f.weeks) > 0 {
			begin = f.firstWeek(begin.Year())
		}
	case monthly:
		begin = base.AddDate(0, k*f.interval, 0)
	case weekly, daily:
		days := k * f.interval
		if f.freq == weekly {
			days *= 7
		}
		begin = base.AddDate(0, 0, days)
	default:
		begin = time.Unix(base.Unix()+int64(k)*int64(f.interval)*int64(f.unit()/time.Second), 0).UTC()
	}
	return begin, begin.Year() <= 9999
}

// maxTimes is how many occurrences of a series one day may have.
const maxTimes = 24 * 60

// times is how many occurrences a day of the rule has at most.
func (f *filled) times() int {
	return max(1, len(f.hours)) * max(1, len(f.minutes)) * max(1, len(f.seconds))
}

// cost is what laying out one period weighs at most: occurrences made, and parts
// of the rule that a day is held against.
func (f *filled) cost() int {
	days := [...]int{yearly: 366, monthly: 31, weekly: 7}
	a := f.times() + (len(f.nths)+len(f.yeardays)+len(f.monthdays)+len(f.weeks))/8
	if f.freq <= weekly {
		return days[f.freq] * a
	}
	return a
}

// set returns the period's occurrences in order, after BYSETPOS. It is valid until
// the next call.
func (f *filled) set(begin, start time.Time) []time.Time {
	f.walls = f.walls[:0]
	for _, d := range f.daysOf(begin, start) {
		f.walls = f.timesOf(f.walls, d, begin)
	}
	if len(f.setpos) == 0 {
		return f.walls
	}
	f.chosen = f.chosen[:0]
	for _, pos := range f.setpos {
		i := pos - 1
		if pos < 0 {
			i = len(f.walls) + pos
		}
		if i >= 0 && i < len(f.walls) {
			f.chosen = append(f.chosen, f.walls[i])
		}
	}
	slices.SortFunc(f.chosen, time.Time.Compare)
	return slices.CompactFunc(f.chosen, time.Time.Equal)
}
