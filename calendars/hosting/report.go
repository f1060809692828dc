package hosting

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"escale/scheduling"

	goical "github.com/emersion/go-ical"
)

// report answers the four reports there are, each about one calendar.
func (s *Server) report(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	q, err := readQuestion(body)
	if err != nil {
		http.Error(w, "the report can't be read", http.StatusBadRequest)
		return
	}
	answers := map[string]func(http.ResponseWriter, *http.Request, visit, calendar, question) error{
		"sync-collection": s.sync, "calendar-query": s.query,
		"calendar-multiget": s.multiget, "free-busy-query": s.freeBusy,
	}
	give := answers[q.XMLName.Local]
	if give == nil || v.place.calendar == "" || v.place.object != "" {
		refuse(w, http.StatusForbidden, "")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), reportLimit)
	defer cancel()
	leave, err := s.turns.take(ctx, v.home)
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	defer leave()
	r = r.WithContext(ctx)
	c, err := s.shelf.calendar(ctx, v.calendar())
	if err == nil {
		err = give(w, r, v, c, q)
	}
	if err != nil {
		s.fail(w, r, v, err)
	}
}

// query answers calendar-query (RFC 4791, 7.8).
func (s *Server) query(w http.ResponseWriter, r *http.Request, v visit, c calendar, q question) error {
	f, err := newFilter(q.Filter, c.zone(q.Timezone, v.zone))
	if err != nil {
		return err
	}
	all, err := s.shelf.objects(r.Context(), c.id())
	if err != nil {
		return err
	}
	m := newMultistatus()
	for _, o := range all {
		if err := r.Context().Err(); err != nil {
			return err
		}
		if !f.passes(o) {
			continue
		}
		if err := s.found(m, v, q, o, f.zone); err != nil {
			return err
		}
		if m.full() {
			davError(w, http.StatusInsufficientStorage, "<D:number-of-matches-within-limits/>")
			return nil
		}
	}
	m.send(w)
	return nil
}

// multiget answers calendar-multiget (RFC 4791, 7.9): every address that was
// asked for, also one that names nothing, or nothing of this calendar.
func (s *Server) multiget(w http.ResponseWriter, r *http.Request, v visit, c calendar, q question) error {
	m := newMultistatus()
	zone := c.zone(q.Timezone, v.zone)
	for _, asked := range q.Hrefs {
		name, ok := s.objectAt(v, asked)
		o, err := object{}, error(nil)
		switch {
		case m.full():
			m.answer(asked, "507 Insufficient Storage")
			continue
		case ok:
			o, err = s.shelf.object(r.Context(), c.id(), name)
		}
		if !ok || errors.Is(err, scheduling.ErrNotFound) {
			m.answer(asked, "404 Not Found")
			continue
		}
		if err == nil {
			err = s.found(m, v, q, o, zone)
		}
		if err != nil {
			return err
		}
	}
	m.send(w)
	return nil
}

// objectAt reads the name of an object of the visit's calendar from an address,
// with or without a host.
func (s *Server) objectAt(v visit, address string) (name string, ok bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", false
	}
	p, ok := s.place(u.Path)
	return p.object, ok && p.object != "" && p.user == v.user && p.calendar == v.place.calendar
}

// found adds an object that was looked for, its data as they are asked for.
func (s *Server) found(m *multistatus, v visit, q question, o object, zone *time.Location) error {
	all := s.ofObject(v.user, o)
	if w, ok := q.data(); ok {
		ics, err := w.of(o, zone)
		if err != nil {
			return err
		}
		all = append(all, cal("calendar-data", quoted(ics)))
	}
	m.resource(s.calendarPath(v.user, v.place.calendar)+o.Name, q, all)
	return nil
}

// zone is that of times written without one: as asked, as the calendar says, or
// that of the place.
func (c calendar) zone(asked, place string) *time.Location {
	for _, name := range []string{zoneName(asked), zoneName(c.timezone()), place} {
		if name == "" {
			continue
		}
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return time.UTC
}

// zoneName is the name of the VTIMEZONE in a calendar-timezone; empty if there
// is none.
func zoneName(ics string) string {
	if ics == "" {
		return ""
	}
	cal, err := parse([]byte(ics))
	if err != nil {
		return ""
	}
	for _, c := range cal.Children {
		if c.Name == goical.CompTimezone {
			return c.Props.Get(goical.PropTimezoneID).Value // parse demands one
		}
	}
	return ""
}
