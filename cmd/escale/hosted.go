package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"escale/calendars"
	"escale/calendars/hosting"
	"escale/programme"
)

// mirrorUser is the account by which the mirror reads a hosted home, made anew
// at each start. No person has its password.
const mirrorUser = "escale."

// buildHosting makes the server of hosted calendars.
func (h *house) buildHosting() (err error) {
	h.internal = newID()
	h.hosting, err = hosting.New(hosting.Config{
		Store: h.store, Prefix: "/caldav/", Log: h.log, Clock: h.clocks.Machine, Origin: h.origin,
	})
	return err
}

// applyProgramme brings what depends on the programme into line with the one
// in force: hosted calendars, their accounts, and what the mirror follows.
func (h *house) applyProgramme(ctx context.Context) error {
	structures := h.catalogue.programme().Structures
	if err := h.hosting.SetUsers(h.hostingUsers(structures)); err != nil {
		return err
	}
	var sources []calendars.AgendaSource
	h.passwords = map[string]string{}
	for _, s := range structures {
		if err := h.ensureHosted(ctx, s); err != nil {
			return err
		}
		h.passwords[s.ID] = secretsOf(s)
		for _, a := range s.Agendas {
			src, err := h.source(s, a)
			if err != nil { // the others go on; check names it
				h.log.Error("the agenda can't be read", "agenda", s.AgendaID(a), "err", err)
				continue
			}
			sources = append(sources, src)
		}
	}
	h.mirror.SetAgendas(sources)
	return nil
}

// hosted reports whether the structure has no calendar account. Escale may keep
// an agenda all the same: see programme.Structure.Hosts.
func hosted(s programme.Structure) bool { return s.CalDAV.URL == "" }

// hostingUsers gives each hosted structure its accounts: the mirror's, the one of
// its own name for its people's devices, and what stands in the configuration.
func (h *house) hostingUsers(structures []programme.Structure) map[string]hosting.User {
	users := map[string]hosting.User{}
	for _, s := range structures {
		if !slices.ContainsFunc(s.Agendas, s.Hosts) {
			continue
		}
		users[mirrorUser+s.ID] = hosting.User{Password: h.internal, Home: s.ID, Zone: s.Zone}
		if _, taken := users[s.ID]; !taken {
			users[s.ID] = hosting.User{Devices: true, Home: s.ID, Zone: s.Zone}
		}
		for _, u := range h.config.Users {
			if u.Scope == "structure:"+s.ID {
				users[u.Name] = hosting.User{PasswordHash: u.PasswordHash, Devices: true, Home: s.ID, Zone: s.Zone}
			}
		}
	}
	return users
}

// openCalendar and busyCalendar name the two calendars of a hosted agenda.
func openCalendar(a programme.Agenda) string { return "ouvert-" + a.ID }
func busyCalendar(a programme.Agenda) string { return "agenda-" + a.ID }

// openTitle and busyTitle are what clients show of them.
func openTitle(a programme.Agenda) string { return "Escale – " + cmp.Or(a.Professional, a.ID) }
func busyTitle(a programme.Agenda) string { return "Agenda – " + cmp.Or(a.Professional, a.ID) }

// ensureHosted makes the calendars of hosted agendas that are not there.
func (h *house) ensureHosted(ctx context.Context, s programme.Structure) error {
	for _, a := range s.Agendas {
		if !s.Hosts(a) {
			continue
		}
		if err := h.hosting.EnsureCalendar(ctx, mirrorUser+s.ID, openCalendar(a), openTitle(a)); err != nil {
			return err
		}
		if err := h.hosting.EnsureCalendar(ctx, mirrorUser+s.ID, busyCalendar(a), busyTitle(a)); err != nil {
			return err
		}
	}
	return nil
}

// seedCalendars fills the hosted calendars of a new demo.
func (h *house) seedCalendars(ctx context.Context, today time.Time) error {
	nth := 0
	for _, s := range h.catalogue.programme().Structures {
		for _, a := range s.Agendas {
			if err := h.fill(ctx, hosting.CalendarID(s.ID, openCalendar(a)), openHours(nth, today)); err != nil {
				return err
			}
			if err := h.fill(ctx, hosting.CalendarID(s.ID, busyCalendar(a)), appointments(nth, today)); err != nil {
				return err
			}
			nth++
		}
	}
	return nil
}

func (h *house) fill(ctx context.Context, calendar string, files []demoFile) error {
	for _, f := range files {
		if err := h.hosting.Put(ctx, calendar, f.name, []byte(f.ics)); err != nil {
			return fmt.Errorf("seed %s: %w", calendar, err)
		}
	}
	return nil
}
