package calendars

import (
	"fmt"
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// encoder writes a session as a calendar object.
type encoder struct{ ical.Writer }

// eventZone loads the zone of an event.
func eventZone(e scheduling.CalendarEvent) (*time.Location, error) {
	if !e.Start.Before(e.End) {
		return nil, fmt.Errorf("event %s: ends before it starts", e.UID)
	}
	if e.UID == "" {
		return nil, fmt.Errorf("event without UID")
	}
	if e.Zone == "" {
		return time.UTC, nil
	}
	zone := ical.LoadZone(e.Zone)
	if zone == nil {
		return nil, fmt.Errorf("event %s: zone %q is not known", e.UID, e.Zone)
	}
	return zone, nil
}

// encodeEvent writes the object that staff see. It rings no alarm. Everything in
// it is CLASS:PRIVATE, except in a calendar that its owner shares with us: there
// we could not see it again, and it holds nothing that is private.
func encodeEvent(e scheduling.CalendarEvent, shared bool, now time.Time) ([]byte, error) {
	zone, err := eventZone(e)
	if err != nil {
		return nil, err
	}
	if e.Private != "" && !shared {
		e.Notes += "\n" + e.Private
	}
	e.Notes = description(e)
	var w encoder
	w.Begin("", zone, e.Start)
	w.eventHead(e, zone, now)
	w.class(shared)
	w.Raw("TRANSP", "OPAQUE")
	w.Raw("STATUS", "CONFIRMED")
	w.Finish()
	return w.Bytes(), nil
}

func (w *encoder) class(shared bool) {
	if !shared {
		w.Raw("CLASS", "PRIVATE")
	}
}

// eventHead writes what every form of a session shares.
func (w *encoder) eventHead(e scheduling.CalendarEvent, zone *time.Location, now time.Time) {
	w.Text("UID", e.UID)
	w.Time("DTSTAMP", now, time.UTC)
	w.Time("DTSTART", e.Start, zone)
	w.Time("DTEND", e.End, zone)
	w.Text("SUMMARY", e.Summary)
	w.Text("DESCRIPTION", e.Notes)
	w.Text("LOCATION", e.Location)
	w.URI("URL", e.URL)
	w.Raw("SEQUENCE", fmt.Sprint(max(0, e.Sequence)))
}

// description is what staff read of a session. The link is there as well as in
// URL, which Nextcloud, Zimbra, Outlook and Google don't show.
func description(e scheduling.CalendarEvent) string {
	if e.URL == "" {
		return e.Notes
	}
	return e.Notes + "\nAprès la séance, dites si elle a eu lieu : " + e.URL
}
