package caldav

import (
	"fmt"
	"net/http"
	"strings"

	"escale/deploy/servertest"
)

// anything makes a calendar that is not for events only.
func (s *site) anything() string {
	cal := fmt.Sprintf("%sanything%d/", s.Home, s.Next())
	s.ask("MKCALENDAR", cal, "", `<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>Tout</displayname></prop></set></c:mkcalendar>`)
	return cal
}

// at is the address of an event of that UID, and its text.
func (s *site) event(cal, name string, lines ...string) (href, text string) {
	if len(lines) == 0 {
		lines = []string{"DTSTART:20261123T090000Z", "DTEND:20261123T100000Z", "SUMMARY:Inventé"}
	}
	return cal + name + ".ics", servertest.Event(append([]string{"UID:" + s.UID(name)}, lines...)...)
}

// fill writes an event and returns its address and version.
func (s *site) fill(cal, name string, lines ...string) (href, etag string) {
	s.t.Helper()
	href, text := s.event(cal, name, lines...)
	if a := s.Write(href, text); !isWritten(a.Status) {
		s.t.Fatalf("put %s: %d", href, a.Status)
	}
	return href, s.Raw(http.MethodGet, href, "").Header.Get("ETag")
}

// ask sends an XML body and reads the multistatus.
func (s *site) ask(method, path, depth, body string) (multistatus, servertest.Answer) {
	header := []string{"Content-Type", reportType}
	if depth != "" {
		header = append(header, "Depth", depth)
	}
	a := s.Raw(method, path, `<?xml version="1.0" encoding="utf-8"?>`+body, header...)
	var m multistatus
	if a.Status == http.StatusMultiStatus {
		var err error
		if m, err = readMultistatus(answer{status: a.Status, body: []byte(a.Body), path: path}); err != nil {
			s.t.Errorf("%s %s: %v", method, path, err)
		}
	}
	return m, a
}

// props asks for some properties.
func (s *site) props(path, depth, properties string) (multistatus, servertest.Answer) {
	return s.ask("PROPFIND", path, depth, strings.TrimPrefix(propfindHead, `<?xml version="1.0" encoding="utf-8"?>`)+properties+`</prop></propfind>`)
}

// syncFrom asks for what changed since a token, by hand.
func (s *site) syncFrom(cal, token string) (multistatus, servertest.Answer) {
	return s.ask("REPORT", cal, "0", `<sync-collection xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><sync-token>`+xmlText(token)+
		`</sync-token><sync-level>1</sync-level><prop><getetag/><c:calendar-data/></prop></sync-collection>`)
}

// token is the calendar's sync token now.
func (s *site) token(cal string) string {
	m, _ := s.props(cal, "0", `<sync-token/>`)
	for _, r := range m.Responses {
		return r.found().Token
	}
	return ""
}

// names are the last parts of the addresses that an answer is about, other than
// the calendar's, with the status where it is no success.
func names(m multistatus, cal string) []string {
	var list []string
	for _, r := range m.Responses {
		if sameCollection(r.path(), cal) {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(r.path(), cal), ".ics")
		if code := r.status(); code/100 != 2 {
			name = fmt.Sprintf("%s %d", name, code)
		}
		list = append(list, name)
	}
	return list
}
