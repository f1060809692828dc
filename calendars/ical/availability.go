package ical

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// Availability is a VAVAILABILITY (RFC 7953): within its bounds nobody is to be
// had but in the hours of its AVAILABLE parts.
type Availability struct {
	Line       int       // where it begins
	Rank       int       // of its PRIORITY: the higher one overrides
	Start, End time.Time // zero: without bound
	Own        Event     // its texts and categories; it has no times
	Available  []*Event  // each with its own recurrences
}

// Bounds of what one object may ask for.
const (
	maxAvailability      = 1 << 20 // bytes
	maxAvailabilities    = 50
	availabilityTooLarge = "availability left out: it is too large"
)

// hasAvailability is a cheap look at an object.
func hasAvailability(data []byte) bool {
	return bytes.Contains(data, []byte("VAVAILABILITY")) || bytes.Contains(data, []byte("vavailability"))
}

// ReadAvailabilities reads every VAVAILABILITY of an object. What it holds is
// read as events are, so that recurrences and zones mean the same. One that can't
// be read is left out and told among the problems.
func (r Reader) ReadAvailabilities(data []byte) ([]*Availability, []Problem) {
	if !hasAvailability(data) {
		return nil, nil
	}
	if len(data) > maxAvailability {
		return nil, []Problem{{Line: 1, Text: availabilityTooLarge}}
	}
	var c cutter
	c.cut(data)
	var list []*Availability
	var problems []Problem
	for n, part := range c.parts {
		if n == maxAvailabilities {
			problems = append(problems, Problem{Line: part.line, Text: availabilityTooLarge})
			break
		}
		a, wrong := part.read(c.zones, r)
		problems = append(problems, wrong...)
		if a != nil {
			list = append(list, a)
		}
	}
	return list, problems
}

// read makes the compact form; nil when its bounds can't be read.
func (p *availabilityPart) read(zoneLines []numbered, by Reader) (*Availability, []Problem) {
	a := &Availability{Line: p.line, Rank: p.rank()}
	bounds, err := scanBy(compose(zoneLines, p.bounds()), by)
	if err != nil || len(bounds.problems) > 0 {
		return nil, []Problem{{Line: p.line, Text: "availability left out: its bounds can't be read"}}
	}
	for _, e := range bounds.events {
		at := e.start.instant()
		switch {
		case e.UID == "end":
			a.End = at.UTC()
		default:
			a.Start = at.UTC()
			if e.span != (span{}) {
				a.End = e.span.end(at, e.start.wall, e.start.zone).UTC()
			}
		}
	}
	a.Own = Event{Summary: p.text("SUMMARY"), Location: p.text("LOCATION")}
	for _, l := range p.own {
		if lineName(l.text) == "CATEGORIES" {
			a.Own.Categories = append(a.Own.Categories, UnescapeList(value(l.text))...)
		}
	}
	s, err := scanBy(compose(zoneLines, p.available), by)
	if err != nil {
		return nil, []Problem{{Line: p.line, Text: err.Error()}}
	}
	a.Available = s.events
	return a, s.problems
}

// rank is 9 for the highest PRIORITY, which is 1, down to 1; without a priority,
// or with 0, it is lower still (section 3.2).
func (p *availabilityPart) rank() int {
	n, err := strconv.Atoi(strings.TrimSpace(p.text("PRIORITY")))
	if err != nil || n < 1 || n > 9 {
		return 0
	}
	return 10 - n
}

// text is the value of one of the component's own properties.
func (p *availabilityPart) text(name string) string {
	for _, l := range p.own {
		if lineName(l.text) == name {
			return Unescape(value(l.text))
		}
	}
	return ""
}
