package calendars

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"escale/calendars/caldav"
)

// A calendar may hold more than fits into memory: what was read before that is
// kept, and the rest asked for by itself.
func TestFetchHoldsSoMuch(t *testing.T) {
	c := oddServer(t, func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Hrefs []string `xml:"DAV: href"`
		}
		if err := xml.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusMultiStatus)
		fmt.Fprint(w, `<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">`)
		for _, href := range asked.Hrefs {
			fmt.Fprintf(w, `<response><href>%s</href><propstat><prop><getetag>"1"</getetag><c:calendar-data>%s</c:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>`,
				href, strings.Repeat("x", 1000))
		}
		fmt.Fprint(w, `</multistatus>`)
	})
	c.Most = 150_000
	var hrefs []string
	for i := range 250 {
		hrefs = append(hrefs, fmt.Sprintf("/cal/%d.ics", i))
	}
	got, err := c.Fetch(t.Context(), "/cal/", hrefs)
	if caldav.TroubleOf(err) != caldav.TooLarge || len(got) != 200 {
		t.Errorf("%d objects, %v", len(got), err)
	}
	if got, err = c.Fetch(t.Context(), "/cal/", hrefs[len(got):]); err != nil || len(got) != 50 {
		t.Errorf("the rest: %d objects, %v", len(got), err)
	}
}
