package hosting

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"escale/scheduling"
)

// move answers MOVE and COPY of an object within its home (RFC 4918, 9.8 and
// 9.9). Of the Destination only the path counts: a proxy may have another host.
func (s *Server) move(w http.ResponseWriter, r *http.Request, v visit, keep bool) {
	u, err := url.Parse(r.Header.Get("Destination"))
	if err != nil {
		http.Error(w, "the destination can't be read", http.StatusBadRequest)
		return
	}
	to, ok := s.place(u.Path)
	if !ok || to.user != v.user || to.object == "" {
		http.Error(w, "only within one's own calendars", http.StatusForbidden)
		return
	}
	if to == v.place {
		http.Error(w, "it is there already", http.StatusForbidden)
		return
	}
	over := func(there *object) error {
		if there != nil && r.Header.Get("Overwrite") == "F" {
			return errCondition
		}
		return nil
	}
	t := transfer{
		from: v.calendar(), name: v.place.object, to: CalendarID(v.home, to.calendar), as: to.object,
		keep: keep, allow: conditions(r.Header), over: over,
	}
	o, created, err := s.shelf.transfer(r.Context(), t)
	if errors.Is(err, errNoCalendar) {
		http.Error(w, "there is no such calendar", http.StatusConflict)
		return
	}
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	w.Header().Set("ETag", `"`+o.etag()+`"`)
	if created {
		w.Header().Set("Location", escaped(s.path(to)))
		w.WriteHeader(http.StatusCreated)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var errNoCalendar = errors.New("no such calendar")

// transfer is an object that goes to another place, or a copy of it.
type transfer struct {
	from, name, to, as string
	keep               bool                // the object stays where it is, too
	allow, over        func(*object) error // shown what goes, and what stands where it goes
}

// transfer makes it in one step; it returns the object in its new place, and
// whether nothing stood there.
func (s *shelf) transfer(ctx context.Context, t transfer) (moved object, created bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err = again(func() error {
		from, o, err := s.both(ctx, t.from, t.name)
		switch {
		case err != nil:
			return err
		case o == nil:
			return scheduling.ErrNotFound
		}
		if err := t.allow(o); err != nil {
			return err
		}
		to, there, err := s.both(ctx, t.to, t.as)
		switch {
		case errors.Is(err, scheduling.ErrNotFound):
			return errNoCalendar
		case err != nil:
			return err
		}
		if err := t.over(there); err != nil {
			return err
		}
		moved, created = object{Name: t.as, UID: o.UID, ICS: o.ICS}, there == nil
		if there != nil {
			moved.version = there.version
		}
		return s.relocate(ctx, t, from, to, *o, &moved, there)
	})
	return moved, created, err
}

// relocate writes both calendars, which may be one.
func (s *shelf) relocate(ctx context.Context, t transfer, from, to calendar, o object, moved, there *object) error {
	if err := s.soleUID(ctx, t.to, *moved, t.leaving()); err != nil {
		return err
	}
	same := t.from == t.to
	gone := &from
	if same {
		gone = &to
	}
	change := scheduling.Change{Expect: []scheduling.Expect{{Key: objectKey(t.from, t.name), Version: o.version}}}
	if !t.keep {
		gone.bury(o, s.clock())
		change.Delete = []scheduling.Key{objectKey(t.from, t.name)}
	}
	if err := to.admit(moved, there, s.clock()); err != nil {
		return err
	}
	r, err := objectRecord(t.to, *moved)
	if err != nil {
		return err
	}
	change.Put = []scheduling.Record{r}
	if same || t.keep {
		return s.apply(ctx, change, to)
	}
	return s.apply(ctx, change, from, to)
}

// leaving is the object of the target calendar that gives its UID up.
func (t transfer) leaving() string {
	if t.keep || t.from != t.to {
		return ""
	}
	return t.name
}
