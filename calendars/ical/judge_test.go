package ical

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// judge is what a third implementation says: rrule-go, which follows Python's
// dateutil, with the window, COUNT and the start applied to its walk here.
func (d *drawn) judge() []string {
	if d.has("BYWEEKNO") {
		return d.byWeeks()
	}
	option, err := rrule.StrToROption(strings.TrimPrefix(d.canonical()[1], "RRULE:"))
	if err != nil {
		return []string{"refused:", err.Error()}
	}
	option.Dtstart, option.Byweekday = d.start, spread(option)
	if d.freq == "WEEKLY" && d.has("BYSETPOS") {
		d.wholeWeek(option)
	}
	if !option.Until.IsZero() && !d.date {
		option.Until = WallOf(option.Until, d.location())
	}
	count := option.Count
	option.Count = 0 // counts from the start, in walk
	series, err := rrule.NewRRule(*option)
	if err != nil {
		return []string{"refused:", err.Error()}
	}
	return d.withStart(d.walk(series.Iterator(), count))
}

// walk lists the occurrences in the window, at most most and, if there is a
// count, so many from the start.
func (d *drawn) walk(next rrule.Next, count int) []string {
	var found []string
	for seen := 0; len(found) < most && (count == 0 || seen < count); {
		wall, ok := next()
		if !ok || !wall.Before(d.to) {
			break
		}
		if wall.Before(d.start) {
			continue
		}
		seen++
		if !wall.Before(d.from) {
			found = append(found, d.token(InstantOf(wall, d.location())))
		}
	}
	return found
}

// wholeWeek begins the series with its week, so that the positions in the first
// one are those of every other: dateutil begins sets of months and years before
// the start, but not those of weeks.
func (d *drawn) wholeWeek(option *rrule.ROption) {
	if len(option.Byweekday) == 0 {
		option.Byweekday = []rrule.Weekday{rruleDays[(d.start.Weekday()+6)%7]}
	}
	h, m, s := d.start.Clock()
	for list, own := range map[*[]int]int{&option.Byhour: h, &option.Byminute: m, &option.Bysecond: s} {
		if len(*list) == 0 {
			*list = []int{own}
		}
	}
	back := (int(d.start.Weekday()) + 6 - option.Wkst.Day() + 7) % 7
	option.Dtstart = midnight(d.start).AddDate(0, 0, -back)
}

var rruleDays = []rrule.Weekday{rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU}

// spread numbers the weekdays without a number where others have one, as
// dateutil would ask for both at once: TH is 1TH, 2TH, 3TH… and -1TH.
func spread(option *rrule.ROption) []rrule.Weekday {
	surely := 4
	if option.Freq == rrule.YEARLY && len(option.Bymonth) == 0 {
		surely = 52
	}
	numbered := slices.ContainsFunc(option.Byweekday, func(w rrule.Weekday) bool { return w.N() != 0 })
	var all []rrule.Weekday
	for _, w := range option.Byweekday {
		if w.N() != 0 || !numbered {
			all = append(all, w)
			continue
		}
		all = append(all, w.Nth(-1))
		for n := range surely {
			all = append(all, w.Nth(n+1))
		}
	}
	return all
}

// byWeeks judges rules of weeks, on which rrule-go panics at times: it goes
// through all days and asks of each whether the rule names it.
func (d *drawn) byWeeks() []string {
	u := d.read()
	days := u.days
	if len(u.days)+len(u.monthdays)+len(u.yeardays) == 0 {
		days = []dayOf{{day: d.start.Weekday()}}
	}
	clocks := u.fill(d.start).timesOf(nil, time.Time{}, time.Time{})
	left := u.count
	var found []string
	add := func(wall time.Time) {
		if wall.Before(d.start) || u.count > 0 && left == 0 || u.ended(wall, moment{wall: d.start, zone: d.location(), date: d.date}) {
			return
		}
		left--
		if !wall.Before(d.from) && wall.Before(d.to) && len(found) < most {
			found = append(found, d.token(InstantOf(wall, d.location())))
		}
	}
	if !d.synced {
		add(d.start)
	}
	for year := d.start.Year(); year <= d.to.Year(); year += u.interval {
		var set []time.Time
		for _, at := range u.weekYear(year) {
			if u.inWeek(at, days) {
				for _, clock := range clocks {
					set = append(set, at.Add(clock.Sub(time.Time{})))
				}
			}
		}
		for _, wall := range positions(set, u.setpos) {
			if d.synced || !wall.Equal(d.start) {
				add(wall)
			}
		}
	}
	return found
}

// weekOf numbers the weeks that begin on wkst: the year and the number are those
// of the week's fourth day.
func weekOf(at time.Time, wkst time.Weekday) (year, week int) {
	back := (int(at.Weekday()) - int(wkst) + 7) % 7
	fourth := at.AddDate(0, 0, 3-back)
	return fourth.Year(), (fourth.YearDay()-1)/7 + 1
}

func TestWeekOfEqualsTheStandardLibrary(t *testing.T) {
	for at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2060; at = at.AddDate(0, 0, 1) {
		year, week := at.ISOWeek()
		if y, w := weekOf(at, time.Monday); y != year || w != week {
			t.Fatalf("%s: got %d of %d, want %d of %d", at, w, y, week, year)
		}
	}
}

// weekYear lists the days whose weeks belong to a year.
func (u *rule) weekYear(year int) []time.Time {
	var days []time.Time
	for i := range 390 {
		at := time.Date(year-1, 12, 20+i, 0, 0, 0, 0, time.UTC)
		if y, _ := weekOf(at, u.wkst); y == year {
			days = append(days, at)
		}
	}
	return days
}

// inWeek reports whether a day passes all BY-parts that name days.
func (u *rule) inWeek(at time.Time, days []dayOf) bool {
	year, week := weekOf(at, u.wkst)
	_, last := weekOf(time.Date(year, 12, 28, 0, 0, 0, 0, time.UTC), u.wkst)
	named := func(list []int, n, length int) bool {
		return len(list) == 0 || slices.Contains(list, n) || slices.Contains(list, n-length-1)
	}
	month := time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	whole := time.Date(at.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	return named(u.weeks, week, last) && named(u.months, int(at.Month()), 12) &&
		named(u.monthdays, at.Day(), month) && named(u.yeardays, at.YearDay(), whole) &&
		(len(days) == 0 || slices.ContainsFunc(days, func(n dayOf) bool { return n.day == at.Weekday() }))
}

// positions chooses from a set as BYSETPOS asks.
func positions(set []time.Time, chosen []int) []time.Time {
	var out []time.Time
	for i, wall := range set {
		if len(chosen) == 0 || slices.Contains(chosen, i+1) || slices.Contains(chosen, i-len(set)) {
			out = append(out, wall)
		}
	}
	return out
}
