package calendars

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"escale/scheduling"
)

// Publish implements scheduling.Calendars. Errors may also wrap
// scheduling.ErrStaffChanged.
func (m *Mirror) Publish(ctx context.Context, e scheduling.CalendarEvent) (scheduling.Seen, error) {
	a := m.find(e.Agenda)
	if a == nil { // its file may be back in a moment
		return scheduling.Seen{}, fmt.Errorf("publish %s: agenda %s: %w", e.UID, e.Agenda, scheduling.ErrNotFound)
	}
	if a.Bookings == "" {
		return scheduling.Seen{}, fmt.Errorf("publish %s: agenda %s has no calendar for bookings: %w", e.UID, e.Agenda, scheduling.ErrRefused)
	}
	u := a.uses[slices.IndexFunc(a.uses, func(u use) bool { return u.bookings })]
	client, path, err := u.address(ctx)
	if err != nil {
		return scheduling.Seen{}, fmt.Errorf("publish %s: %w", e.UID, err)
	}
	p := publisher{client: client, path: path, zone: a.zone, now: m.c.Clocks.Machine}
	return p.publish(ctx, e)
}

// address is where a calendar stands; it is asked for if not known yet.
func (c *copied) address(ctx context.Context) (*Client, string, error) {
	c.mu.Lock()
	path := c.state.Path
	c.mu.Unlock()
	if c.badURL != nil || path != "" {
		return c.client, path, c.badURL
	}
	cal, err := c.client.Find(ctx, c.ref)
	return c.client, cal.Path, err
}

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
	s := scheduling.Sighting{Agenda: a.ID, Begun: begun, Ours: map[string]scheduling.SeenEvent{}, Whole: len(a.uses) > 0}
	for i, u := range a.uses {
		if errs[i] != nil {
			s.Whole = false
			continue
		}
		if u.feed != nil {
			continue // it lags, and never shows what is ours
		}
		if at := u.ours(s.Ours); at.Before(s.Begun) {
			s.Begun = at
		}
	}
	s.AgendaTime = a.over(m.window())
	return s
}

// ours adds our events of this calendar, unless another showed them before, and
// returns when the pull that saw them began.
func (u use) ours(into map[string]scheduling.SeenEvent) time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	for href, k := range u.objects {
		for _, e := range k.ours {
			if _, there := into[e.uid]; !there && e.rid == nil {
				into[e.uid] = e.seen(href, k.etag, u.name, u.begun)
			}
		}
	}
	return u.begun
}
