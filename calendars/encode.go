package calendars

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"escale/scheduling"
)

// product names the writer of a calendar file (PRODID).
const product = "-//Escale//Escale//FR"

// encoder writes content lines: folded at 75 octets, ended by CRLF (RFC 5545,
// 3.1).
type encoder struct{ bytes.Buffer }

// raw writes a line whose value is known to be safe.
func (w *encoder) raw(name, value string) {
	line := name + ":" + value
	limit := 75
	for len(line) > limit {
		cut := limit
		for cut > 1 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.WriteString(line[:cut] + "\r\n ")
		line, limit = line[cut:], 74
	}
	w.WriteString(line + "\r\n")
}

// text writes a TEXT value, if there is one.
func (w *encoder) text(name, value string) {
	if value != "" {
		w.raw(name, escape(value))
	}
}

// escape makes a TEXT value that can't leave its field (RFC 5545, 3.3.11).
func escape(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\r\n", "\n")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			b.WriteString(`\n`)
		case r >= 0x20 && r != 0x7f && (r < 0x80 || r > 0x9f) || r == '\t':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// param makes a quoted parameter value, which can hold neither quotes nor
// control characters.
func param(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		if r == '"' || r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")) + `"`
}

// uri writes an address, if it is one.
func (w *encoder) uri(name, value string) {
	if u, err := url.Parse(value); err == nil && u.Scheme != "" {
		w.raw(name, u.String())
	}
}

// time writes a DATE-TIME in a zone, or in UTC.
func (w *encoder) time(name string, t time.Time, zone *time.Location) {
	if zone == time.UTC {
		w.raw(name, t.UTC().Format(utcFormat))
		return
	}
	w.raw(name+";TZID="+zone.String(), t.In(zone).Format(localFormat))
}

const (
	utcFormat   = "20060102T150405Z"
	localFormat = "20060102T150405"
)

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
	zone := ianaZone(e.Zone)
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
	w.begin("", zone, e.Start)
	w.eventHead(e, zone, now)
	w.class(shared)
	w.raw("TRANSP", "OPAQUE")
	w.raw("STATUS", "CONFIRMED")
	w.finish()
	return w.Bytes(), nil
}

func (w *encoder) class(shared bool) {
	if !shared {
		w.raw("CLASS", "PRIVATE")
	}
}

// begin opens a calendar, with the zone's rules around an instant.
func (w *encoder) begin(method string, zone *time.Location, around time.Time) {
	w.raw("BEGIN", "VCALENDAR")
	w.raw("VERSION", "2.0")
	w.raw("PRODID", product)
	w.raw("CALSCALE", "GREGORIAN")
	if method != "" {
		w.raw("METHOD", method)
	}
	w.zone(zone, around)
	w.raw("BEGIN", "VEVENT")
}

func (w *encoder) finish() {
	w.raw("END", "VEVENT")
	w.raw("END", "VCALENDAR")
}

// eventHead writes what every form of a session shares.
func (w *encoder) eventHead(e scheduling.CalendarEvent, zone *time.Location, now time.Time) {
	w.text("UID", e.UID)
	w.raw("DTSTAMP", now.UTC().Format(utcFormat))
	w.time("DTSTART", e.Start, zone)
	w.time("DTEND", e.End, zone)
	w.text("SUMMARY", e.Summary)
	w.text("DESCRIPTION", e.Notes)
	w.text("LOCATION", e.Location)
	w.uri("URL", e.URL)
	w.raw("SEQUENCE", fmt.Sprint(max(0, e.Sequence)))
}

// description is what staff read of a session. The link is there as well as in
// URL, which Nextcloud, Zimbra, Outlook and Google don't show.
func description(e scheduling.CalendarEvent) string {
	if e.URL == "" {
		return e.Notes
	}
	return e.Notes + "\nAprès la séance, dites si elle a eu lieu : " + e.URL
}
