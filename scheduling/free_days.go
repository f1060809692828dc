package scheduling

import (
	"math"
	"time"

	"escale/programme"
)

// civilDay is what a walker knows of the day it has come to. A zone is asked
// only where its clock changes: between two changes it is an offset.
type civilDay struct {
	end    moment // of the day, or of the part of it that has one offset
	shut   bool   // no session starts on it
	offset time.Duration
	change moment // offset holds until then
}

// closed reports whether no session may start on the day of a moment, which is
// never before the one asked about last.
func (w *walker) closed(at moment) bool {
	if at < w.day.end {
		return w.day.shut
	}
	if w.Off == nil && w.DailyCap == 0 && w.Part == "" && w.Period == (programme.Period{}) {
		w.day.end = w.last // no rule looks at the day
		return false
	}
	date := w.day.begin(at, w.Zone)
	w.day.shut = !w.Period.Includes(date) ||
		w.Off != nil && w.Off(date) ||
		w.DailyCap > 0 && w.held[date] >= w.DailyCap
	return w.day.shut
}

// begin moves on to the civil day of a moment.
func (d *civilDay) begin(at moment, zone *time.Location) programme.Date {
	if at >= d.change {
		local := timeOf(at).In(zone)
		_, seconds := local.Zone()
		d.offset, d.change = time.Duration(seconds)*time.Second, math.MaxInt64
		if _, change := local.ZoneBounds(); !change.IsZero() {
			d.change = momentOf(change)
		}
	}
	const day = 24 * time.Hour
	midnight := timeOf(at + d.offset).Truncate(day)
	d.end = min(momentOf(midnight)+day-d.offset, d.change)
	return programme.DateOf(midnight)
}
