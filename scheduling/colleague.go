package scheduling

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Staff drag a session into a colleague's calendar: the colleague takes it over,
// if the agenda offers it. The booking, its reference and its place in the quota
// stay the same; the parent is told who receives her.

// receives reports whether an agenda can take a booking over.
func (d *Desk) receives(b Booking, agenda string) bool {
	t, offered := d.terms(b.Offer, agenda)
	own, _ := d.terms(b.Offer, b.Agenda)
	return offered && t.structure.ID == b.Structure && t.seats == 1 && own.seats == 1 && slices.Contains(t.modes(), orMode(b.Mode, t.modes()[0]))
}

// receiver is whose session it became, of those who read the calendar in which
// it stands: the first who can, else the first.
func (d *Desk) receiver(b Booking, agendas []string) string {
	for _, a := range agendas {
		if d.receives(b, a) {
			return a
		}
	}
	return agendas[0]
}

// colleagues is the booking's slot in the colleague's agenda.
func (d *Desk) colleagues(b Booking, w Unsettled) Slot {
	t, _ := d.terms(b.Offer, w.Agenda)
	s := t.slot(b.Interval)
	s.Place = w.Place
	return s
}

// renote lets the event of a session that changed hands name who receives the
// parent now. What staff wrote into its title, or do to it just now, stays as it
// is.
func (d *Desk) renote(ctx context.Context, b Booking) error {
	is := b
	is.Renote = false
	if b.State == Booked {
		e := d.named(ctx, b, d.event(b, Placed{Placement: b.Placement, Agenda: b.Agenda, Interval: b.Stands(), Seen: b.Seen}))
		e.Rewrite = true
		seen, err := d.c.Calendars.Publish(ctx, e)
		switch {
		case errors.Is(err, ErrStaffChanged), errors.Is(err, ErrRefused):
			d.c.Log.InfoContext(ctx, "the event names who received her before", "booking", b.ID, "agenda", b.Agenda, "err", err)
		case err != nil:
			return fmt.Errorf("name who receives in %s: %w: %w", b.Agenda, errSilent, err)
		default:
			is.Seen, is.Seen.UID = seen, b.Seen.UID
		}
	}
	_, err := d.commit(ctx, transition{was: b, is: is})
	return err
}
