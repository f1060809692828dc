package ical

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// drawn is a series drawn at random.
type drawn struct {
	freq     string
	parts    []string // of the rule, FREQ first
	start    time.Time
	zone     string // empty: UTC
	date     bool
	synced   bool      // the rule names the start
	from, to time.Time // the window, wall clocks
}

func (d *drawn) rule() string { return strings.Join(d.parts, ";") }

// has reports whether the rule has a part of that name.
func (d *drawn) has(name string) bool {
	for _, p := range d.parts {
		if strings.HasPrefix(p, name+"=") {
			return true
		}
	}
	return false
}

const (
	wallForm = "20060102T150405"
	dateForm = "20060102"
)

// content is what the event's DTSTART and RRULE look like.
func (d *drawn) content() []string {
	start := "DTSTART:" + d.start.Format(wallForm) + "Z"
	switch {
	case d.date:
		start = "DTSTART;VALUE=DATE:" + d.start.Format(dateForm)
	case d.zone != "":
		start = "DTSTART;TZID=" + d.zone + ":" + d.start.Format(wallForm)
	}
	return []string{start, "RRULE:" + d.rule()}
}

// most is how many occurrences of a case are compared.
const most = 24

// line is the case as the other readers take it.
func (d *drawn) line() string {
	return fmt.Sprintf("rule\t%s\t%s\t%d\t%s\n", d.from.Format(wallForm), d.to.Format(wallForm), most, strings.Join(d.canonical(), "\t"))
}

// canonical is the same series in the form that the other readers understand.
func (d *drawn) canonical() []string {
	var parts []string
	for _, p := range d.parts {
		name, value, _ := strings.Cut(p, "=")
		switch {
		case name == "UNTIL":
			value = d.canonicalUntil(value)
		case name == "COUNT" && !d.synced:
			n, _ := strconv.Atoi(value)
			value = fmt.Sprint(n - 1)
		case strings.HasPrefix(name, "BY"):
			value = tidy(value)
		}
		parts = append(parts, name+"="+value)
	}
	if d.has("BYWEEKNO") && !d.has("BYDAY") && !d.has("BYMONTHDAY") && !d.has("BYYEARDAY") {
		parts = append(parts, "BYDAY="+strings.ToUpper(d.start.Weekday().String()[:2]))
	}
	return []string{d.content()[0], "RRULE:" + strings.Join(parts, ";")}
}

// tidy sorts a list and leaves out what stands there twice.
func tidy(list string) string {
	items := strings.Split(list, ",")
	slices.SortFunc(items, func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX != nil || errY != nil {
			return cmp.Compare(a, b)
		}
		return cmp.Compare(x, y)
	})
	return strings.Join(slices.Compact(items), ",")
}

// canonicalUntil is an UNTIL in the type of DTSTART, in UTC if that has a time.
func (d *drawn) canonicalUntil(value string) string {
	if d.date {
		return value[:len(dateForm)]
	}
	if strings.HasSuffix(value, "Z") {
		return value
	}
	if len(value) == len(dateForm) {
		value += "T235959"
	}
	wall, err := time.Parse(wallForm, value)
	if err != nil {
		panic(err)
	}
	return InstantOf(wall, d.location()).UTC().Format(wallForm) + "Z"
}

func (d *drawn) location() *time.Location {
	if d.zone == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(d.zone)
	if err != nil {
		panic(err)
	}
	return zone
}

func (d *drawn) String() string {
	return fmt.Sprintf("%s, %s to %s", strings.Join(d.content(), " "), d.from.Format(wallForm), d.to.Format(wallForm))
}

// read is the rule as ours reads it.
func (d *drawn) read() rule {
	u, err := (&Reader{Zone: time.UTC}).readRule(property{value: d.rule()})
	if err != nil {
		panic(err)
	}
	return u
}

// begins finds out whether the rule names the start. If it does not and it
// should, the start moves to where it does.
func (d *drawn) begins(should bool) bool {
	for range 3 {
		if d.synced = d.named(); d.synced || !should {
			return true
		}
		u := d.read()
		was := d.start
		_ = u.occur(moment{wall: was, zone: time.UTC}, was, was.AddDate(30, 0, 0), &Budget{100_000}, func(wall time.Time) bool {
			d.start = wall
			return wall.Equal(was)
		})
	}
	return false
}

// named reports whether the rule names its own start.
func (d *drawn) named() bool {
	u := d.read()
	s := u.fill(d.start)
	begin, _ := s.period(d.start, 0)
	return slices.ContainsFunc(s.set(begin, d.start), d.start.Equal)
}

// goesOn reports whether a rule names something a while after its start: the
// other readers look for centuries, second by second, for what never comes.
func (d *drawn) goesOn() bool {
	u := d.read()
	after := d.start.Add(reach[d.freq])
	any := false
	_ = u.occur(moment{wall: d.start, zone: time.UTC}, after, after.Add(reach[d.freq]), &Budget{1_000_000}, func(wall time.Time) bool {
		any = wall.After(after)
		return !any
	})
	return any
}

func (d *drawn) isFine() bool {
	return d.freq == "HOURLY" || d.freq == "MINUTELY" || d.freq == "SECONDLY"
}
