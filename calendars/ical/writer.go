package ical

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

// Raw writes a property, or one with its parameters, whose value is known to be
// safe.
func (w *Writer) Raw(name, value string) {
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

// Text writes a property with a TEXT value, unless that is empty.
func (w *Writer) Text(name, value string) {
	if value != "" {
		w.Raw(name, Escape(value))
	}
}

// Escape makes a TEXT value that can't leave its field (RFC 5545, 3.3.11).
func Escape(s string) string {
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

// Quoted makes a quoted parameter value, which can hold neither quotes nor
// control characters.
func Quoted(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		if r == '"' || r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")) + `"`
}

// URI writes a property with an address, unless it is none.
func (w *Writer) URI(name, value string) {
	if u, err := url.Parse(value); err == nil && u.Scheme != "" {
		w.Raw(name, u.String())
	}
}

// Time writes a property with a DATE-TIME in a zone, or in UTC.
func (w *Writer) Time(name string, t time.Time, zone *time.Location) {
	if zone == time.UTC {
		w.Raw(name, t.UTC().Format(utcFormat))
		return
	}
	w.Raw(name+";TZID="+zone.String(), t.In(zone).Format(localFormat))
}

const (
	utcFormat   = "20060102T150405Z"
	localFormat = "20060102T150405"
)

// Begin opens a calendar of one event, of an iTIP method if there is one, with
// the zone's rules around an instant.
func (w *Writer) Begin(method string, zone *time.Location, around time.Time) {
	w.Raw("BEGIN", "VCALENDAR")
	w.Raw("VERSION", "2.0")
	w.Raw("PRODID", product)
	w.Raw("CALSCALE", "GREGORIAN")
	if method != "" {
		w.Raw("METHOD", method)
	}
	w.zone(zone, around)
	w.Raw("BEGIN", "VEVENT")
}

// Finish closes the event and the calendar.
func (w *Writer) Finish() {
	w.Raw("END", "VEVENT")
	w.Raw("END", "VCALENDAR")
}
