package scheduling

import (
	"slices"

	"escale/programme"
)

// permits reports whether the family may have one more session of an offer on a
// day, whichever of its two days each session on the move ends up on: a move that
// fails gives the earlier time back. The booking except doesn't count.
func (f family) permits(q programme.Quota, offer, except string, day programme.Date) bool {
	ends := [][]programme.Date{nil}
	for _, u := range f.Uses {
		if u.Offer != offer || u.Booking == except {
			continue
		}
		var more [][]programme.Date
		for _, day := range u.days() {
			for _, other := range ends {
				more = append(more, append(slices.Clone(other), day))
			}
		}
		ends = more
	}
	return !slices.ContainsFunc(ends, func(days []programme.Date) bool { return !allows(q, days, day) })
}

// days are those that a session may end up on: one, or two while it is moved.
func (u use) days() []programme.Date {
	var days []programme.Date
	for _, s := range slices.Compact([]string{u.Day, u.Leaving}) {
		if day, err := programme.ParseDate(s); err == nil && !day.IsZero() {
			days = append(days, day)
		}
	}
	return days
}

// leaving is the day that a booking has not left for sure.
func (d *Desk) leaving(b Booking) string {
	if b.Earlier == nil {
		return ""
	}
	return programme.DateOf(b.Earlier.Start.In(d.zone(b.Zone))).String()
}
