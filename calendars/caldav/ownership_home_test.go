package caldav

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// cloudHome is the home of an account as Nextcloud lists it: besides calendars, a
// trash, a deleted calendar, one that is subscribed to, an inbox.
func cloudHome(names ...string) string {
	var b strings.Builder
	b.WriteString(`<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.com/ns">`)
	add := func(at, kind, name, owner string) {
		fmt.Fprintf(&b, `<d:response><d:href>/remote.php/dav/calendars/escale/%s/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/>%s</d:resourcetype><d:displayname>%s</d:displayname>`+
			`<d:owner><d:href>/remote.php/dav/principals/users/%s/</d:href></d:owner><oc:owner-principal>principals/users/%[4]s</oc:owner-principal>`+
			`<d:current-user-principal><d:href>/remote.php/dav/principals/users/escale/</d:href></d:current-user-principal>`+
			`<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`,
			at, kind, name, owner)
	}
	add("inbox", `<c:schedule-inbox/>`, "Agenda", "escale")
	add("trashbin", `<nc:trash-bin/>`, "Agenda", "escale")
	add("old", `<nc:deleted-calendar/>`, "Agenda", "escale")
	add("feed", `<cs:subscribed/>`, "Agenda", "escale")
	for i, name := range names {
		add(fmt.Sprintf("agenda%d_shared_by_accueil", i), `<c:calendar/>`, name, "accueil")
	}
	b.WriteString(`</d:multistatus>`)
	return b.String()
}

// What was deleted or only subscribed to is no calendar, and a shared one is
// found without the name of its owner, if it is the only one.
func TestSharedCalendarsAreFoundByTheirName(t *testing.T) {
	for want, names := range map[string][]string{
		"":                          nil,
		"agenda0_shared_by_accueil": {"Agenda (Madame Inventée)", "Agenda du soir (Madame Inventée)"},
		"agenda1_shared_by_accueil": {"Agenda (Monsieur Inventé)", "agenda"},
		" ":                         {"Agenda (Monsieur Inventé)", "Agenda (Madame Inventée)"},
	} {
		c := oddServer(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusMultiStatus)
			body := cloudHome(names...)
			if r.Header.Get("Depth") == "0" {
				body = `<d:multistatus xmlns:d="DAV:"><d:response><d:href>` + r.URL.Path + `</d:href><d:propstat><d:prop><c:calendar-home-set xmlns:c="urn:ietf:params:xml:ns:caldav"><d:href>/remote.php/dav/calendars/escale/</d:href></c:calendar-home-set></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`
			}
			_, _ = io.WriteString(w, body)
		})
		cal, err := c.Find(t.Context(), "Agenda")
		switch want = strings.TrimSpace(want); {
		case want == "" && (err == nil || TroubleOf(err) == Unreachable):
			t.Errorf("%q: found %+v, %v", names, cal, err)
		case want != "" && (err != nil || cal.Path != "/remote.php/dav/calendars/escale/"+want+"/" || !cal.Shared):
			t.Errorf("%q: found %+v, %v", names, cal, err)
		}
	}
}
