package ical

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// change is one change of a zone's clocks.
type change struct {
	at            time.Time
	before, after int // seconds east of UTC
	name          string
	summer        bool
}

// onset is the change's wall clock, read with the offset before it.
func (c change) onset() time.Time {
	return c.at.UTC().Add(time.Duration(c.before) * time.Second)
}

// sameKind reports whether two changes are one year's and another's.
func (c change) sameKind(d change) bool {
	return c.before == d.before && c.after == d.after && c.name == d.name && c.summer == d.summer
}

// zone writes a VTIMEZONE (RFC 5545, 3.6.5) whose rules hold from the year
// before an instant to some years after it, from the zone's own table.
func (w *Writer) zone(zone *time.Location, around time.Time) {
	if zone == time.UTC {
		return
	}
	first := time.Date(around.Year()-1, 1, 1, 0, 0, 0, 0, time.UTC)
	changes := changesOf(zone, first, first.AddDate(6, 0, 0))
	w.Raw("BEGIN", "VTIMEZONE")
	w.Raw("TZID", zone.String())
	if len(changes) == 0 {
		name, offset := first.In(zone).Zone()
		w.observance(change{before: offset, after: offset, name: name}, "19700101T000000", "", "")
	}
	for len(changes) > 0 {
		kind := changes[0]
		same := func(c change) bool { return c.sameKind(kind) }
		var onsets []time.Time
		for _, c := range changes {
			if same(c) {
				onsets = append(onsets, c.onset())
			}
		}
		changes = slices.DeleteFunc(changes, same)
		rule, dates := yearlyRule(onsets)
		w.observance(kind, onsets[0].Format(localFormat), rule, dates)
	}
	w.Raw("END", "VTIMEZONE")
}

// changesOf lists a zone's changes between two instants.
func changesOf(zone *time.Location, from, to time.Time) []change {
	var list []change
	for t := from.In(zone); ; {
		_, end := t.ZoneBounds()
		if end.IsZero() || !end.Before(to) {
			return list
		}
		_, before := end.Add(-time.Second).Zone()
		name, after := end.In(zone).Zone()
		list = append(list, change{at: end, before: before, after: after, name: name, summer: end.In(zone).IsDST()})
		t = end.In(zone)
	}
}

// yearlyRule finds the rule that gives exactly these onsets, one a year; else
// it lists all but the first as dates.
func yearlyRule(onsets []time.Time) (rule, dates string) {
	weekday := [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}
	first := onsets[0]
	last, nth := true, true
	for i, o := range onsets {
		alike := o.Year() == first.Year()+i && o.Month() == first.Month() && o.Weekday() == first.Weekday() && sameClock(o, first)
		last = last && alike && o.AddDate(0, 0, 7).Month() != o.Month()
		nth = nth && alike && (o.Day()-1)/7 == (first.Day()-1)/7
	}
	by := fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=", first.Month())
	switch {
	case len(onsets) > 1 && last:
		return by + "-1" + weekday[first.Weekday()], ""
	case len(onsets) > 1 && nth:
		return by + fmt.Sprint((first.Day()-1)/7+1) + weekday[first.Weekday()], ""
	}
	var list []string
	for _, o := range onsets[1:] {
		list = append(list, o.Format(localFormat))
	}
	return "", strings.Join(list, ",")
}

func sameClock(a, b time.Time) bool {
	return a.Sub(midnight(a)) == b.Sub(midnight(b))
}

func (w *Writer) observance(c change, start, rule, dates string) {
	part := "STANDARD"
	if c.summer {
		part = "DAYLIGHT"
	}
	w.Raw("BEGIN", part)
	w.Raw("DTSTART", start)
	w.Raw("TZOFFSETFROM", offset(c.before))
	w.Raw("TZOFFSETTO", offset(c.after))
	w.Text("TZNAME", c.name)
	if rule != "" {
		w.Raw("RRULE", rule)
	}
	if dates != "" {
		w.Raw("RDATE", dates)
	}
	w.Raw("END", part)
}

// offset writes +0100, with seconds if there are any.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}
