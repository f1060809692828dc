package calendars

import (
	"bytes"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// product names the writer of a calendar file (PRODID).
const product = "-//Escale//Escale//FR"

// Writer writes content lines: folded at 75 octets, ended by CRLF (RFC 5545,
// 3.1). The zero Writer is ready.
type Writer struct{ buf bytes.Buffer }

// Bytes is what was written.
func (w *Writer) Bytes() []byte { return w.buf.Bytes() }

// raw writes a line whose value is known to be safe.
func (w *Writer) raw(name, value string) {
	line := name + ":" + value
	limit := 75
	for len(line) > limit {
		cut := limit
		for cut > 1 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.buf.WriteString(line[:cut] + "\r\n ")
		line, limit = line[cut:], 74
	}
	w.buf.WriteString(line + "\r\n")
}

// text writes a TEXT value, if there is one.
func (w *Writer) text(name, value string) {
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

// quoted makes a quoted parameter value, which can hold neither quotes nor
// control characters.
func quoted(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		if r == '"' || r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")) + `"`
}

// uri writes an address, if it is one.
func (w *Writer) uri(name, value string) {
	if u, err := url.Parse(value); err == nil && u.Scheme != "" {
		w.raw(name, u.String())
	}
}

// time writes a DATE-TIME in a zone, or in UTC.
func (w *Writer) time(name string, t time.Time, zone *time.Location) {
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

// begin opens a calendar of one event, of an iTIP method if there is one, with
// the zone's rules around an instant.
func (w *Writer) begin(method string, zone *time.Location, around time.Time) {
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

// finish closes the event and the calendar.
func (w *Writer) finish() {
	w.raw("END", "VEVENT")
	w.raw("END", "VCALENDAR")
}
