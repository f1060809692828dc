// Package web is the pages for coordinators and the public pages every service
// owes: results with their export, sign in and out, privacy, legal notice,
// accessibility, and the errors. All routes are in routes.go, one page a file.
// It shows what package evaluation releases and nothing else; the chat is
// bot/webchat's.
package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"escale/evaluation"
	"escale/programme"
	"escale/scheduling"
)

// Config is what the pages need.
type Config struct {
	// Catalogue returns the programme in force.
	Catalogue func() *programme.Programme
	// Questionnaires returns those in force, in the order they are shown.
	Questionnaires func() []*evaluation.Questionnaire
	// Reader reads records of kind "fact" (evaluation.Fact), "answer"
	// (evaluation.Answer) and "alarm" (scheduling.Alarm), and the counters "step/…".
	Reader Reader
	// Calendars tells how the structures' calendars are; nil: not shown.
	Calendars func() []CalendarState
	// Retained tells what the last night's retention dropped; nil: not shown.
	Retained func(ctx context.Context) (scheduling.Retained, error)
	// Believe takes a user's word that the bookings of an agenda's alarm were
	// really deleted, as scheduling.Desk does; nil: nobody is asked.
	Believe func(ctx context.Context, agenda string) error
	// Keep takes a user's word that they were not meant to be, and has them written
	// again; nil: it is not proposed.
	Keep func(ctx context.Context, agenda string) error
	// Callbacks are the requests to be called by a person; nil: none are taken.
	Callbacks Callbacks
	// Diaries are the agendas' own pages, Sessions those behind the links in
	// events; nil: there are none.
	Diaries  Diaries
	Sessions Sessions
	Clocks   scheduling.Clocks
	Users    []User
	// BaseURL is where the service is reached. With https, cookies are Secure.
	BaseURL string
	// Secret seals sign-in cookies; replicas share it. Default: 32 random bytes,
	// so that a restart signs everybody out.
	Secret []byte
	// Origin names where a request comes from, to slow down guessing; default the
	// address of the connection.
	Origin func(*http.Request) string
	Demo   *Demo // nil outside the demo
	Log    *slog.Logger
}

// Demo shows a banner that says all is invented, with a link to the controls.
type Demo struct {
	URL string // default "/demo"
}

// CalendarState is how one calendar of a structure is.
type CalendarState struct {
	Structure string    // id
	Name      string    // of the calendar or agenda, as the structure knows it
	Last      time.Time // of the last successful reading, machine time; zero: never
	Error     string    // in words, in French; empty when all is well
	Since     time.Time // when that began, machine time
	Silent    bool      // for so long that the agenda is not offered
	Events    int       // known
	Strange   int       // of which could not be understood
	Note      string    // what else the structure should know, in French; empty: nothing
}

// Web is the pages. It is safe for concurrent use.
type Web struct {
	Config
	pages    map[string]*template.Template
	guard    *guard
	sessions sessions
	mu       sync.Mutex // guards kept and unmet
	kept     kept
	unmet    keptDemand
}

// New checks the configuration and parses the pages.
func New(c Config) (*Web, error) {
	if c.Catalogue == nil || c.Reader == nil || c.Clocks == nil || c.Questionnaires == nil {
		return nil, errors.New("web: catalogue, questionnaires, reader and clocks are required")
	}
	if len(c.Secret) == 0 {
		c.Secret = make([]byte, 32)
		rand.Read(c.Secret) // never fails
	}
	if len(c.Secret) < 32 {
		return nil, fmt.Errorf("web: a secret of 32 bytes is required, not %d", len(c.Secret))
	}
	c.Log = cmp.Or(c.Log, slog.New(slog.DiscardHandler))
	if c.Origin == nil {
		c.Origin = connection
	}
	if c.Demo != nil {
		c.Demo = &Demo{URL: cmp.Or(c.Demo.URL, "/demo")}
	}
	guard, err := newGuard(c.Users, c.Clocks.Machine)
	if err != nil {
		return nil, err
	}
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	return &Web{Config: c, pages: pages, guard: guard, sessions: sessions{secret: c.Secret, now: c.Clocks.Machine}}, nil
}
