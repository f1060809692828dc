package calendars

import (
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// presence is an availability as the mirror keeps it: the hours in which somebody
// is to be had, without its title. Whatever its BUSYTYPE says, the rest is not
// offered.
type presence struct {
	line       int
	rank       int
	start, end time.Time // zero: without bound
	tags       []string
	place      string
	hours      []*ical.Series
}

// layer is an availability laid out over a window.
type layer struct {
	rank  int
	span  scheduling.Interval
	tags  []string
	hours []stretch // in the span
}

// availabilityWork bounds what the hours of one availability may ask for.
const availabilityWork = 1_000_000

// presences reads the availabilities of an object.
func presences(data []byte, by ical.Reader) ([]*presence, []ical.Problem) {
	all, problems := by.ReadAvailabilities(data)
	var list []*presence
	for _, a := range all {
		list = append(list, newPresence(a))
	}
	return list, problems
}

// newPresence gives each of its hours the tags of the whole, and its place where
// they have none.
func newPresence(a *ical.Availability) *presence {
	p := &presence{line: a.Line, rank: a.Rank, start: a.Start, end: a.End, tags: tagsOf(&a.Own), place: whereabouts(&a.Own)}
	for _, e := range a.Available {
		e.Categories = append(tagsOf(e), p.tags...)
		if e.Location = whereabouts(e); e.Location == "" {
			e.Location = p.place
		}
		e.Summary = ""
	}
	p.hours = ical.Gather(a.Available)
	return p
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
	work := ical.NewBudget(availabilityWork)
	for _, s := range a.hours {
		err := s.Expand(from, to, work, func(o ical.Occurrence) {
			h := scheduling.Interval{Start: o.Start.UTC(), End: o.End.UTC()}
			if h = clamp(h, l.span); o.Status != ical.Cancelled && h.Start.Before(h.End) {
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
