// Package hosting is a CalDAV server (RFC 4791) for structures that have no
// calendar of their own. It keeps calendars as records of the store, speaks to
// any CalDAV client, and is built to be left on the open network: sizes and
// depths are capped before anything is parsed. Whoever knows the secret address
// of a calendar reads it without a password, as a feed. It knows neither agendas
// nor bookings, and it keeps the structure's own events in clear: no parent's
// data comes here.
//
// Addresses below the prefix: <user>/ is the principal, <user>/calendars/ the
// home set, <user>/calendars/<name>/ a calendar, and an object stands in it.
package hosting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"escale/scheduling"
)

// Config is what a Server needs.
type Config struct {
	// Store keeps the calendars (kind "calendar") and their objects ("object").
	Store scheduling.Store
	// Prefix is where the server stands, "/caldav/" if empty.
	Prefix string
	// Users by name, as they log in; SetUsers replaces them later.
	Users map[string]User
	// Log hears of what went wrong inside; nil: nothing is logged.
	Log *slog.Logger
	// Clock is machine time; nil: time.Now.
	Clock func() time.Time
	// Origin names where a request comes from, to slow down guessing; nil: the
	// address of the connection.
	Origin func(*http.Request) string
}

// User may read and write all calendars of one home.
type User struct {
	// Password in clear, or PasswordHash as argon2id writes it
	// ("$argon2id$v=19$m=…"): one of the two, or neither where Devices is set.
	Password, PasswordHash string
	// Devices lets in whoever knows one of the home's Passwords.
	Devices bool
	// Home is whose calendars these are, as a rule the structure's id; empty: the
	// user's own name. Users with one home share its calendars.
	Home string
	// Zone is that of times written without one, where a calendar names no other;
	// an IANA name, empty: UTC.
	Zone string
}

// Server is an http.Handler for everything below the prefix and for
// /.well-known/caldav. It is safe for concurrent use.
type Server struct {
	prefix string // "/caldav"
	shelf  *shelf
	door   *door
	turns  turns
	log    *slog.Logger
}

// New checks the users and makes the server.
func New(c Config) (*Server, error) {
	if c.Store == nil {
		return nil, errors.New("hosting: no store")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Prefix == "" {
		c.Prefix = "/caldav/"
	}
	s := &Server{
		prefix: "/" + strings.Trim(c.Prefix, "/"),
		shelf:  &shelf{store: c.Store, clock: c.Clock},
		door:   newDoor(c),
		log:    c.Log,
	}
	if s.prefix == "/" {
		return nil, errors.New("hosting: the server can't stand at the root")
	}
	return s, s.SetUsers(c.Users)
}

// SetUsers replaces the users. If one of them is not usable, all stay as they
// were and the error names it.
func (s *Server) SetUsers(users map[string]User) error {
	if err := s.door.admit(users); err != nil {
		return fmt.Errorf("hosting: %w", err)
	}
	return nil
}

// Handler is the server itself.
func (s *Server) Handler() http.Handler { return s }

// Path is the address of a user's calendar: "/caldav/<user>/calendars/<name>/".
func (s *Server) Path(user, name string) string {
	return escaped(s.calendarPath(user, name))
}

// CalendarID names a calendar for Put: its home and name.
func CalendarID(home, name string) string { return home + "/" + name }

// EnsureCalendar makes the calendar in the user's home if it is not there, and
// gives it the display name unless people gave it another. No client can delete
// it. Its id, for Put, is CalendarID of home and name.
func (s *Server) EnsureCalendar(ctx context.Context, user, name, display string) error {
	u, ok := s.door.user(user)
	if !ok {
		return fmt.Errorf("calendar %s: no user %q", name, user)
	}
	if !segment(name) {
		return fmt.Errorf("calendar %q: not a name", name)
	}
	if err := s.shelf.ensure(ctx, u.Home, name, display); err != nil {
		return fmt.Errorf("calendar %s: %w", name, err)
	}
	return nil
}

// Put writes an object into a calendar, over what stood under its name; it is
// checked as if it came from a client. An equal object is left as it is.
func (s *Server) Put(ctx context.Context, calendar, name string, ics []byte) error {
	uid, err := check(ics)
	if err == nil && !segment(name) {
		err = errors.New("not a name")
	}
	if err == nil {
		_, _, err = s.shelf.write(ctx, calendar, object{Name: name, UID: uid, ICS: string(ics)}, always)
	}
	if err != nil {
		return fmt.Errorf("put %s into %s: %w", name, calendar, err)
	}
	return nil
}
