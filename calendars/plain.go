package calendars

import (
	"fmt"
	"time"
)

// Plain is an event of a structure's own, as Escale writes it for somebody who
// has no calendar program.
type Plain struct {
	UID        string
	Start, End time.Time // of whole days: midnights in Zone
	WholeDays  bool
	Weekly     bool // every week from then on
	Zone       *time.Location
	Title      string
}

// Encode writes the event as a calendar object, dated now.
func (e Plain) Encode(now time.Time) ([]byte, error) {
	if e.UID == "" || !e.Start.Before(e.End) {
		return nil, fmt.Errorf("event %q: no UID, or it ends before it starts", e.UID)
	}
	var w Writer
	w.begin("", e.Zone, e.Start)
	w.text("UID", e.UID)
	w.time("DTSTAMP", now, time.UTC)
	if e.WholeDays {
		w.raw("DTSTART;VALUE=DATE", e.Start.In(e.Zone).Format("20060102"))
		w.raw("DTEND;VALUE=DATE", e.End.In(e.Zone).Format("20060102"))
	} else {
		w.time("DTSTART", e.Start, e.Zone)
		w.time("DTEND", e.End, e.Zone)
	}
	if e.Weekly {
		w.raw("RRULE", "FREQ=WEEKLY")
	}
	w.text("SUMMARY", e.Title)
	w.raw("SEQUENCE", "0")
	w.finish()
	return w.Bytes(), nil
}
