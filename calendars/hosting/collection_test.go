package hosting_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const fresh = "/caldav/maison/calendars/atelier/"

func made(element, props string) string {
	return `<` + element + ` xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop>` +
		props + `</D:prop></D:set></` + element + `>`
}

const (
	named = `<D:displayname>Ateliers &amp; groupes</D:displayname><A:calendar-color symbolic-color="custom">#1F5C57FF</A:calendar-color>` +
		`<C:calendar-free-busy-set><C:YES/></C:calendar-free-busy-set>`
	events = `<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>`
	tasks  = `<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>`
)

func TestCalendarsAreMadeAndTakenAway(t *testing.T) {
	for name, c := range map[string]struct{ method, body string }{
		"as RFC 4791 says": {"MKCALENDAR", made("C:mkcalendar", named+events)},
		"as RFC 5689 says": {"MKCOL", made("D:mkcol", `<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>`+named)},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			s.gets(http.StatusCreated, s.asks(c.method, fresh, c.body))
			r := s.asks("PROPFIND", fresh, propfind(`<displayname/><A:calendar-color xmlns:A="http://apple.com/ns/ical/"/><C:calendar-free-busy-set/>`), "Depth", "0")
			if s.between(r, "displayname") != "Ateliers & groupes" || s.between(r, "calendar-color") != "#1F5C57FF" || !strings.Contains(r.body, "<YES ") {
				t.Errorf("it is %s", r.body)
			}
			s.gets(http.StatusCreated, s.asks("PUT", fresh+"b.ics", string(event("a", "20260401T080000Z", "20260401T090000Z"))))
			s.gets(map[string]int{"MKCALENDAR": 403, "MKCOL": 405}[c.method], s.asks(c.method, fresh, c.body))
			s.gets(http.StatusOK, s.asks("GET", fresh+"b.ics", ""))
			s.gets(http.StatusNoContent, s.asks("DELETE", fresh, ""))
			s.gets(http.StatusNotFound, s.asks("PROPFIND", fresh, "", "Depth", "0"))
			s.gets(http.StatusNotFound, s.asks("GET", fresh+"b.ics", ""))
			s.gets(http.StatusCreated, s.asks(c.method, fresh, c.body))
			s.gets(http.StatusNotFound, s.asks("GET", fresh+"b.ics", ""))
		})
	}
}

func TestCalendarsThatCantBeAreNotMade(t *testing.T) {
	s := open(t)
	for want, c := range map[string]struct{ method, path, body string }{
		"supported-calendar-component":    {"MKCALENDAR", fresh, made("C:mkcalendar", named+tasks)},
		"calendar-collection-location-ok": {"MKCALENDAR", "/caldav/maison/", made("C:mkcalendar", named)},
		"resource-must-be-null":           {"MKCALENDAR", home, made("C:mkcalendar", named)},
		"valid-resourcetype":              {"MKCOL", fresh, made("D:mkcol", `<D:resourcetype><D:collection/></D:resourcetype>`)},
		"cannot-modify-protected-property": {
			"MKCALENDAR", fresh, made("C:mkcalendar", `<D:getetag>x</D:getetag>`),
		},
	} {
		if r := s.asks(c.method, c.path, c.body); !strings.Contains(r.body, want) {
			t.Errorf("want %s: %d %s", want, r.status, r.body)
		}
		s.gets(http.StatusNotFound, s.asks("PROPFIND", fresh, "", "Depth", "0"))
	}
	s.gets(http.StatusNotFound, s.asks("MKCALENDAR", "/caldav/voisin/calendars/atelier/", made("C:mkcalendar", named)))
}

func TestAHomeHoldsSoManyCalendars(t *testing.T) {
	s := open(t)
	for i := range 99 {
		s.gets(http.StatusCreated, s.asks("MKCALENDAR", fmt.Sprintf("/caldav/maison/calendars/c%d/", i), ""))
	}
	s.gets(http.StatusInsufficientStorage, s.asks("MKCALENDAR", fresh, ""))
}

func patch(set, remove string) string {
	return `<D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop>` +
		set + `</D:prop></D:set><D:remove><D:prop>` + remove + `</D:prop></D:remove></D:propertyupdate>`
}

func TestNamesAndColoursAreKept(t *testing.T) {
	s := open(t)
	token := s.syncs("", "", map[string]string{home + "a.ics": "200"})
	s.gets(http.StatusMultiStatus, s.asks("PROPPATCH", home, patch(named+`<A:calendar-order>3</A:calendar-order>`, "")))
	s.gets(http.StatusMultiStatus, s.asks("PROPPATCH", home, patch(`<A:calendar-order>4</A:calendar-order>`, `<C:calendar-free-busy-set/>`)))
	if err := s.EnsureCalendar(t.Context(), "maison", "ouvert", "Escale – heures ouvertes"); err != nil {
		t.Fatal(err)
	}
	r := s.asks("PROPFIND", home, "", "Depth", "0")
	if s.between(r, "displayname") != "Ateliers & groupes" || s.between(r, "calendar-order") != "4" || strings.Contains(r.body, "YES") {
		t.Errorf("it is %s", r.body)
	}
	s.syncs(token, "", map[string]string{})
	s.gets(http.StatusMultiStatus, s.asks("PROPPATCH", home, patch("", `<D:displayname/>`)))
	if err := s.EnsureCalendar(t.Context(), "maison", "ouvert", "Escale"); err != nil {
		t.Fatal(err)
	}
	if got := s.between(s.asks("PROPFIND", home, "", "Depth", "0"), "displayname"); got != "Escale" {
		t.Errorf("after its own name was taken away it is called %q", got)
	}
}

func TestAllIsPatchedOrNothing(t *testing.T) {
	s := open(t)
	for path, set := range map[string]string{
		home:                              `<D:displayname>Autre</D:displayname><D:getetag>x</D:getetag>`,
		home + "a.ics":                    `<D:displayname>Autre</D:displayname>`,
		"/caldav/maison/":                 `<D:displayname>Autre</D:displayname>`,
		"/caldav/maison/calendars/":       `<D:displayname>Autre</D:displayname>`,
		"/caldav/maison/calendars/ouvert": `<D:displayname>Autre</D:displayname><C:calendar-timezone>x</C:calendar-timezone>`,
	} {
		if r := s.asks("PROPPATCH", path, patch(set, "")); !strings.Contains(r.body, "403 Forbidden") || strings.Contains(r.body, "200 OK") {
			t.Errorf("%s: %s", path, r.body)
		}
	}
	large := `<A:calendar-color>` + strings.Repeat("x", 70<<10) + `</A:calendar-color>`
	if r := s.asks("PROPPATCH", home, patch(large, "")); !strings.Contains(r.body, "quota-not-exceeded") {
		t.Errorf("a large property: %.300s", r.body)
	}
	if r := s.asks("PROPFIND", home, "", "Depth", "0"); s.between(r, "displayname") != "Escale – heures ouvertes" {
		t.Errorf("it is %s", r.body)
	}
}

func TestObjectsAreMovedAndCopied(t *testing.T) {
	s := open(t)
	s.gets(http.StatusCreated, s.asks("MKCALENDAR", fresh, ""))
	to := func(path string) []string { return []string{"Destination", s.http.URL + path} }
	token := s.syncs("", "", map[string]string{home + "a.ics": "200"})
	s.gets(http.StatusCreated, s.asks("MOVE", home+"a.ics", "", to(fresh+"b%20c.ics")...))
	s.gets(http.StatusNotFound, s.asks("GET", home+"a.ics", ""))
	s.gets(http.StatusOK, s.asks("GET", fresh+"b%20c.ics", ""))
	token = s.syncs(token, "", map[string]string{home + "a.ics": "404"})
	s.gets(http.StatusCreated, s.asks("COPY", fresh+"b%20c.ics", "", to(home+"a.ics")...))
	s.gets(http.StatusOK, s.asks("GET", fresh+"b%20c.ics", ""))
	token = s.syncs(token, "", map[string]string{home + "a.ics": "200"})
	s.gets(http.StatusPreconditionFailed, s.asks("MOVE", fresh+"b%20c.ics", "", append(to(home+"a.ics"), "Overwrite", "F")...))
	s.gets(http.StatusPreconditionFailed, s.asks("MOVE", fresh+"b%20c.ics", "", append(to(home+"a.ics"), "If-Match", `"x"`)...))
	s.between(s.gets(http.StatusForbidden, s.asks("COPY", home+"a.ics", "", to(home+"b.ics")...)), "no-uid-conflict")
	s.gets(http.StatusNoContent, s.asks("MOVE", fresh+"b%20c.ics", "", to(home+"a.ics")...))
	s.gets(http.StatusCreated, s.asks("MOVE", home+"a.ics", "", to(home+"z.ics")...))
	s.syncs(token, "", map[string]string{home + "a.ics": "404", home + "z.ics": "200"})
	s.gets(http.StatusConflict, s.asks("MOVE", home+"z.ics", "", to("/caldav/maison/calendars/none/z.ics")...))
	s.gets(http.StatusNotFound, s.asks("MOVE", home+"a.ics", "", to(home+"y.ics")...))
	for _, away := range []string{
		"/caldav/voisin/calendars/ouvert/z.ics", "/caldav/maison/calendars/..%2f..%2fvoisin%2fcalendars%2fouvert/z.ics",
		home, "/etc/passwd", "", home + "z.ics",
	} {
		s.gets(http.StatusForbidden, s.asks("MOVE", home+"z.ics", "", to(away)...))
	}
	s.gets(http.StatusOK, s.asks("GET", home+"z.ics", ""))
	if r := s.asksAs("voisin", secret, "PROPFIND", "/caldav/voisin/calendars/ouvert/", "", "Depth", "1"); strings.Contains(r.body, ".ics") {
		t.Errorf("something arrived in the neighbour's calendar: %s", r.body)
	}
}
