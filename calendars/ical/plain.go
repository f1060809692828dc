package ical

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
	w.Begin("", e.Zone, e.Start)
	w.Text("UID", e.UID)
	w.Time("DTSTAMP", now, time.UTC)
	if e.WholeDays {
		w.Raw("DTSTART;VALUE=DATE", e.Start.In(e.Zone).Format("20060102"))
		w.Raw("DTEND;VALUE=DATE", e.End.In(e.Zone).Format("20060102"))
	} else {
		w.Time("DTSTART", e.Start, e.Zone)
		w.Time("DTEND", e.End, e.Zone)
	}
	if e.Weekly {
		w.Raw("RRULE", "FREQ=WEEKLY")
	}
	w.Text("SUMMARY", e.Title)
	w.Raw("SEQUENCE", "0")
	w.Finish()
	return w.Bytes(), nil
}
