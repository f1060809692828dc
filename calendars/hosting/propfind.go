package hosting

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// propfind answers for a home set and for a calendar, at depth 0 or 1: unlike
// the library it knows ctag, sync token and the supported reports.
func (s *Server) propfind(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	q, err := readQuestion(body)
	if err != nil || (q.XMLName.Local != "" && q.XMLName.Local != "propfind") {
		http.Error(w, "the body is no propfind", http.StatusBadRequest)
		return
	}
	m := newMultistatus()
	if v.place.calendar == "" {
		err = s.describeHome(m, r, v, q)
	} else {
		err = s.describeCalendar(m, r, v, q)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	m.send(w)
}

// deep holds for all depths but 0; infinity is answered as 1.
func deep(r *http.Request) bool { return r.Header.Get("Depth") != "0" }

func (s *Server) describeHome(m *multistatus, r *http.Request, v visit, q question) error {
	m.resource(s.homePath(v.user), q, []property{
		dav("resourcetype", "<D:collection/>"),
		dav("displayname", quoted(v.home)),
		dav("current-user-principal", href(s.principalPath(v.user))),
		dav("owner", href(s.principalPath(v.user))),
	})
	if !deep(r) {
		return nil
	}
	all, err := s.shelf.calendars(r.Context(), v.home)
	for _, c := range all {
		m.resource(s.calendarPath(v.user, c.Name), q, s.ofCalendar(v.user, c))
	}
	return err
}

func (s *Server) describeCalendar(m *multistatus, r *http.Request, v visit, q question) error {
	c, err := s.shelf.calendar(r.Context(), v.calendar())
	if err != nil {
		return err
	}
	at := s.calendarPath(v.user, c.Name)
	m.resource(at, q, s.ofCalendar(v.user, c))
	if !deep(r) {
		return nil
	}
	all, err := s.shelf.objects(r.Context(), c.id())
	for _, o := range all {
		m.resource(at+o.Name, q, ofObject(o))
	}
	return err
}

func (s *Server) ofCalendar(user string, c calendar) []property {
	var comps, reports strings.Builder
	for _, name := range components() {
		fmt.Fprintf(&comps, `<C:comp name="%s"/>`, name)
	}
	for _, name := range []string{"C:calendar-query", "C:calendar-multiget", "D:sync-collection"} {
		fmt.Fprintf(&reports, "<D:supported-report><D:report><%s/></D:report></D:supported-report>", name)
	}
	return []property{
		dav("resourcetype", "<D:collection/><C:calendar/>"),
		dav("displayname", quoted(c.Display)),
		dav("current-user-principal", href(s.principalPath(user))),
		dav("owner", href(s.principalPath(user))),
		dav("current-user-privilege-set", "<D:privilege><D:all/></D:privilege>"+
			"<D:privilege><D:read/></D:privilege><D:privilege><D:write/></D:privilege>"+
			"<D:privilege><D:bind/></D:privilege><D:privilege><D:unbind/></D:privilege>"),
		dav("supported-report-set", reports.String()),
		dav("sync-token", quoted(c.token(c.Seq))),
		cal("supported-calendar-component-set", comps.String()),
		cal("supported-calendar-data", `<C:calendar-data content-type="text/calendar" version="2.0"/>`),
		cal("max-resource-size", strconv.Itoa(maxObject)),
		{xml.Name{Space: nsServer, Local: "getctag"}, quoted(c.token(c.Seq))},
	}
}

func ofObject(o object) []property {
	return []property{
		dav("resourcetype", ""),
		dav("getetag", quoted(`"`+o.etag()+`"`)),
		dav("getcontenttype", "text/calendar; charset=utf-8"),
		dav("getcontentlength", length(o)),
		dav("getlastmodified", lastModified(o.Modified)),
	}
}
