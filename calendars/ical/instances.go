package ical

import (
	"slices"
	"time"
)

// instance is one beginning of a series, before changes.
type instance struct {
	wall time.Time
	at   time.Time
	span *span // of a PERIOD; nil: the master's
}

// instances lists the beginnings from rules and dates near the window, in
// order.
func (e *Event) instances(from, to time.Time, b *Budget) ([]instance, error) {
	first, last := WallOf(from, e.start.zone), WallOf(to, e.start.zone)
	var list []instance
	add := func(wall time.Time) bool {
		if !wall.Before(first) {
			list = append(list, instance{wall: wall, at: moment{wall: wall, zone: e.start.zone}.instant()})
		}
		return b.spend(1)
	}
	if len(e.rules) == 0 { // else the rule says whether the start is in it
		add(e.start.wall)
	}
	for i := range e.rules {
		if err := e.rules[i].occur(e.start, first, last, b, add); err != nil {
			return nil, err
		}
	}
	for _, d := range e.rdates {
		list = append(list, instance{wall: WallOf(d.instant(), e.start.zone), at: d.instant(), span: d.span})
	}
	if b.steps < 0 {
		return nil, ErrTooFine
	}
	slices.SortStableFunc(list, func(a, b instance) int { return a.at.Compare(b.at) })
	list = slices.CompactFunc(list, func(a, b instance) bool { return a.at.Equal(b.at) })
	return e.withoutRules(list, first, last, b)
}

// withoutRules takes out what an EXRULE names (RFC 2445; still met).
func (e *Event) withoutRules(list []instance, first, last time.Time, b *Budget) ([]instance, error) {
	for i := range e.exrules {
		out := map[int64]bool{}
		err := e.exrules[i].occur(e.start, first, last, b, func(wall time.Time) bool {
			out[wall.Unix()] = true
			return true
		})
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(i instance) bool { return out[i.wall.Unix()] })
	}
	return list, nil
}

func (e *Event) occurrence(wall, at time.Time, length span) Occurrence {
	return Occurrence{
		UID: e.UID, Start: at, End: length.end(at, wall, e.start.zone), AllDay: e.start.date,
		Transparent: e.transparent, Status: e.Status,
		Summary: e.Summary, Location: e.Location, Categories: e.Categories,
	}
}

// touches reports whether the occurrence lies in the window, in part at least;
// one without length does if it begins there.
func (o *Occurrence) touches(from, to time.Time) bool {
	return o.Start.Before(to) && (o.End.After(from) || o.Start.Equal(o.End) && !o.Start.Before(from))
}
