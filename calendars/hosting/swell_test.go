package hosting_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A question may name a long namespace once and thousands of properties in it:
// the answer writes it out for each, and would not fit into memory.
func TestAnAnswerCannotSwell(t *testing.T) {
	s := open(t)
	space := strings.Repeat("n", 100<<10)
	var names strings.Builder
	names.WriteString(strings.Repeat("<n:x/>", 2000))
	for i := range 200 {
		names.WriteString(fmt.Sprintf("<n:x%d/>", i))
	}
	props := `<D:prop xmlns:n="` + space + `">` + names.String() + `</D:prop>`
	for _, c := range []struct{ method, at, body string }{
		{"PROPFIND", home, `<D:propfind xmlns:D="DAV:">` + props + `</D:propfind>`},
		{"PROPFIND", home + "a.ics", `<D:propfind xmlns:D="DAV:">` + props + `</D:propfind>`},
		{"PROPPATCH", home + "a.ics", `<D:propertyupdate xmlns:D="DAV:"><D:set>` + props + `</D:set></D:propertyupdate>`},
		{"PROPPATCH", home, `<D:propertyupdate xmlns:D="DAV:"><D:set>` + props + `</D:set></D:propertyupdate>`},
		{"MKCALENDAR", "/caldav/maison/calendars/nouveau/", `<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:set>` + props + `</D:set></C:mkcalendar>`},
		{"REPORT", home, `<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:">` + props + `<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>`},
		{"REPORT", home, `<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:">` + props + `<D:href>` + home + `a.ics</D:href></C:calendar-multiget>`},
		{"REPORT", home, `<D:sync-collection xmlns:D="DAV:"><D:sync-token/><D:sync-level>1</D:sync-level>` + props + `</D:sync-collection>`},
	} {
		r := s.asks(c.method, c.at, c.body)
		if r.status != http.StatusInsufficientStorage || len(r.body) > 1<<20 {
			t.Errorf("%s %s: %d, %d bytes", c.method, c.at, r.status, len(r.body))
		}
	}
}
