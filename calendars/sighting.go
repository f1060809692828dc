package calendars

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"escale/scheduling"
)

// Sync implements scheduling.Calendars. The error joins those of the calendars
// that could not be read; the sighting is then not Whole, and shows our events
// in the others only.
func (m *Mirror) Sync(ctx context.Context, id string) (scheduling.Sighting, error) {
	a := m.find(id)
	if a == nil {
		return scheduling.Sighting{}, fmt.Errorf("agenda %s: %w", id, scheduling.ErrNotFound)
	}
	enough := map[*copied]func() bool{}
	for _, u := range a.uses {
		enough[u.copied] = u.after()
	}
	return m.round(ctx, a, func(ctx context.Context, u use) error { return u.sync(ctx, enough[u.copied]) })
}

// round reads the calendars of an agenda at once, as read does each, and says
// what they show. The error of a calendar that is not read now is its last one.
func (m *Mirror) round(ctx context.Context, a *agenda, read func(context.Context, use) error) (scheduling.Sighting, error) {
	begun := m.c.Clocks.Machine()
	errs := make([]error, len(a.uses))
	var wg sync.WaitGroup
	for i, u := range a.uses {
		wg.Go(func() { errs[i] = read(ctx, u) })
	}
	wg.Wait()
	for i, u := range a.uses {
		if errs[i] != nil {
			errs[i] = fmt.Errorf("calendar %s: %w", u.name, errs[i])
		}
	}
	return m.sighting(a, begun, errs), errors.Join(errs...)
}

// sighting tells what the calendars of an agenda show after a round.
func (m *Mirror) sighting(a *agenda, begun time.Time, errs []error) scheduling.Sighting {
	s := scheduling.Sighting{
		Agenda: a.ID, Begun: begun, Whole: len(a.uses) > 0,
		Ours: map[string]scheduling.SeenEvent{}, Copies: map[string][]scheduling.SeenEvent{},
	}
	for i, u := range a.uses {
		if errs[i] != nil {
			s.Whole = false
			continue
		}
		if u.feed != nil {
			continue // it lags, and never shows what is ours
		}
		s.Read = u.pathTo(s.Read)
		if at := u.tellOurs(&s); at.Before(s.Begun) {
			s.Begun = at
		}
	}
	t := a.over(m.window())
	s.AgendaTime, s.Entered = t.AgendaTime, t.entered
	m.elsewhere(a, &s)
	return s
}

// pathTo adds where the calendar stands to a list.
func (c *copied) pathTo(list []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state.Path == "" { // it has no address of its own
		return list
	}
	return append(list, c.state.Path)
}

// tellOurs adds our events of this calendar, and returns when the pull that saw
// them began.
func (u use) tellOurs(s *scheduling.Sighting) time.Time {
	seen, begun := u.oursSeen()
	for _, o := range seen {
		if _, there := s.Ours[o.key]; !there && o.UID == "" {
			s.Ours[o.key] = o.SeenEvent
		} else {
			s.Copies[o.key] = append(s.Copies[o.key], o.SeenEvent)
		}
	}
	return begun
}

// oursSeen is an event of ours under its UID, or under its reference.
type oursSeen struct {
	key string
	scheduling.SeenEvent
	invited bool
}

// oursSeen lists our events of a calendar in order of address, and tells when the
// pull that saw them began.
func (u use) oursSeen() ([]oursSeen, time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	var list []oursSeen
	for href, k := range u.objects {
		for _, e := range k.ours {
			if !e.IsOverride() {
				list = append(list, oursSeen{e.UID, seen(e, href, k.etag, u.name, u.begun), k.invited})
			}
		}
		for _, e := range k.pasted {
			o := oursSeen{key: referenceIn(e.Summary), SeenEvent: seen(e, href, k.etag, u.name, u.begun)}
			o.UID = e.UID
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(a, b oursSeen) int { return strings.Compare(a.Href, b.Href) })
	return list, u.begun
}

// elsewhere tells which of our events stand in calendars of the structure that
// the agenda does not read, and when the reading of those began. One that has
// been silent for too long tells nothing. What was accepted as an invitation is
// a copy, and takes nothing over.
func (m *Mirror) elsewhere(a *agenda, s *scheduling.Sighting) {
	s.Elsewhere = map[string][]scheduling.SeenEvent{}
	for _, u := range m.others(a) {
		if !u.offered(m.c.Silence) {
			s.Blind = true
			continue
		}
		seen, begun := u.oursSeen()
		s.Read = u.pathTo(s.Read)
		if s.Around.IsZero() || begun.Before(s.Around) {
			s.Around = begun
		}
		for _, o := range seen {
			if !o.invited {
				o.Agendas = u.agendas
				s.Elsewhere[o.key] = append(s.Elsewhere[o.key], o.SeenEvent)
			}
		}
	}
}

// others lists the calendars of the structure's other agendas, each once, in
// order of agenda.
func (m *Mirror) others(a *agenda) []use {
	m.mu.Lock()
	defer m.mu.Unlock()
	structure, _, _ := strings.Cut(a.ID, "/")
	seen := map[*copied]bool{}
	for _, u := range a.uses {
		seen[u.copied] = true
	}
	var others []use
	for _, id := range slices.Sorted(maps.Keys(m.agendas)) {
		if s, _, _ := strings.Cut(id, "/"); s != structure {
			continue
		}
		for _, u := range m.agendas[id].uses {
			if !seen[u.copied] && u.feed == nil {
				seen[u.copied] = true
				others = append(others, u)
			}
		}
	}
	return others
}
