package main

import (
	"fmt"
	"strings"

	"escale/web"
)

// buildPages makes the coordinators' pages and the public ones.
func (h *house) buildPages(inDemo bool) error {
	c := web.Config{
		Catalogue: h.catalogue.programme, Questionnaires: h.catalogue.inOrder, Reader: h.store,
		Calendars: h.calendarStates, Believe: h.desk.Believe, Clocks: h.clocks, BaseURL: h.config.BaseURL, Origin: h.origin, Log: h.log,
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
		out = append(out, web.CalendarState{Structure: structure, Name: s.Calendar, Last: s.LastSuccess, Error: s.Words})
	}
	return out
}
