package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"escale/scheduling"
)

// Sessions lets whoever has the link in a session's event say how it went.
type Sessions interface {
	// Session returns what a token names, or scheduling.ErrNotFound.
	Session(ctx context.Context, token string) (Session, error)
	// Mark says whether the parent came; scheduling.ErrNotFound when it is not the
	// time to say so.
	Mark(ctx context.Context, token string, state scheduling.State) error
}

// Session is what its page tells, and all it tells.
type Session struct {
	Reference   string
	Start       time.Time // in the structure's zone
	From, Until time.Time // when it can be said
	State       scheduling.State
}

// sessionView is the page behind the link.
type sessionView struct {
	frame
	At                   string
	Reference, Day, Hour string
	Early, Late          string
	Came, Missed         bool
}

// session shows two buttons. Looking marks nothing: mail programs look too.
func (w *Web) session(rw http.ResponseWriter, r *http.Request) {
	s, ok := w.sessionOf(rw, r)
	if !ok {
		return
	}
	v := sessionView{
		frame: w.frame("Cette séance a‑t‑elle eu lieu ?"), At: r.URL.Path, Reference: s.Reference,
		Day: frenchDay(s.Start), Hour: frenchHour(s.Start),
		Came: s.State == scheduling.Attended, Missed: s.State == scheduling.Missed,
	}
	switch now := w.Clocks.Programme(); {
	case now.Before(s.From):
		from := s.From.In(s.Start.Location())
		v.Early = frenchDay(from) + " à " + frenchHour(from)
	case now.After(s.Until):
		v.Late = frenchDay(s.Until.In(s.Start.Location()))
	}
	w.show(rw, http.StatusOK, "seance", v)
}

func (w *Web) sessionOf(rw http.ResponseWriter, r *http.Request) (Session, bool) {
	if w.Sessions == nil {
		w.notFound(rw, r)
		return Session{}, false
	}
	s, err := w.Sessions.Session(r.Context(), r.PathValue("token"))
	switch {
	case errors.Is(err, scheduling.ErrNotFound):
		w.notFound(rw, r)
	case err != nil:
		w.failed(rw, "read a session", err)
	default:
		return s, true
	}
	return Session{}, false
}

// markSession takes the answer and shows the page again, where it can be changed.
func (w *Web) markSession(rw http.ResponseWriter, r *http.Request) {
	if _, ok := w.sessionOf(rw, r); !ok {
		return
	}
	r.Body = http.MaxBytesReader(rw, r.Body, 4096)
	if state := said(r.PostFormValue("venu")); state != "" {
		err := w.Sessions.Mark(r.Context(), r.PathValue("token"), state)
		if err != nil && !errors.Is(err, scheduling.ErrNotFound) { // the page tells why
			w.failed(rw, "mark a session", err)
			return
		}
	}
	http.Redirect(rw, r, r.URL.Path, http.StatusSeeOther)
}
