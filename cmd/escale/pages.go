package main

import (
	"fmt"
	"strings"

	"escale/calendars"
	"escale/web"
)

// buildPages makes the coordinators' pages and the public ones.
func (h *house) buildPages(inDemo bool) error {
	c := web.Config{
		Catalogue: h.catalogue.programme, Questionnaires: h.catalogue.inOrder, Reader: h.store,
		Calendars: h.calendarStates, Believe: h.desk.Believe, Keep: h.desk.Keep, Clocks: h.clocks, BaseURL: h.config.BaseURL, Origin: h.origin, Log: h.log,
		Callbacks: h.desk, Diaries: h, Sessions: h, Retained: h.desk.Retained,
	}
	for _, u := range h.config.Users {
		scope, err := web.ParseScope(u.Scope)
		if err != nil {
			return fmt.Errorf("user %s: %w", u.Name, err)
		}
		c.Users = append(c.Users, web.User{Name: u.Name, PasswordHash: u.PasswordHash, Scope: scope})
	}
	if inDemo {
		c.Demo = &web.Demo{URL: "/demo"}
	}
	var err error
	h.pages, err = web.New(c)
	return err
}

// calendarStates says how each calendar is, for the coordinators' page.
func (h *house) calendarStates() []web.CalendarState {
	var out []web.CalendarState
	for _, s := range h.mirror.Status() {
		structure, _, _ := strings.Cut(s.Agenda, "/")
		out = append(out, web.CalendarState{
			Structure: structure, Name: h.calendarName(s), Last: s.LastSuccess, Error: s.Words, Since: s.Since,
			Silent: s.Silent, Events: s.Objects, Strange: len(s.Unreadable), Note: s.Note,
		})
	}
	return out
}

// calendarName is what the structure calls a calendar: as configured, or as one
// that Escale hosts is named in its client, where the configuration has a path.
func (h *house) calendarName(s calendars.CalendarStatus) string {
	_, agenda, ok := h.catalogue.programme().Agenda(s.Agenda)
	switch {
	case !ok || !strings.HasPrefix(s.Calendar, "/"):
		return s.Calendar
	case s.Open:
		return openTitle(agenda)
	}
	return busyTitle(agenda)
}
