package hosting

import (
	"net/http"
)

// visit is a request that was let in: who it is and what it is about.
type visit struct {
	user  string
	home  string
	zone  string // of times without one
	place place
}

// calendar is the store's id of the calendar that the visit is about.
func (v visit) calendar() string { return CalendarID(v.home, v.place.calendar) }

const wellKnown = "/.well-known/caldav"

// ServeHTTP lets the user in, reads what is small enough to be read, and hands
// it to whoever answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == wellKnown {
		// One of the redirections of RFC 6764, 5; it keeps the method.
		http.Redirect(w, r, escaped(s.prefix)+"/", http.StatusTemporaryRedirect)
		return
	}
	user := s.door.enter(w, r)
	if user == "" {
		return
	}
	u, _ := s.door.user(user)
	p, ok := s.place(r.URL.Path)
	if !ok || (p.user != "" && p.user != user) {
		http.NotFound(w, r)
		return
	}
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	if isXML(r.Method) {
		if err := shallowXML(body); err != nil {
			http.Error(w, "the body is not XML that can be read here: "+err.Error(), http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Dav", compliance)
	s.route(w, r, visit{user: user, home: u.Home, zone: u.Zone, place: p}, body)
}

// compliance is what of WebDAV is spoken: RFC 4918, 3744 as far as reading
// goes, 4791 and 5689.
const compliance = "1, 3, access-control, calendar-access, extended-mkcol"

func isXML(method string) bool {
	switch method {
	case "PROPFIND", "PROPPATCH", "REPORT", "MKCOL", "MKCALENDAR":
		return true
	}
	return false
}

// route picks who answers: by method, and by what the address names.
func (s *Server) route(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	object, collection := v.place.object != "", v.place.calendar != "" && v.place.object == ""
	switch m := r.Method; {
	case m == http.MethodOptions:
		w.Header().Set("Allow", allowed(v.place))
		w.WriteHeader(http.StatusOK)
	case m == "PROPFIND":
		s.propfind(w, r, v, body)
	case m == "PROPPATCH":
		s.proppatch(w, r, v, body)
	case m == "REPORT":
		s.report(w, r, v, body)
	case (m == http.MethodGet || m == http.MethodHead) && object:
		s.get(w, r, v)
	case m == http.MethodPut && object:
		s.put(w, r, v, body)
	case m == http.MethodDelete && object:
		s.delete(w, r, v)
	case m == http.MethodDelete && collection:
		s.deleteCalendar(w, r, v)
	case (m == "MOVE" || m == "COPY") && object:
		s.move(w, r, v, m == "COPY")
	case m == "MKCALENDAR" || m == "MKCOL":
		s.makeCalendar(w, r, v, body)
	default:
		w.Header().Set("Allow", allowed(v.place))
		http.Error(w, "not possible here", http.StatusMethodNotAllowed)
	}
}

// allowed are the methods that make sense at a place.
func allowed(p place) string {
	const all = "OPTIONS, PROPFIND, PROPPATCH, REPORT"
	switch {
	case p.object != "":
		return all + ", GET, HEAD, PUT, DELETE, MOVE, COPY"
	case p.calendar != "":
		return all + ", DELETE, MKCALENDAR, MKCOL"
	}
	return all
}
