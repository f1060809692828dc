package scheduling

import (
	"context"
	"errors"
	"slices"
)

// leftovers has those of our events taken out that nobody wants: a slow server
// may carry a write out minutes after it was given up, and after its event was
// looked for in vain. What staff cancelled stays as they left it, and so does
// what is past, what a calendar refused to give up, and what no row speaks of.
func (d *Desk) leftovers(ctx context.Context, s Sighting, rows []Booking) error {
	var errs []error
	for uid, ev := range s.Ours {
		id, placement, ok := BookingOf(uid, d.c.Installation)
		if !ok || ev.Cancelled || !ev.End.After(d.c.Clocks.Programme()) {
			continue
		}
		known := func(b Booking) bool { return b.ID == id && b.accountsFor(placement) }
		if !slices.ContainsFunc(rows, known) {
			errs = append(errs, d.leftover(ctx, id, Placed{Placement: placement, Agenda: s.Agenda, Interval: ev.Interval, Seen: ev.Seen}))
		}
	}
	return errors.Join(errs...)
}

// leftover has one event taken out, unless its booking accounts for it now.
func (d *Desk) leftover(ctx context.Context, id string, p Placed) error {
	b, err := d.Booking(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if b.accountsFor(p.Placement) || b.State == Cancelled && b.By == "staff" {
		return nil
	}
	d.c.Log.InfoContext(ctx, "an event that nobody wants is taken out", "booking", b.ID, "agenda", p.Agenda)
	is := b
	is.Gone = append(b.Gone[:len(b.Gone):len(b.Gone)], p)
	_, err = d.commit(ctx, transition{was: b, is: is, tell: []Due{d.publishLater(is)}})
	if isStale(err) {
		return nil // the next look will tell
	}
	return err
}
