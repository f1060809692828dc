package hosting_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"escale/calendars/hosting"
)

func TestDeepOrLargeBodiesAreRefused(t *testing.T) {
	s := open(t)
	deepXML := strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)
	deepICS := strings.Repeat("BEGIN:X\r\n", 25_000)
	folded := strings.Repeat("BE\r\n GIN:X\r\n", 15_000)
	large := strings.Repeat("x", 5<<20)
	for name, c := range map[string]struct {
		method, path, body string
		want               int
	}{
		"deep PROPFIND":         {"PROPFIND", home, deepXML, 400},
		"deep PROPFIND at root": {"PROPFIND", "/caldav/", deepXML, 400},
		"deep REPORT":           {"REPORT", home, deepXML, 400},
		"deep filter":           {"REPORT", home, query(strings.Repeat(`<C:comp-filter name="X">`, 10_000) + strings.Repeat("</C:comp-filter>", 10_000)), 400},
		"entities":              {"PROPFIND", home, `<!DOCTYPE x [<!ENTITY a "aaaa">]><propfind xmlns="DAV:"><allprop/></propfind>`, 400},
		"no XML":                {"REPORT", home, "{}", 400},
		"empty REPORT":          {"REPORT", home, "", 403},
		"deep object":           {"PUT", home + "x.ics", deepICS, 403},
		"deep folded object":    {"PUT", home + "x.ics", folded, 403},
		"large object":          {"PUT", home + "x.ics", large, 413},
		"large PROPFIND":        {"PROPFIND", home, large, 413},
		"large REPORT":          {"REPORT", home, large, 413},
		"deep MKCALENDAR":       {"MKCALENDAR", "/caldav/maison/calendars/new/", deepXML, 400},
		"deep MKCOL":            {"MKCOL", "/caldav/maison/calendars/new/", deepXML, 400},
		"deep PROPPATCH":        {"PROPPATCH", home, deepXML, 400},
		"12 MB of elements":     {"PROPFIND", home, strings.Repeat("<a>", 4<<20), 413},
		"27 MB of components":   {"PUT", home + "x.ics", strings.Repeat("BEGIN:X\r\n", 3<<20), 413},
		"making a collection":   {"MKCOL", "/caldav/maison/calendars/new/", "", 403},
		"deleting Escale's own": {"DELETE", home, "", 403},
		"deleting the home":     {"DELETE", "/caldav/maison/calendars/", "", 405},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.gets(c.want, s.asks(c.method, c.path, c.body))
		})
	}
	s.t = t
	s.gets(http.StatusOK, s.asks("GET", home+"a.ics", ""))
}

func TestOnlyOnesOwnCalendarsAreReached(t *testing.T) {
	s := open(t)
	body := string(event("x", "20260331T080000Z", "20260331T090000Z"))
	for _, path := range []string{
		"/caldav/voisin/calendars/ouvert/x.ics",
		"/caldav/maison/calendars/../../voisin/calendars/ouvert/x.ics", "/caldav/maison/calendars/%2e%2e/x.ics",
		"/caldav/maison/calendars/..%2f..%2fvoisin%2fcalendars%2fouvert/x.ics", home + "a%2fb.ics", home + "a/b.ics",
		home + "a%5cb.ics", home + "x%00.ics", home + "x%0a.ics", home + "%ff.ics", "/etc/passwd", "/caldavx/maison/",
	} {
		s.gets(http.StatusNotFound, s.asks("PUT", path, body))
		s.gets(http.StatusNotFound, s.asks("GET", path, ""))
	}
	for _, path := range []string{"/caldav/voisin/", "/caldav/voisin/calendars/", "/caldav/voisin/calendars/ouvert/"} {
		s.gets(http.StatusNotFound, s.asks("PROPFIND", path, "", "Depth", "1"))
		s.gets(http.StatusNotFound, s.asks("REPORT", path, syncing("", "")))
	}
	r := s.asksAs("voisin", secret, "PROPFIND", "/caldav/voisin/calendars/ouvert/", "", "Depth", "1")
	if strings.Contains(r.body, "x.ics") || strings.Contains(r.body, "maison") {
		t.Errorf("something arrived in the neighbour's calendar: %s", r.body)
	}
}

func TestWhoElseThereIsCantBeFoundOut(t *testing.T) {
	s := open(t)
	for _, rest := range []string{"", "calendars/", "calendars/ouvert/", "calendars/ouvert/a.ics"} {
		for _, method := range []string{"OPTIONS", "PROPFIND", "PROPPATCH", "REPORT", "GET", "PUT", "DELETE", "MKCALENDAR", "MOVE", "POST"} {
			there := s.asks(method, "/caldav/voisin/"+rest, propfind("<displayname/>"))
			nobody := s.asks(method, "/caldav/personne/"+rest, propfind("<displayname/>"))
			if there.status != http.StatusNotFound || there.status != nobody.status || there.body != nobody.body {
				t.Errorf("%s of %q: %d %s, of nobody's %d %s", method, rest, there.status, there.body, nobody.status, nobody.body)
			}
		}
	}
}

func TestUsersOfOneHomeShareIt(t *testing.T) {
	s := open(t)
	path := s.Path("collègue", "ouvert")
	s.gets(http.StatusOK, s.asksAs("collègue", secret, "GET", path+"a.ics", ""))
	s.gets(http.StatusMultiStatus, s.asksAs("collègue", secret, "PROPFIND", path, "", "Depth", "1"))
}

func TestWrongPasswordsStayOutside(t *testing.T) {
	s := open(t)
	for _, user := range []string{"maison", "voisin", "nobody", ""} {
		for _, password := range []string{"", secret + "x", strings.Repeat("x", 5000)} {
			for range 2 {
				r := s.gets(http.StatusUnauthorized, s.asksAs(user, password, "PROPFIND", "/caldav/", ""))
				if r.header.Get("WWW-Authenticate") == "" {
					t.Error("no WWW-Authenticate")
				}
			}
		}
	}
	for range 2 {
		s.gets(http.StatusMultiStatus, s.asksAs("voisin", secret, "PROPFIND", "/caldav/", propfind("<current-user-principal/>"), "Depth", "0"))
	}
}

func TestChangedPasswordCountsAtOnce(t *testing.T) {
	s := open(t)
	s.gets(http.StatusOK, s.asks("GET", home+"a.ics", ""))
	if err := s.SetUsers(map[string]hosting.User{"maison": {Password: "new"}}); err != nil {
		t.Fatal(err)
	}
	s.gets(http.StatusUnauthorized, s.asks("GET", home+"a.ics", ""))
	s.gets(http.StatusUnauthorized, s.asksAs("voisin", secret, "PROPFIND", "/caldav/", ""))
	s.gets(http.StatusOK, s.asksAs("maison", "new", "GET", home+"a.ics", ""))
}

func TestUnusableUsersAreRefused(t *testing.T) {
	s := open(t)
	for i, u := range []map[string]hosting.User{
		{"a/b": {Password: "x"}},
		{"a": {}},
		{"a": {Password: "x", PasswordHash: "y"}},
		{"a": {PasswordHash: "y"}},
		{"a": {Password: "x", Home: ".."}},
	} {
		if err := s.SetUsers(u); err == nil {
			t.Errorf("%d: accepted %v", i, fmt.Sprint(u))
		}
	}
	s.gets(http.StatusOK, s.asks("GET", home+"a.ics", ""))
}

func TestWellKnownLeadsToThePrefix(t *testing.T) {
	s := open(t)
	r := s.gets(http.StatusTemporaryRedirect, s.asks("PROPFIND", "/.well-known/caldav", ""))
	if r.header.Get("Location") != "/caldav/" {
		t.Errorf("leads to %q", r.header.Get("Location"))
	}
}
