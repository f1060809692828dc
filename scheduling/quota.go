package scheduling

import (
	"slices"
	"time"

	"escale/programme"
)

// family is what is kept of a family: which days its sessions are on, per
// offer. Days are in the structures' zones.
type family struct {
	Uses []use `json:"uses"`
	// Partner is the other parent's family, as long as their sessions count
	// together: each new one is then written into both records.
	Partner string `json:"partner,omitempty"`
	// Code is the one given out last to link with, if nobody has used it.
	Code string `json:"code,omitempty"`
}

type use struct {
	Booking string `json:"booking"`
	Offer   string `json:"offer"`
	Day     string `json:"day"` // 2027-03-01
	// Leaving is its earlier day while a move is not sure; empty: it is on none.
	Leaving string `json:"leaving,omitempty"`
	// Copies are other families that count this session too: her partner, an
	// earlier one, or the one whose it is.
	Copies []string `json:"copies,omitempty"`
	// Other: it is not this parent's own, but that of one with whom she shares, or
	// shared, her sessions.
	Other bool `json:"other,omitempty"`
}

// days lists the days of an offer's sessions but those of one booking.
func (f family) days(offer, except string) []programme.Date {
	var days []programme.Date
	for _, u := range f.Uses {
		day, err := programme.ParseDate(u.Day)
		if err == nil && u.Offer == offer && u.Booking != except {
			days = append(days, day)
		}
	}
	return days
}

// with returns the family with a use on the day, or without it when counts is
// false. What is older than any quota's year is forgotten.
func (f family) with(u use, day programme.Date, counts bool) family {
	old := programme.Date{Year: day.Year - 3, Month: day.Month, Day: 1}.String()
	f.Uses = slices.DeleteFunc(slices.Clone(f.Uses), func(had use) bool {
		return had.Booking == u.Booking || had.Day < old
	})
	if counts {
		u.Day = day.String()
		f.Uses = append(f.Uses, u)
	}
	return f
}

// spent refuses a session, and says from when on one is possible again: not
// where that could tell on which day the other parent had one.
func (f family) spent(t terms, offer string, days []programme.Date, day programme.Date) errQuota {
	others := slices.ContainsFunc(f.Uses, func(u use) bool { return u.Other && u.Offer == offer })
	if others && t.offer.Quota.Per == programme.PerRollingYear {
		return errQuota{}
	}
	return errQuota{nextAllowed(t.offer.Quota, days, day).In(t.Zone).UTC()}
}

// allows reports whether a family that has sessions on days may have one more.
// With a rolling year, no twelve months may hold more than the quota: sessions
// i and i+quota are twelve months apart, before the day and after it.
func allows(q programme.Quota, days []programme.Date, day programme.Date) bool {
	if q.Sessions <= 0 {
		return true
	}
	if q.Per != programme.PerRollingYear {
		return inYear(days, day.Year) < q.Sessions
	}
	all := append(slices.Clone(days), day)
	slices.SortFunc(all, programme.Date.Compare)
	for i := range len(all) - q.Sessions {
		if yearAfter(all[i]).Compare(all[i+q.Sessions]) > 0 {
			return false
		}
	}
	return true
}

// nextAllowed returns the first day after one that is refused on which the
// family may have a session.
func nextAllowed(q programme.Quota, days []programme.Date, day programme.Date) programme.Date {
	if q.Per != programme.PerRollingYear {
		year := day.Year + 1
		for inYear(days, year) >= q.Sessions {
			year++
		}
		return programme.Date{Year: year, Month: 1, Day: 1}
	}
	var candidates []programme.Date
	for _, d := range days {
		if after := yearAfter(d); after.Compare(day) > 0 {
			candidates = append(candidates, after)
		}
	}
	slices.SortFunc(candidates, programme.Date.Compare)
	for _, d := range candidates {
		if allows(q, days, d) {
			return d
		}
	}
	return yearAfter(day)
}

// ordinal numbers a session within its family's quota year.
func ordinal(q programme.Quota, days []programme.Date, day programme.Date) int {
	if q.Per != programme.PerRollingYear {
		return inYear(days, day.Year) + 1
	}
	n := 1
	for _, d := range days {
		if d.Compare(day) <= 0 && yearAfter(d).Compare(day) > 0 {
			n++
		}
	}
	return n
}

func inYear(days []programme.Date, year int) (n int) {
	for _, d := range days {
		if d.Year == year {
			n++
		}
	}
	return n
}

// yearAfter is the same day a year later; that of 29 February is 1 March.
func yearAfter(d programme.Date) programme.Date {
	if d.Month == 2 && d.Day == 29 {
		return programme.Date{Year: d.Year + 1, Month: 3, Day: 1}
	}
	return programme.Date{Year: d.Year + 1, Month: d.Month, Day: d.Day}
}

// daysApart counts the days from one to another.
func daysApart(from, to programme.Date) int {
	return int(to.In(time.UTC).Sub(from.In(time.UTC)) / (24 * time.Hour))
}
