package calendars

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// isOurs reports whether a UID is one that this installation gave to a booking
// (scheduling.EventUID).
func isOurs(uid, installation string) bool {
	return strings.HasPrefix(uid, "escale.") && strings.HasSuffix(uid, "@"+installation)
}

// hashOf is a fingerprint of what matters in our event: UID, instants and title.
// It does not change when a server writes the same event in other words.
func hashOf(uid string, start, end time.Time, summary string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %d %q", uid, start.Unix(), end.Unix(), strings.Join(strings.Fields(summary), " ")))
	return hex.EncodeToString(sum[:16])
}

// wantedHash is the fingerprint that an event will have once it is written.
func wantedHash(e scheduling.CalendarEvent) string {
	return hashOf(e.UID, e.Start, e.End, ical.Unescape(ical.Escape(e.Summary)))
}

// seen reads our event as it stands in a calendar.
func seen(e *ical.Event, href, etag, calendar string, at time.Time) scheduling.SeenEvent {
	start, end := e.Times()
	return scheduling.SeenEvent{
		Interval:  scheduling.Interval{Start: start.UTC(), End: end.UTC()},
		Seen:      scheduling.Seen{Href: href, ETag: etag, Hash: hashOf(e.UID, start, end, e.Summary), At: at},
		Calendar:  calendar,
		Cancelled: e.Status == ical.Cancelled,
		Mark:      mark(e),
		Place:     short(e.Location),
	}
}

// short bounds what staff wrote; package scheduling makes it fit for a message.
func short(text string) string {
	const most = 1000
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return text
}

// fileName is the last part of the address of one of our events. It derives from
// the UID, so that writing twice writes once.
func fileName(uid string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '_' {
			return r
		}
		return '-'
	}, uid) + ".ics"
}
