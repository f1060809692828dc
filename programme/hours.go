package programme

import (
	"fmt"
	"slices"
	"time"
)

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// On returns the instants between which the hours are open on the day, in loc;
// ok is false if they don't apply that day. The hours are read off the clock on
// the wall, so a day that changes its clock may be open longer or shorter.
func (h Hours) On(d Date, loc *time.Location) (from, to time.Time, ok bool) {
	day := d.In(loc).Weekday()
	if len(h.Days) > 0 && !slices.Contains(h.Days, weekdays[day]) {
		return time.Time{}, time.Time{}, false
	}
	start, err1 := parseClock(h.From)
	end, err2 := parseClock(h.To)
	if err1 != nil || err2 != nil {
		return time.Time{}, time.Time{}, false
	}
	at := func(minutes int) time.Time {
		return time.Date(d.Year, d.Month, d.Day, minutes/60, minutes%60, 0, 0, loc)
	}
	return at(start), at(end), true
}

// OpenAt reports whether somebody answers at the instant. The hours are those
// of Europe/Paris, wherever the parent is; public holidays are not considered.
func (n EmergencyNumber) OpenAt(t time.Time) bool {
	if len(n.Hours) == 0 {
		return true
	}
	paris := location(Paris)
	today := DateOf(t.In(paris))
	return slices.ContainsFunc(n.Hours, func(h Hours) bool {
		from, to, ok := h.On(today, paris)
		return ok && !t.Before(from) && t.Before(to)
	})
}

// parseClock reads "09:00" as minutes since midnight; "24:00" ends a day.
func parseClock(s string) (int, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != 5 {
		return 0, fmt.Errorf("%q is not an hour: want HH:MM, e.g. 09:00", s)
	}
	return t.Hour()*60 + t.Minute(), nil
}
