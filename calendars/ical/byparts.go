package ical

import (
	"slices"
	"time"
)

// daysOf returns the midnights of the period's days that the rule names. They are
// valid until the next call.
func (f *filled) daysOf(begin, start time.Time) []time.Time {
	d := midnight(begin)
	end := d.Add(day)
	switch {
	case f.freq == yearly && len(f.weeks) > 0:
		year := d.AddDate(0, 0, 6).Year() // the first week has its 4th day in its year
		end = f.firstWeek(year + 1)
	case f.freq == yearly:
		end = d.AddDate(1, 0, 0)
	case f.freq == monthly:
		end = d.AddDate(0, 1, 0)
	case f.freq == weekly:
		end = d.AddDate(0, 0, 7)
	}
	first := d
	f.dates = f.dates[:0]
	for ; d.Before(end); d = d.Add(day) {
		if f.names(d, first, end) {
			f.dates = append(f.dates, d)
		}
	}
	return f.dates
}

// names reports whether every BY-part lets the day through.
func (f *filled) names(d, first, end time.Time) bool {
	if len(f.months) > 0 && !slices.Contains(f.months, int(d.Month())) {
		return false
	}
	if len(f.weeks) > 0 && f.freq == yearly {
		week := int(d.Sub(first)/(7*day)) + 1
		last := int(end.Sub(first) / (7 * day))
		if !fromEither(f.weeks, week, last) {
			return false
		}
	}
	if len(f.monthdays) > 0 && !fromEither(f.monthdays, d.Day(), monthLength(d)) {
		return false
	}
	if len(f.yeardays) > 0 && !fromEither(f.yeardays, d.YearDay(), yearLength(d.Year())) {
		return false
	}
	return len(f.days) == 0 || f.plain[d.Weekday()] || len(f.nths) > 0 && f.numbered(d)
}

// numbered reports whether d is the nth such weekday of its month, or of its
// year when the rule is yearly and names no months.
func (f *filled) numbered(d time.Time) bool {
	at, length := d.Day(), monthLength(d)
	if f.freq == yearly && len(f.months) == 0 {
		at, length = d.YearDay(), yearLength(d.Year())
	}
	for _, n := range f.nths {
		if n.day == d.Weekday() && (n.nth == (at-1)/7+1 || n.nth == -((length-at)/7+1)) {
			return true
		}
	}
	return false
}

// fromEither reports whether the list names the nth of length, counted from the
// front or, with negative numbers, from the back.
func fromEither(list []int, n, length int) bool {
	return slices.Contains(list, n) || slices.Contains(list, n-length-1)
}

func monthLength(d time.Time) int {
	return time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func yearLength(year int) int {
	return time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
}

// firstWeek is where the year's week 1 begins: the first with at least four days
// in the year (RFC 5545, BYWEEKNO).
func (f *filled) firstWeek(year int) time.Time {
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
	back := (int(fourth.Weekday()) - int(f.wkst) + 7) % 7
	return fourth.AddDate(0, 0, -back)
}

// timesOf appends the day's times. In an hourly, minutely or secondly period the
// coarser parts are the period's own, and BYHOUR… only let it through.
func (f *filled) timesOf(set []time.Time, d, begin time.Time) []time.Time {
	h, m, s := begin.Clock()
	hours, ok1 := within(f.hours, h, f.freq >= hourly)
	minutes, ok2 := within(f.minutes, m, f.freq >= minutely)
	seconds, ok3 := within(f.seconds, s, f.freq >= secondly)
	if !ok1 || !ok2 || !ok3 {
		return set
	}
	for _, h := range hours {
		for _, m := range minutes {
			for _, s := range seconds {
				set = append(set, d.Add(time.Duration(h)*time.Hour+time.Duration(m)*time.Minute+time.Duration(s)*time.Second))
			}
		}
	}
	return set
}

// within returns the values to expand to, or whether the fixed one passes.
func within(list []int, fixed int, isFixed bool) ([]int, bool) {
	if !isFixed {
		return list, true
	}
	return []int{fixed}, len(list) == 0 || slices.Contains(list, fixed)
}
