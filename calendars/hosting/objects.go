package hosting

import (
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"escale/scheduling"
)

// errCondition: If-Match or If-None-Match says no.
var errCondition = errors.New("precondition failed")

// always allows any change.
func always(*object) error { return nil }

// conditions reads If-Match and If-None-Match (RFC 9110, 13.1): a change is
// allowed if what stands there fits both. Only strong tags are ever given out,
// so a weak one fits nothing.
func conditions(h http.Header) func(*object) error {
	match, none := tags(h.Values("If-Match")), tags(h.Values("If-None-Match"))
	return func(o *object) error {
		if (match != nil && !fits(match, o)) || (none != nil && fits(none, o)) {
			return errCondition
		}
		return nil
	}
}

// tags are those of a header, nil if it is absent.
func tags(values []string) []string {
	var all []string
	for _, v := range values {
		for tag := range strings.SplitSeq(v, ",") {
			all = append(all, strings.TrimSpace(tag))
		}
	}
	return all
}

func fits(tags []string, o *object) bool {
	if o == nil {
		return false
	}
	for _, t := range tags {
		if t == "*" || strings.Trim(t, `"`) == o.etag() {
			return true
		}
	}
	return false
}

func (s *Server) put(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	if kind := r.Header.Get("Content-Type"); kind != "" {
		if t, _, err := mime.ParseMediaType(kind); err != nil || t != "text/calendar" {
			refuse(w, http.StatusUnsupportedMediaType, supportedData)
			return
		}
	}
	uid, err := check(body)
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	o := object{Name: v.place.object, UID: uid, ICS: string(body)}
	o, created, err := s.shelf.write(r.Context(), v.calendar(), o, conditions(r.Header))
	if errors.Is(err, scheduling.ErrNotFound) { // the calendar: RFC 4918, 9.7.1
		http.Error(w, "there is no such calendar", http.StatusConflict)
		return
	}
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	w.Header().Set("ETag", `"`+o.etag()+`"`)
	if created {
		w.WriteHeader(http.StatusCreated)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) delete(w http.ResponseWriter, r *http.Request, v visit) {
	if err := s.shelf.remove(r.Context(), v.calendar(), v.place.object, conditions(r.Header)); err != nil {
		s.fail(w, r, v, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// get returns an object byte for byte as it was put.
func (s *Server) get(w http.ResponseWriter, r *http.Request, v visit) {
	o, err := s.shelf.object(r.Context(), v.calendar(), v.place.object)
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	w.Header().Set("ETag", `"`+o.etag()+`"`)
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	// It also answers conditions and ranges.
	http.ServeContent(w, r, "", o.Modified, strings.NewReader(o.ICS))
}

// lastModified is the date of a resource as HTTP writes it.
func lastModified(t time.Time) string { return t.UTC().Format(http.TimeFormat) }
