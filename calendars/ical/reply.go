package ical

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Reply is what somebody who was invited to a session answered (iTIP, RFC 5546,
// 3.2.3).
type Reply struct {
	UID      string
	Attendee string // e-mail address of who answers
	Declined bool   // else accepted, tentative, delegated or not said
	// Sequence and Start are those of the invitation answered, if said.
	Sequence int
	Start    time.Time // UTC; zero: not said
}

// ErrNotReply: an object that answers no invitation.
var ErrNotReply = errors.New("not a reply to an invitation")

// ReadReplies reads an iTIP object: one Reply an event, by its first attendee.
// Other methods, and text that is no calendar, are ErrNotReply; an event without
// UID or attendee is passed over. The size is the caller's to bound.
func ReadReplies(data []byte) ([]Reply, error) {
	r := replyReader{zones: NewZones()}
	for l := newLines(data); ; {
		text, number, ok := l.next()
		if !ok {
			break
		}
		r.line(text, number)
	}
	if !r.isReply || len(r.replies) == 0 {
		return nil, ErrNotReply
	}
	return r.replies, nil
}

// replyReader goes through the lines of an object. Of components within an
// event, such as alarms, nothing is read.
type replyReader struct {
	zones   *Zones
	isReply bool
	inEvent bool
	inner   int // components open within the event
	now     Reply
	replies []Reply
}

func (r *replyReader) line(text []byte, number int) {
	name := lineName(text)
	switch {
	case name == "BEGIN" && r.inEvent:
		r.inner++
	case name == "END" && r.inner > 0:
		r.inner--
	case name == "BEGIN":
		r.inEvent = component(text) == "VEVENT"
		r.now = Reply{}
	case name == "END" && r.inEvent:
		r.inEvent = false
		if r.now.UID != "" && r.now.Attendee != "" {
			r.replies = append(r.replies, r.now)
		}
	case r.inEvent && r.inner == 0:
		r.property(name, text, number)
	case name == "METHOD":
		r.isReply = strings.EqualFold(strings.TrimSpace(value(text)), "REPLY")
	}
}

func (r *replyReader) property(name string, text []byte, number int) {
	switch name {
	case "UID":
		r.now.UID = strings.TrimSpace(value(text))
	case "SEQUENCE":
		if n, err := strconv.Atoi(strings.TrimSpace(value(text))); err == nil {
			r.now.Sequence = n
		}
	case "DTSTART":
		r.now.Start = r.instant(text, number)
	case "ATTENDEE":
		if r.now.Attendee == "" {
			r.now.Attendee = strings.TrimSpace(withoutMailto(value(text)))
			r.now.Declined = strings.EqualFold(parameter(text, "PARTSTAT"), "DECLINED")
		}
	}
}

// instant is a time in a zone that is known by its name; another says nothing.
func (r *replyReader) instant(text []byte, number int) time.Time {
	p, err := readProperty(text, number)
	if err != nil {
		return time.Time{}
	}
	known := true
	zoned := Reader{Zone: time.UTC, Zones: r.zones, unknown: func(property) { known = false }}
	m, err := zoned.moment(p, p.value)
	if err != nil || !known || m.floating || m.date {
		return time.Time{}
	}
	return m.instant().UTC()
}

func withoutMailto(s string) string {
	if scheme, rest, ok := strings.Cut(s, ":"); ok && strings.EqualFold(strings.TrimSpace(scheme), "mailto") {
		return rest
	}
	return s
}

// parameter is the value of a content line's parameter; empty if it has none.
func parameter(text []byte, name string) string {
	rest := text[min(len(lineName(text)), len(text)):]
	for len(rest) > 0 && rest[0] == ';' {
		end := paramEnd(rest[1:])
		if end < 0 {
			return ""
		}
		key, val, _ := strings.Cut(string(rest[1:1+end]), "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(strings.TrimSpace(val), `"`)
		}
		rest = rest[1+end:]
	}
	return ""
}
