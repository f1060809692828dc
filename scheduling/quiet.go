package scheduling

import "time"

// Quiet hours of the night, in the parent's zone.
const (
	quietFrom  = 21 // nothing from this hour on
	quietUntil = 8  // until this one
	evening    = 20 // when what would fall in the night goes out instead
)

// quietTime returns when a reminder wanted at an instant goes out: then, or at
// 20:00 the evening before if that is at night in loc. Never later.
func quietTime(at time.Time, loc *time.Location) time.Time {
	local := at.In(loc)
	y, m, d := local.Date()
	switch {
	case local.Hour() >= quietFrom:
		return time.Date(y, m, d, evening, 0, 0, 0, loc).UTC()
	case local.Hour() < quietUntil:
		return time.Date(y, m, d-1, evening, 0, 0, 0, loc).UTC()
	}
	return at.UTC()
}

// NextDaytime returns the first instant of the day, at or after at, when a
// message may arrive in loc. What can't wait that long — limit is when it would
// come too late; zero: never — goes out at once.
func NextDaytime(at time.Time, loc *time.Location, limit time.Time) time.Time {
	local := at.In(loc)
	y, m, d := local.Date()
	switch {
	case local.Hour() >= quietFrom:
		d++
	case local.Hour() >= quietUntil:
		return at.UTC()
	}
	morning := time.Date(y, m, d, quietUntil, 0, 0, 0, loc).UTC()
	if !limit.IsZero() && !morning.Before(limit) {
		return at.UTC()
	}
	return morning
}
