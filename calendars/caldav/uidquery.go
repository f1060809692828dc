package caldav

import "context"

// WithUID asks for the objects whose UID contains a text (RFC 4791, 9.7.5).
// Servers answer with more, or with none.
func (c *Client) WithUID(ctx context.Context, path, text string) ([]Object, error) {
	m, err := c.report(ctx, path, "1", `<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">`+
		`<prop><getetag/><c:calendar-data/></prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">`+
		`<c:prop-filter name="UID"><c:text-match collation="i;octet">`+xmlText(text)+`</c:text-match></c:prop-filter>`+
		`</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`)
	return m.objects(), err
}
