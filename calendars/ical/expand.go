package ical

import (
	"cmp"
	"slices"
	"time"
)

// Expand reads iCalendar text and returns the occurrences that touch [from, to),
// in order of start. Floating times and dates are in the zone that the calendar
// names (X-WR-TIMEZONE), else in zone (nil: UTC). A part that can't be read is
// left out and listed among the problems; the error is ErrTooLarge or
// ErrNotCalendar.
func Expand(data []byte, from, to time.Time, zone *time.Location) ([]Occurrence, []Problem, error) {
	if zone == nil {
		zone = time.UTC
	}
	s, err := scan(data, zone, NewZones())
	if err != nil {
		return nil, nil, err
	}
	var found []Occurrence
	work := Budget{FileWork}
	for _, ser := range Gather(s.events) {
		err := ser.Expand(from, to, &work, func(o Occurrence) {
			if o.Status != Cancelled {
				o.Start, o.End = o.Start.In(zone), o.End.In(zone)
				if !o.RecurrenceID.IsZero() {
					o.RecurrenceID = o.RecurrenceID.In(zone)
				}
				found = append(found, o)
			}
		})
		if err != nil {
			s.report(ser.line(), ser.uid, "event left out: %v", err)
		}
	}
	slices.SortStableFunc(found, func(a, b Occurrence) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UID, b.UID))
	})
	return found, s.problems, nil
}

// Cancelled is the Status of what does not take place. Series.Expand yields such
// occurrences, Expand leaves them out.
const Cancelled = "CANCELLED"

// Work that foreign rules may ask for, in occurrences made or passed over. A real
// year of a thousand daily series is a hundredth.
const (
	// FileWork is for one file, or all that is read together.
	FileWork   = 10_000_000
	seriesWork = 3_000_000 // of one series
)
