package scheduling

import (
	"context"
	"crypto/rand"
	"slices"
	"time"
)

// book writes the booking, all it claims and all that is to be done about it in
// one Apply; the calendar comes after.
func (d *Desk) book(ctx context.Context, c Command) (stored, error) {
	owner := holdOwner(c.Conversation)
	met, mine, err := d.answered(ctx, c)
	if err != nil {
		return stored{}, err
	}
	mine = append(mine, owner)
	t, err := d.offered(ctx, c.Slot, d.c.HoldFor, mine...)
	if err != nil {
		return stored{}, err
	}
	now := d.c.Clocks.Programme()
	b := Booking{
		ID: rand.Text(), Reference: newReference(),
		Parent: c.Parent, Family: c.Family, Conversation: c.Conversation,
		Slot: t.slot(c.Slot.Interval), Mode: t.mode(c.Mode),
		State: Placing, Created: now, Placement: 1, Last: 1,
		Wish: c.Wish, Sealed: c.Sealed, Fact: rand.Text(),
		Deadline: deadline(now, c.Slot.Start), Zone: t.Zone.String(),
	}
	visitor := d.visitorClaims(c, visitorOwner(b.ID), t, c.Slot.Interval, time.Time{})
	out, err := d.commit(ctx, transition{
		command: c.ID,
		outcome: pending(c, b),
		is:      b, fact: newFact(c, b.Fact), replan: true, quota: true,
		release: mine, claims: visitor, met: met,
	})
	if err != nil {
		return stored{}, d.which(ctx, err, visitor, append(mine, visitorOwner(b.ID))...)
	}
	return out, nil
}

// pending is the outcome of a placement until its calendar has shown it.
func pending(c Command, b Booking) stored {
	return stored{Placement: b.Placement, Outcome: Outcome{
		Command: c.ID, Kind: c.Kind, Code: Pending, Booking: b.ID, Slot: b.Slot,
	}}
}

// slot is the agenda's session at an interval.
func (t terms) slot(i Interval) Slot {
	return Slot{
		Offer: t.offer.ID, Structure: t.structure.ID, Agenda: t.id, Modes: t.modes(),
		Place: t.place, Video: t.video,
		Interval: Interval{i.Start.UTC(), i.End.UTC()},
	}
}

// mode is the one wanted if the agenda has it, else its first.
func (t terms) mode(wanted string) string {
	if slices.Contains(t.modes(), wanted) {
		return wanted
	}
	return t.modes()[0]
}

// await places a booking while the parent waits, and says what came of it.
func (d *Desk) await(ctx context.Context, out stored) (Outcome, error) {
	b, err := d.Booking(ctx, out.Booking)
	if err == nil && resolved(b, out.Placement) == Pending {
		b, err = d.promise(ctx, out)
	}
	if err != nil {
		return Outcome{}, err
	}
	out.Code = resolved(b, out.Placement)
	return out.Outcome, nil
}

// promise tries to place the booking within the parent's patience. If the
// calendar doesn't answer, the row notes that she is owed an Event.
func (d *Desk) promise(ctx context.Context, out stored) (Booking, error) {
	short, cancel := context.WithTimeout(ctx, d.c.Patience)
	failed := d.settle(short, out.Booking)
	cancel()
	for range tries {
		b, err := d.Booking(ctx, out.Booking)
		if err != nil || b.Promised || resolved(b, out.Placement) != Pending {
			return b, err
		}
		d.c.Log.WarnContext(ctx, "calendar does not answer: confirmation follows", "agenda", b.Agenda, "booking", b.ID, "err", failed)
		is := b
		is.Promised = true
		if _, err := d.commit(ctx, transition{was: b, is: is}); err == nil {
			return is, nil
		} else if !isStale(err) {
			return Booking{}, err
		}
	}
	return Booking{}, ErrStale
}

// resolved is what became of a placement.
func resolved(b Booking, placement int) string {
	switch {
	case b.Placement < placement, slices.Contains(b.Failed, placement): // taken back: the earlier one stood
		return Taken
	case b.Placement > placement: // another followed
		return OK
	case b.State == Placing:
		return Pending
	case b.State == Released && b.By == "staff":
		return Taken
	case b.State == Released:
		return Closed
	}
	return OK
}
