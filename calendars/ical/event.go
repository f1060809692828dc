package ical

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
)

// Event is a VEVENT in compact form: times and rules, ready to be expanded. What
// somebody writes into its texts before Gather is what its occurrences say.
type Event struct {
	UID        string
	Status     string // upper case; empty: not said
	Summary    string
	Location   string
	Conference string // address of a call (RFC 7986, 5.11)
	Categories []string

	line        int
	start       moment
	span        span
	recurs      bool    // has a rule or dates of its own
	rid         *moment // which occurrence it replaces; nil for a master
	future      bool    // RANGE=THISANDFUTURE
	rules       []rule
	exrules     []rule
	rdates      []extraDate
	exdates     []moment
	transparent bool
	sequence    int
}

// extraDate is an RDATE; a PERIOD brings its own span.
type extraDate struct {
	moment
	span *span
}

// readEvent makes the compact form; nil when the event has no usable time. What
// it can't read beyond that is reported and left out.
func (s *scanner) readEvent(raw *rawEvent) *Event {
	e := raw.Event
	e.line = raw.line
	fail := func(err error) *Event {
		s.report(raw.line, e.UID, "event left out: %v", err)
		return nil
	}
	if raw.start.line == 0 {
		return fail(fmt.Errorf("no DTSTART"))
	}
	var err error
	if e.start, err = s.moment(raw.start, raw.start.value); err != nil {
		return fail(fmt.Errorf("DTSTART: %w", err))
	}
	if e.span, err = s.readExtent(raw, e.start); err != nil {
		return fail(err)
	}
	if raw.rid.line != 0 {
		rid, err := s.moment(raw.rid, raw.rid.value)
		if err != nil {
			return fail(fmt.Errorf("RECURRENCE-ID: %w", err))
		}
		e.rid, e.future = &rid, raw.rid.rang == "THISANDFUTURE"
	}
	if s.readRecurrence(raw, &e); raw.tooMuch() || len(e.rdates)+len(e.exdates) > maxDates {
		return fail(errTooMuch)
	}
	e.transparent = raw.isFree()
	return &e
}

// readExtent finds how long the event lasts: by DTEND, by DURATION, else one
// day for dates and no time at all for times.
func (s *scanner) readExtent(raw *rawEvent, start moment) (span, error) {
	if raw.end.line == 0 && raw.duration.line != 0 {
		d, err := readSpan(raw.duration.value)
		if err == nil && start.date && d.exact > 0 { // whole days only
			d = span{days: max(1, d.days+int((d.exact+day-1)/day))}
		}
		return d, err
	}
	if raw.end.line == 0 {
		if start.date {
			return span{days: 1}, nil
		}
		return span{}, nil
	}
	end, err := s.moment(raw.end, raw.end.value)
	if err != nil {
		return span{}, fmt.Errorf("DTEND: %w", err)
	}
	return between(start, end)
}

// between is the span from start to end: days for dates, exact time for times
// (RFC 5545, 3.8.5.3).
func between(start, end moment) (span, error) {
	if start.date && end.date {
		days := int(end.wall.Sub(start.wall) / day)
		if days < 0 || days > maxSpan {
			return span{}, fmt.Errorf("ends before it starts, or too late")
		}
		return span{days: max(1, days)}, nil
	}
	exact := end.instant().Sub(start.instant())
	if wall := end.wall.Sub(start.wall); exact <= 0 && wall > 0 && start.zone == end.zone {
		exact = wall // it begins in the hour that a change of clocks skips
	}
	if exact < 0 || exact > maxSpan*day {
		return span{}, fmt.Errorf("ends before it starts, or too late")
	}
	return span{exact: exact}, nil
}

// readRecurrence reads rules and dates. A part that can't be read is reported;
// the rest of the event counts all the same.
func (s *scanner) readRecurrence(raw *rawEvent, e *Event) {
	for _, p := range raw.rules {
		e.rules = s.appendRule(e.rules, p, e.UID)
	}
	for _, p := range raw.exrules {
		e.exrules = s.appendRule(e.exrules, p, e.UID)
	}
	for p, item := range items(raw.rdates) {
		if d, err := s.readExtra(p, item, e.start); err == nil {
			e.rdates = append(e.rdates, d)
		} else {
			s.report(p.line, e.UID, "RDATE: %v", err)
		}
	}
	for p, item := range items(raw.exits) {
		if m, err := s.moment(p, item); err == nil {
			e.exdates = append(e.exdates, m)
		} else {
			s.report(p.line, e.UID, "EXDATE: %v", err)
		}
	}
	e.recurs = len(raw.rules)+len(raw.rdates) > 0
}

// errTooMuch: nobody writes so much of one event.
var errTooMuch = errors.New("more rules or dates than are read")

// items yields the values of properties that hold lists, with their property, and
// ends with the first beyond what is read.
func items(list []property) iter.Seq2[property, string] {
	return func(yield func(property, string) bool) {
		left := maxDates + 1
		for _, p := range list {
			for item := range strings.SplitSeq(p.value, ",") {
				if left--; left < 0 || !yield(p, item) {
					return
				}
			}
		}
	}
}

func (s *scanner) appendRule(rules []rule, p property, uid string) []rule {
	u, err := s.readRule(p)
	if err != nil {
		s.report(p.line, uid, "%v: the series is read without it", err)
		return rules
	}
	return append(rules, u)
}

// readExtra reads one RDATE value: a date, a time or a period. A date on a timed
// series means the series' own hour.
func (s *scanner) readExtra(p property, item string, start moment) (extraDate, error) {
	from, to, isPeriod := strings.Cut(strings.TrimSpace(item), "/")
	m, err := s.moment(p, from)
	if err != nil {
		return extraDate{}, err
	}
	if m.date && !start.date {
		m = moment{wall: m.wall.Add(start.wall.Sub(midnight(start.wall))), zone: start.zone}
	}
	if start.date && !m.date {
		m = moment{wall: m.dayIn(start.zone), zone: start.zone, date: true}
	}
	if m.floating {
		m.zone = start.zone
	}
	d := extraDate{moment: m}
	if isPeriod {
		length, err := s.periodLength(p, m, to)
		if err != nil {
			return extraDate{}, err
		}
		d.span = &length
	}
	return d, nil
}

func (s *scanner) periodLength(p property, start moment, to string) (span, error) {
	if strings.HasPrefix(strings.ToUpper(to), "P") {
		return readSpan(to)
	}
	end, err := s.moment(p, to)
	if err != nil {
		return span{}, err
	}
	return between(start, end)
}

// dayIn is the day that a time means for an all-day series. A time in UTC is
// the reader's midnight, unless its digits are a midnight already.
func (m moment) dayIn(zone *time.Location) time.Time {
	if m.zone != time.UTC || m.floating || m.wall.Equal(midnight(m.wall)) {
		return midnight(m.wall)
	}
	return midnight(WallOf(m.wall, zone))
}

// Times are when the event itself begins and ends; a date begins at midnight.
func (e *Event) Times() (start, end time.Time) {
	start = e.start.instant()
	return start, e.span.end(start, e.start.wall, e.start.zone)
}

// IsOverride reports whether the event replaces one occurrence of a series, or
// those from one on.
func (e *Event) IsOverride() bool { return e.rid != nil }

// IsSingle reports whether the event takes place once, by itself.
func (e *Event) IsSingle() bool { return e.rid == nil && len(e.rules)+len(e.rdates) == 0 }
