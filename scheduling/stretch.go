package scheduling

import (
	"slices"
	"sort"
)

// around is the part of a time that touches the window, whole: where open hours
// begin matters to a grid.
func (t *AgendaTime) around(window Interval) AgendaTime {
	part := AgendaTime{Open: touching(t.Open, window), Busy: touching(t.Busy, window), Sessions: standing(t.Sessions, window)}
	for _, h := range t.Special {
		if h.Overlaps(window) {
			part.Special = append(part.Special, h)
		}
	}
	return part
}

// touching returns those of sorted and disjoint intervals that touch the window.
func touching(all []Interval, window Interval) []Interval {
	first := sort.Search(len(all), func(n int) bool { return all[n].End.After(window.Start) })
	end := first
	for end < len(all) && all[end].Start.Before(window.End) {
		end++
	}
	return slices.Clip(all[first:end])
}

// standing returns the sessions that touch the window.
func standing(all []StandingSession, window Interval) []StandingSession {
	var some []StandingSession
	for _, s := range all {
		if s.Overlaps(window) {
			some = append(some, s)
		}
	}
	return some
}
