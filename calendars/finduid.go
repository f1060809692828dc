package calendars

import (
	"context"
	"strings"
	"time"
)

// findUID returns the address at which an object with that UID stands in a
// calendar; empty: nowhere. Servers that can't be asked for a UID, and those
// that find none, are asked for everything.
func (c *Client) findUID(ctx context.Context, path, uid string) (href string, err error) {
	objects, err := c.withUID(ctx, path, uid)
	if err != nil && (canceled(err) || hopeless(TroubleOf(err))) {
		return "", err
	}
	if href := holding(objects, uid); err == nil && href != "" {
		return href, nil
	}
	refs, err := c.List(ctx, path)
	if err != nil {
		return "", err
	}
	var hrefs []string
	for _, r := range refs {
		hrefs = append(hrefs, r.Href)
	}
	objects, err = c.Fetch(ctx, path, hrefs)
	return holding(objects, uid), err
}

// holding returns the address of the object that holds the UID.
func holding(objects []Object, uid string) string {
	for _, o := range objects {
		if s, err := scan(o.Data, time.UTC, newZoneSet()); err == nil {
			for _, e := range s.events {
				if sameUID(e.uid, uid) {
					return o.Href
				}
			}
		}
	}
	return ""
}

// sameUID reports whether two UIDs are the same: some servers change their case.
func sameUID(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), b) }

// withUID asks for the objects whose UID contains a text (RFC 4791, 9.7.5).
// Servers answer with more, or with none.
func (c *Client) withUID(ctx context.Context, path, text string) ([]Object, error) {
	m, err := c.report(ctx, path, "1", `<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">`+
		`<prop><getetag/><c:calendar-data/></prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">`+
		`<c:prop-filter name="UID"><c:text-match collation="i;octet">`+xmlText(text)+`</c:text-match></c:prop-filter>`+
		`</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`)
	return m.objects(), err
}
