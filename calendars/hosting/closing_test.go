package hosting_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A request that can't be finished, as when the service closes, is never
// answered with a success: the client would believe that its event is kept.
func TestWhatIsCutShortIsNoSuccess(t *testing.T) {
	s := open(t)
	closing, stop := context.WithCancel(t.Context())
	stop()
	for method, body := range map[string]string{
		http.MethodPut: string(event("b", "20260331T080000Z", "20260331T090000Z")), http.MethodGet: "", http.MethodDelete: "",
		"PROPFIND": "",
		"REPORT": `<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop>` +
			`<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>`,
	} {
		at := home + "a.ics"
		if method == "PROPFIND" || method == "REPORT" {
			at = home
		}
		r := httptest.NewRequestWithContext(closing, method, at, strings.NewReader(body))
		r.SetBasicAuth("maison", secret)
		r.Header.Set("Content-Type", "text/calendar")
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s answers %d", method, w.Code)
		}
	}
	s.gets(http.StatusOK, s.asks("GET", home+"a.ics", ""))
}
