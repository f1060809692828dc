package calendars

import (
	"bytes"
	"regexp"

	"escale/calendars/ical"
)

// Some clients give an event that is cut here and pasted there another UID. The
// reference in the title says what it is.
var pastedTitle = regexp.MustCompile(`Escale · ([2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{2})(?: ·|$)`)

// referenceIn is the booking's reference in a title that Escale wrote; empty for
// any other.
func referenceIn(title string) string {
	if m := pastedTitle.FindStringSubmatch(title); m != nil {
		return m[1]
	}
	return ""
}

// isPasted reports whether an event of another UID is one that Escale wrote.
func isPasted(e *ical.Event) bool { return e.IsSingle() && referenceIn(e.Summary) != "" }

// isInvitation reports whether an object was made by accepting an invitation: a
// copy of the session, in whose calendar it may be.
func isInvitation(object []byte) bool {
	return bytes.Contains(object, []byte("\nATTENDEE")) || bytes.Contains(object, []byte("\nattendee"))
}
