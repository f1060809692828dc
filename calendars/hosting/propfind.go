package hosting

import (
	"net/http"
)

// propfind answers at depth 0 or 1 for every kind of resource; infinity is
// answered as 1.
func (s *Server) propfind(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	q, err := readQuestion(body)
	if err != nil || (q.XMLName.Local != "" && q.XMLName.Local != "propfind") {
		http.Error(w, "the body is no propfind", http.StatusBadRequest)
		return
	}
	m := newMultistatus()
	deep := r.Header.Get("Depth") != "0"
	switch {
	case v.place.object != "":
		err = s.describeObject(m, r, v, q)
	case v.place.calendar != "":
		err = s.describeCalendar(m, r, v, q, deep)
	case v.place.home:
		err = s.describeHome(m, r, v, q, deep)
	case v.place.user != "":
		m.resource(s.principalPath(v.user), q, s.ofPrincipal(v))
		if deep {
			err = s.describeHome(m, r, v, q, false)
		}
	default:
		m.resource(s.prefix+"/", q, s.ofRoot(v))
		if deep {
			m.resource(s.principalPath(v.user), q, s.ofPrincipal(v))
		}
	}
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	m.send(w)
}

func (s *Server) describeHome(m *multistatus, r *http.Request, v visit, q question, deep bool) error {
	m.resource(s.homePath(v.user), q, s.ofHome(v))
	if !deep {
		return nil
	}
	all, err := s.shelf.calendars(r.Context(), v.home)
	for _, c := range all {
		m.resource(s.calendarPath(v.user, c.Name), q, s.ofCalendar(v.user, c))
	}
	return err
}

func (s *Server) describeCalendar(m *multistatus, r *http.Request, v visit, q question, deep bool) error {
	c, err := s.shelf.calendar(r.Context(), v.calendar())
	if err != nil {
		return err
	}
	at := s.calendarPath(v.user, c.Name)
	m.resource(at, q, s.ofCalendar(v.user, c))
	if !deep {
		return nil
	}
	all, err := s.shelf.objects(r.Context(), c.id())
	for _, o := range all {
		m.resource(at+o.Name, q, s.ofObject(v.user, o))
	}
	return err
}

func (s *Server) describeObject(m *multistatus, r *http.Request, v visit, q question) error {
	o, err := s.shelf.object(r.Context(), v.calendar(), v.place.object)
	if err == nil {
		m.resource(s.path(v.place), q, s.ofObject(v.user, o))
	}
	return err
}
