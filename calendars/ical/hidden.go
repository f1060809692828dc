package ical

import (
	"slices"
	"time"
)

// hidden are the occurrences of a series that do not take place as its rules have
// them: by instant, by wall clock, or by day, as each was written. Each list is
// sorted Unix seconds, wall clocks read as if they were UTC.
type hidden struct{ instants, walls, days []int64 }

// hiddenOf gathers the EXDATEs of a master and the occurrences that others
// replace.
func (s *Series) hiddenOf(m *Event) *hidden {
	h := &hidden{}
	if m.recurs {
		for _, x := range m.exdates {
			h.add(x, m.start)
		}
	}
	for _, e := range s.singles {
		h.add(*e.rid, m.start)
	}
	slices.Sort(h.instants)
	slices.Sort(h.walls)
	slices.Sort(h.days)
	return h
}

// add takes an EXDATE or RECURRENCE-ID for a series that begins at start.
func (h *hidden) add(m, start moment) {
	switch {
	case m.date:
		h.days = append(h.days, m.wall.Unix())
	case start.date:
		h.days = append(h.days, m.dayIn(start.zone).Unix())
	case m.floating:
		h.walls = append(h.walls, m.wall.Unix())
	default:
		h.instants = append(h.instants, m.instant().Unix())
	}
}

// has reports whether the occurrence that begins at that wall clock and instant
// is hidden.
func (h *hidden) has(wall, at time.Time) bool {
	return among(h.instants, at.Unix()) || among(h.walls, wall.Unix()) ||
		len(h.days) > 0 && among(h.days, midnight(wall).Unix())
}

func among(sorted []int64, t int64) bool {
	_, ok := slices.BinarySearch(sorted, t)
	return ok
}
