package calendars

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"escale/calendars/caldav"
)

// oddServer answers as servers that were met do, and as none should.
func oddServer(t *testing.T, handle http.HandlerFunc) *caldav.Client {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	c, err := caldav.NewClient(caldav.Config{URL: s.URL + "/", Username: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const oneCalendar = `<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><response><href>/cal/</href><propstat><prop>` +
	`<resourcetype><collection/><c:calendar/></resourcetype><displayname>Escale</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`
