package calendars

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"escale/calendars/caldav"
	"escale/scheduling"
)

// Publish implements scheduling.Calendars. Errors may also wrap
// scheduling.ErrStaffChanged.
func (m *Mirror) Publish(ctx context.Context, e scheduling.CalendarEvent) (scheduling.Seen, error) {
	s, err := m.scribe(e.Agenda)
	if err != nil {
		return scheduling.Seen{}, fmt.Errorf("publish %s: %w", e.UID, err)
	}
	p, err := s.publisher(ctx)
	if err != nil {
		return scheduling.Seen{}, fmt.Errorf("publish %s: %w", e.UID, err)
	}
	if m.c.Memory != nil {
		_, known, err := recall(ctx, m.c.Memory, s.key)
		if err != nil { // a good server is supposed: each write is verified anyway
			m.c.Log.WarnContext(ctx, "what the calendar can do is not known", "agenda", e.Agenda, "err", err)
		}
		p.able = known.Abilities
	}
	return p.publish(ctx, e)
}

// scribe writes to the calendar of an agenda's bookings.
type scribe struct {
	use
	zone *time.Location
	now  func() time.Time
	key  scheduling.Key // of the record of what is known about the calendar
}

// scribe finds the calendar of an agenda's bookings. The error wraps
// scheduling.ErrRefused if it has none.
func (m *Mirror) scribe(id string) (scribe, error) {
	a := m.find(id)
	if a == nil { // its file may be back in a moment
		return scribe{}, fmt.Errorf("agenda %s: %w", id, scheduling.ErrNotFound)
	}
	if a.Bookings == "" {
		return scribe{}, fmt.Errorf("agenda %s has no calendar for bookings: %w", id, scheduling.ErrRefused)
	}
	sum := sha256.Sum256([]byte(a.URL + "\x00" + a.Username + "\x00" + a.Bookings))
	return scribe{
		use:  a.uses[slices.IndexFunc(a.uses, func(u use) bool { return u.bookings })],
		zone: a.zone, now: m.c.Clocks.Machine,
		key: scheduling.Key{Kind: "calendar-probe", ID: hex.EncodeToString(sum[:16])},
	}, nil
}

// publisher finds out where the calendar stands, if that is not known yet.
func (s scribe) publisher(ctx context.Context) (*publisher, error) {
	client, cal, err := s.address(ctx)
	if err != nil {
		return nil, err
	}
	return &publisher{client: client, path: cal.Path, shared: cal.Shared, zone: s.zone, now: s.now, pause: rest}, nil
}

// address is where a calendar stands, and whose it is; that is asked for if not
// known yet.
func (c *copied) address(ctx context.Context) (*caldav.Client, caldav.Calendar, error) {
	c.mu.Lock()
	cal := c.state
	c.mu.Unlock()
	if c.badURL != nil || cal.Path != "" {
		return c.client, cal, c.badURL
	}
	cal, err := c.client.Find(ctx, c.ref)
	return c.client, cal, err
}

// rest waits, unless the context ends before.
func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
