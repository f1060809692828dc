package ical

import (
	"fmt"
	"strings"
	"time"
)

// moment is a DATE or DATE-TIME as it is written: a wall clock, kept as if it
// were UTC, and the zone it belongs to.
type moment struct {
	wall     time.Time
	zone     *time.Location
	date     bool // a DATE
	floating bool // no zone was written; zone is the reader's
}

// instant returns when the moment is. A DATE is its midnight.
func (m moment) instant() time.Time { return InstantOf(m.wall, m.zone) }

// InstantOf finds the instant at which clocks in zone show wall. As RFC 5545,
// 3.3.5 asks, a time that happens twice is the first, and one that is skipped
// is read with the offset before the gap.
func InstantOf(wall time.Time, zone *time.Location) time.Time {
	if zone == time.UTC {
		return wall
	}
	y, mo, d := wall.Date()
	h, mi, s := wall.Clock()
	t := time.Date(y, mo, d, h, mi, s, 0, zone)
	_, offset := t.Zone()
	if shown := t.Add(time.Duration(offset) * time.Second); shown.Unix() != wall.Unix() {
		if shown.Before(wall) {
			return wall.Add(-time.Duration(offset) * time.Second).In(zone)
		}
		return t
	}
	if begin, _ := t.ZoneBounds(); !begin.IsZero() {
		_, before := begin.Add(-time.Second).Zone()
		if first := wall.Add(-time.Duration(before) * time.Second); first.Before(begin) {
			return first.In(zone)
		}
	}
	return t
}

// WallOf returns what clocks in zone show at t, as if it were UTC.
func WallOf(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// midnight cuts a wall clock to its day.
func midnight(wall time.Time) time.Time {
	y, m, d := wall.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Reader reads calendar files, and turns the values of properties into times. The
// zero Reader reads floating times in UTC.
type Reader struct {
	// Zone is that of floating times and dates, unless the file names its own.
	Zone *time.Location // nil: UTC
	// Zones may be shared by many readers; nil: it has its own.
	Zones *Zones
	// Fixed: Zone is what the server says of the calendar, whatever a file says.
	Fixed bool
	// own finds a zone that the file itself describes, nil if it does not; nil
	// where there is no file.
	own func(tzid string) *time.Location
	// unknown is told of a TZID that nobody knows.
	unknown func(p property)
}

// moment reads one DATE or DATE-TIME. A date without VALUE=DATE is accepted, as
// is a date-time whose digits VALUE=DATE says to cut.
func (r *Reader) moment(p property, value string) (moment, error) {
	value = strings.TrimSpace(value)
	clock, utc := strings.CutSuffix(strings.ToUpper(value), "Z")
	if len(clock) == 8 || p.kind == "DATE" && len(clock) >= 8 {
		wall, ok := parseDate(clock[:8])
		if !ok {
			return moment{}, fmt.Errorf("date %q", clip(value))
		}
		return moment{wall: wall, zone: r.Zone, date: true, floating: true}, nil
	}
	wall, ok := parseClock(clock)
	if !ok {
		return moment{}, fmt.Errorf("time %q", clip(value))
	}
	if utc {
		return moment{wall: wall, zone: time.UTC}, nil
	}
	zone, known := r.find(p)
	return moment{wall: wall, zone: zone, floating: !known}, nil
}

// parseDate reads 20060102.
func parseDate(s string) (time.Time, bool) {
	year, month, d := digits(s[:4]), digits(s[4:6]), digits(s[6:8])
	t := time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	return t, year > 0 && month > 0 && d > 0 && t.Month() == time.Month(month) && t.Day() == d
}

// parseClock reads 20060102T150405, and 20060102T1504 as some write it. A leap
// second is the one that follows.
func parseClock(s string) (time.Time, bool) {
	if len(s) == len("20060102T1504") {
		s += "00"
	}
	if len(s) != len("20060102T150405") || s[8] != 'T' {
		return time.Time{}, false
	}
	date, ok := parseDate(s[:8])
	hour, minute, second := digits(s[9:11]), digits(s[11:13]), digits(s[13:])
	if !ok || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 {
		return time.Time{}, false
	}
	return date.Add(time.Duration(3600*hour+60*minute+second) * time.Second), true
}

// digits reads a number of a few digits; -1 if it is none.
func digits(s string) (n int) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// find returns the zone that a property names, the reader's own if it names
// none or one that nobody knows.
func (r *Reader) find(p property) (zone *time.Location, named bool) {
	if p.tzid == "" {
		return r.Zone, false
	}
	if zone := r.Zones.find(p.tzid); zone != nil {
		return zone, true
	}
	if r.own != nil {
		if zone := r.own(p.tzid); zone != nil {
			return zone, true
		}
	}
	r.unknown(p)
	return r.Zone, false
}

// span is how long something lasts: calendar days first, then exact time.
type span struct {
	days  int
	exact time.Duration
}

// end returns when something that begins at start, shown as wall in zone, ends.
func (s span) end(start, wall time.Time, zone *time.Location) time.Time {
	if s.days != 0 {
		start = InstantOf(wall.AddDate(0, 0, s.days), zone)
	}
	return start.Add(s.exact)
}

// longest bounds the span from above.
func (s span) longest() time.Duration {
	return time.Duration(s.days)*25*time.Hour + s.exact
}

// maxSpan is the longest duration that is believed.
const maxSpan = 20 * 366 // days

// readSpan reads a DURATION (RFC 5545, 3.3.6), which may not be negative here.
func readSpan(value string) (span, error) {
	bad := fmt.Errorf("duration %q", clip(value))
	s := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(value)), "+")
	s, ok := strings.CutPrefix(s, "P")
	if !ok || s == "" {
		return span{}, bad
	}
	var d span
	inTime := false
	for s != "" {
		if rest, ok := strings.CutPrefix(s, "T"); ok {
			s, inTime = rest, true
			continue
		}
		n, unit, rest := leadingCount(s)
		if unit == 0 || !d.add(n, unit, inTime) {
			return span{}, bad
		}
		s = rest
	}
	return d, nil
}

// leadingCount cuts "15M…" into 15, 'M' and the rest; unit is 0 if it can't.
func leadingCount(s string) (n int, unit byte, rest string) {
	i := 0
	for ; i < len(s) && i < 9 && '0' <= s[i] && s[i] <= '9'; i++ {
		n = n*10 + int(s[i]-'0')
	}
	if i == 0 || i == len(s) {
		return 0, 0, ""
	}
	return n, s[i], s[i+1:]
}

func (s *span) add(n int, unit byte, inTime bool) bool {
	switch {
	case unit == 'W' && !inTime:
		s.days += 7 * n
	case unit == 'D' && !inTime:
		s.days += n
	case unit == 'H' && inTime:
		s.exact += time.Duration(n) * time.Hour
	case unit == 'M' && inTime:
		s.exact += time.Duration(n) * time.Minute
	case unit == 'S' && inTime:
		s.exact += time.Duration(n) * time.Second
	default:
		return false
	}
	return s.days <= maxSpan && s.exact >= 0 && s.exact <= maxSpan*24*time.Hour
}

// clip keeps foreign text short enough for a message.
func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
