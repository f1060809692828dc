package hosting

import (
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"slices"
	"strings"

	"escale/scheduling"

	goical "github.com/emersion/go-ical"
)

// makeCalendar answers MKCALENDAR (RFC 4791, 5.3.1) and the extended MKCOL (RFC
// 5689): all is made as it was asked for, or nothing is.
func (s *Server) makeCalendar(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	if v.place.calendar == "" || v.place.object != "" {
		refuse(w, http.StatusForbidden, "calendar-collection-location-ok")
		return
	}
	u, err := readUpdate(body)
	if err != nil {
		http.Error(w, "the body can't be read", http.StatusBadRequest)
		return
	}
	if r.Method == "MKCOL" && !u.wantsCalendar() {
		davError(w, http.StatusForbidden, "<D:valid-resourcetype/>")
		return
	}
	if !u.wantsEvents() {
		refuse(w, http.StatusForbidden, supportedComp)
		return
	}
	c := newCalendar(v.home, v.place.calendar)
	c.Display = c.Name
	if faults := c.change(u, true); len(faults) > 0 {
		m := newMultistatus()
		m.patched(s.path(v.place), u, faults)
		m.send(w)
		return
	}
	switch err := s.shelf.create(r.Context(), c); {
	case errors.Is(err, errThere) && r.Method == "MKCOL":
		http.Error(w, "it is there already", http.StatusMethodNotAllowed) // RFC 4918, 9.3.1
	case errors.Is(err, errThere):
		davError(w, http.StatusForbidden, "<D:resource-must-be-null/>")
	case err != nil:
		s.fail(w, r, v, err)
	default:
		w.Header().Set("Cache-Control", "no-cache")
		w.WriteHeader(http.StatusCreated)
	}
}

// wantsCalendar reports whether a MKCOL is about a calendar.
func (u update) wantsCalendar() bool {
	return slices.ContainsFunc(u.sets(), func(n node) bool {
		return n.XMLName == xml.Name{Space: nsDAV, Local: "resourcetype"} &&
			slices.ContainsFunc(n.Nodes, func(t node) bool { return t.XMLName == xml.Name{Space: nsCalDAV, Local: "calendar"} })
	})
}

// wantsEvents is false for a calendar that could hold nothing that is kept here,
// such as a list of tasks.
func (u update) wantsEvents() bool {
	for _, n := range u.sets() {
		if n.XMLName == (xml.Name{Space: nsCalDAV, Local: "supported-calendar-component-set"}) {
			return slices.ContainsFunc(n.Nodes, func(comp node) bool {
				return slices.ContainsFunc(comp.Attrs, func(a xml.Attr) bool {
					return a.Name.Local == "name" && strings.EqualFold(a.Value, goical.CompEvent)
				})
			})
		}
	}
	return true
}

// deleteCalendar takes out a calendar that somebody made, and all in it.
func (s *Server) deleteCalendar(w http.ResponseWriter, r *http.Request, v visit) {
	switch err := s.shelf.discard(r.Context(), v.calendar()); {
	case errors.Is(err, errFixed):
		http.Error(w, "this calendar is Escale's: empty it if you like, it can't be deleted", http.StatusForbidden)
	case err != nil:
		s.fail(w, r, v, err)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

var (
	errThere = errors.New("there is one already")
	errFixed = errors.New("not to be deleted")
)

// create stores a new calendar.
func (s *shelf) create(ctx context.Context, c calendar) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	others, err := s.calendars(ctx, c.Home)
	switch {
	case err != nil:
		return err
	case slices.ContainsFunc(others, func(o calendar) bool { return o.Name == c.Name }):
		return errThere
	case len(others) >= maxCalendars:
		return errFull
	}
	if err := s.apply(ctx, scheduling.Change{}, c); !errors.Is(err, scheduling.ErrStale) {
		return err
	}
	return errThere // made meanwhile
}

// edit changes a calendar's own words; its objects stay as they are, and so does
// what says whether they changed.
func (s *shelf) edit(ctx context.Context, id string, change func(*calendar) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return again(func() error {
		c, err := s.calendar(ctx, id)
		if err == nil {
			err = change(&c)
		}
		if err != nil {
			return err
		}
		return s.apply(ctx, scheduling.Change{}, c)
	})
}

// discard deletes a calendar with its objects.
func (s *shelf) discard(ctx context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return again(func() error {
		c, err := s.calendar(ctx, id)
		if err != nil {
			return err
		}
		if c.Fixed {
			return errFixed
		}
		all, err := s.objects(ctx, id)
		if err != nil {
			return err
		}
		// Every write of an object raises the calendar's version.
		change := scheduling.Change{Expect: []scheduling.Expect{{Key: c.key(), Version: c.version}}, Delete: []scheduling.Key{c.key()}}
		for _, o := range all {
			change.Delete = append(change.Delete, objectKey(id, o.Name))
		}
		return s.apply(ctx, change)
	})
}
