package hosting

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"escale/scheduling"
)

// visit is a request that was let in: who it is and what it is about.
type visit struct {
	user  string
	home  string
	place place
}

type visitKey struct{}

// ServeHTTP lets the user in, reads what is small enough to be read, and hands
// it to whoever answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/.well-known/caldav" {
		http.Redirect(w, r, escaped(s.prefix)+"/", http.StatusPermanentRedirect)
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
	v := visit{user: user, home: u.Home, place: p}
	r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.URL.Path, r.URL.RawPath = s.path(p), ""
	w.Header().Set("X-Content-Type-Options", "nosniff")
	s.route(w, r, v, body)
}

func isXML(method string) bool {
	switch method {
	case "PROPFIND", "PROPPATCH", "REPORT", "MKCOL", "MKCALENDAR":
		return true
	}
	return false
}

// route answers what the library does not, or not rightly.
func (s *Server) route(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	object, collection := v.place.object != "", v.place.home
	switch {
	case r.Method == http.MethodPut && object:
		s.put(w, r, v, body)
	case r.Method == http.MethodDelete && object:
		s.delete(w, r, v)
	case (r.Method == http.MethodGet || r.Method == http.MethodHead) && object:
		s.get(w, r, v)
	case r.Method == "PROPFIND" && collection && !object:
		s.propfind(w, r, v, body)
	case r.Method == "REPORT":
		s.report(w, r, v, body)
	case r.Method == http.MethodOptions || r.Method == "PROPFIND":
		finite(r)
		s.library.ServeHTTP(w, r)
	default:
		w.Header().Set("Allow", "OPTIONS, PROPFIND, REPORT, GET, HEAD, PUT, DELETE")
		http.Error(w, "not possible here", http.StatusMethodNotAllowed)
	}
}

// finite keeps the library from walking through everything: a missing depth
// means infinity to it.
func finite(r *http.Request) {
	if d := r.Header.Get("Depth"); d != "0" {
		r.Header.Set("Depth", "1")
	}
}

// report answers sync-collection, and hands queries to the library.
func (s *Server) report(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	q, err := readQuestion(body)
	switch {
	case err != nil:
		http.Error(w, "the report can't be read", http.StatusBadRequest)
	case v.place.calendar == "" || v.place.object != "":
		http.Error(w, "reports are about a calendar", http.StatusForbidden)
	case q.XMLName.Local == "sync-collection":
		s.sync(w, r, v, q)
	case strings.Contains(string(body), "negate-condition"):
		// The library reads such a filter as its contrary.
		refuse(w, http.StatusForbidden, supportedQuery)
	case q.XMLName.Local == "calendar-query" || q.XMLName.Local == "calendar-multiget":
		if _, err := s.shelf.calendar(r.Context(), v.calendar()); err != nil {
			s.fail(w, r, err)
			return
		}
		left := maxAnswer
		s.library.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), budgetKey{}, &left)))
	default:
		refuse(w, http.StatusForbidden, "")
	}
}

// calendar is the store's id of the calendar that the visit is about.
func (v visit) calendar() string { return CalendarID(v.home, v.place.calendar) }

// refuse answers with the precondition that failed (RFC 4791, 1.3), "" being
// that the report is supported (RFC 3253, 3.6).
func refuse(w http.ResponseWriter, status int, precondition string) {
	element := "<C:" + precondition + "/>"
	if precondition == "" {
		element = "<D:supported-report/>"
	}
	answer(w, status, `<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">`+element+`</D:error>`)
}

func answer(w http.ResponseWriter, status int, xml string) {
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.WriteHeader(status)
	// A client that went away can't be told.
	_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+xml)
}

// fail answers an error of the storage or a refusal.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f, isFault := errors.AsType[fault](err)
	c, isConflict := errors.AsType[conflict](err)
	switch {
	case errors.Is(err, scheduling.ErrNotFound):
		http.NotFound(w, r)
	case errors.Is(err, errCondition):
		http.Error(w, "it was changed meanwhile", http.StatusPreconditionFailed)
	case isFault && f.precondition == supportedData:
		refuse(w, http.StatusUnsupportedMediaType, f.precondition)
	case isFault && f.precondition == maxResourceSize:
		refuse(w, http.StatusRequestEntityTooLarge, f.precondition)
	case isFault:
		refuse(w, http.StatusForbidden, f.precondition)
	case isConflict:
		v, _ := r.Context().Value(visitKey{}).(visit)
		answer(w, http.StatusForbidden, fmt.Sprintf(
			`<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:%s><D:href>%s</D:href></C:%s></D:error>`,
			noUIDConflict, quoted(escaped(s.calendarPath(v.user, v.place.calendar)+c.name)), noUIDConflict,
		))
	case errors.Is(err, context.Canceled):
	default:
		s.log.ErrorContext(r.Context(), "hosted calendar", "method", r.Method, "error", err)
		http.Error(w, "not now", http.StatusServiceUnavailable)
	}
}
