package calendars

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"escale/scheduling"
)

// presence is a VAVAILABILITY (RFC 7953): within its bounds nobody is to be
// had but in the hours of its AVAILABLE parts. Whatever its BUSYTYPE says, the
// rest is not offered.
type presence struct {
	rank       int       // of its PRIORITY: the higher one overrides
	start, end time.Time // zero: without bound
	tags       []string
	place      string
	available  []*series
	line       int
}

// layer is an availability laid out over a window.
type layer struct {
	rank  int
	span  scheduling.Interval
	tags  []string
	hours []stretch // in the span
}

// Bounds of what one object may ask for.
const (
	maxAvailability      = 1 << 20 // bytes
	maxAvailabilities    = 50
	availabilityWork     = 1_000_000
	availabilityTooLarge = "availability left out: it is too large"
)

// hasAvailability is a cheap look at an object.
func hasAvailability(data []byte) bool {
	return bytes.Contains(data, []byte("VAVAILABILITY")) || bytes.Contains(data, []byte("vavailability"))
}

// readAvailabilities reads every VAVAILABILITY of an object. What it holds is
// read as events are, so that recurrences and zones mean the same.
func readAvailabilities(data []byte, by reader) ([]*presence, []Problem) {
	if !hasAvailability(data) {
		return nil, nil
	}
	if len(data) > maxAvailability {
		return nil, []Problem{{Line: 1, Text: availabilityTooLarge}}
	}
	var c cutter
	c.cut(data)
	var list []*presence
	var problems []Problem
	for n, part := range c.parts {
		if n == maxAvailabilities {
			problems = append(problems, Problem{Line: part.line, Text: availabilityTooLarge})
			break
		}
		a, wrong := part.read(c.zones, by)
		problems = append(problems, wrong...)
		if a != nil {
			list = append(list, a)
		}
	}
	return list, problems
}

// read makes the compact form; nil when its bounds can't be read.
func (p *availabilityPart) read(zoneLines []numbered, by reader) (*presence, []Problem) {
	a := &presence{line: p.line, rank: p.rank()}
	bounds, err := scanBy(compose(zoneLines, p.bounds()), by)
	if err != nil || len(bounds.problems) > 0 {
		return nil, []Problem{{Line: p.line, Text: "availability left out: its bounds can't be read"}}
	}
	for _, e := range bounds.events {
		at := e.start.instant()
		switch {
		case e.uid == "end":
			a.end = at.UTC()
		default:
			a.start = at.UTC()
			if e.span != (span{}) {
				a.end = e.span.end(at, e.start.wall, e.start.zone).UTC()
			}
		}
	}
	own := event{summary: p.text("SUMMARY"), location: p.text("LOCATION")}
	for _, l := range p.own {
		if lineName(l.text) == "CATEGORIES" {
			own.categories = append(own.categories, unescapeList(value(l.text))...)
		}
	}
	a.tags, a.place = tagsOf(&own), own.whereabouts()
	s, err := scanBy(compose(zoneLines, p.available), by)
	if err != nil {
		return nil, []Problem{{Line: p.line, Text: err.Error()}}
	}
	for _, e := range s.events {
		e.categories = append(tagsOf(e), a.tags...)
		if e.location = e.whereabouts(); e.location == "" {
			e.location = a.place
		}
		e.summary = ""
	}
	a.available = gather(s.events)
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
			return unescape(value(l.text))
		}
	}
	return ""
}

// lay expands the availability over a window, whole days around which are cut.
func (a *presence) lay(from, to time.Time) (layer, error) {
	l := layer{rank: a.rank, tags: a.tags, span: scheduling.Interval{Start: from, End: to}}
	if !a.start.IsZero() && a.start.After(from) {
		l.span.Start = a.start
	}
	if !a.end.IsZero() && a.end.Before(to) {
		l.span.End = a.end
	}
	if !l.span.Start.Before(l.span.End) {
		return layer{}, nil // its span is empty: it says nothing
	}
	work := budget{availabilityWork}
	for _, s := range a.available {
		err := s.expand(from, to, &work, func(o Occurrence) {
			h := scheduling.Interval{Start: o.Start.UTC(), End: o.End.UTC()}
			if h = clamp(h, l.span); o.Status != cancelled && h.Start.Before(h.End) {
				l.hours = append(l.hours, stretch{start: h.Start, end: h.End, allDay: o.AllDay, tags: o.Categories, place: o.Location})
			}
		})
		if err != nil {
			return layer{}, err
		}
	}
	return l, nil
}

// clamp is the part of an interval in another.
func clamp(i, bounds scheduling.Interval) scheduling.Interval {
	if i.Start.Before(bounds.Start) {
		i.Start = bounds.Start
	}
	if i.End.After(bounds.End) {
		i.End = bounds.End
	}
	return i
}
