package scheduling

import "time"

const (
	// turnLasts is how long a freed slot is held for each, in hours of the day.
	turnLasts = 2 * time.Hour
	// leastTurn is the least that is worth telling: in less nobody reads a message
	// and makes up her mind.
	leastTurn = 30 * time.Minute
)

// turnOf returns when she whose turn begins now is told, and until when the slot
// is hers: two hours of the day later, 08:00 to 21:00 in her zone, and not beyond
// the last instant at which it may be booked. ok is false when that leaves too
// little.
func turnOf(now, last time.Time, loc *time.Location) (from, until time.Time, ok bool) {
	from = NextDaytime(now, loc, time.Time{})
	until = earlier(addDaytime(from, turnLasts, loc), last)
	return from, until, until.Sub(from) >= leastTurn
}

// addDaytime goes on for that long from an instant of the day, not counting the
// nights between.
func addDaytime(at time.Time, span time.Duration, loc *time.Location) time.Time {
	for {
		y, m, d := at.In(loc).Date()
		left := time.Date(y, m, d, quietFrom, 0, 0, 0, loc).Sub(at)
		if span <= left {
			return at.Add(span).UTC()
		}
		span -= max(left, 0)
		at = time.Date(y, m, d+1, quietUntil, 0, 0, 0, loc)
	}
}
