package scheduling

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// move asks for another time. The old one is kept, in the store and in the
// calendar, until the calendar has shown the new one.
func (d *Desk) move(ctx context.Context, c Command) (stored, error) {
	b, err := d.hers(ctx, c)
	if err != nil {
		return stored{}, err
	}
	if c.Slot.Offer != b.Offer {
		return stored{}, errClosed
	}
	hold := holdOwner(c.Conversation)
	_, mine, err := d.soonerThan(ctx, b)
	if err != nil {
		return stored{}, err
	}
	mine = append(mine, hold)
	t, err := d.offered(ctx, c.Slot, d.c.HoldFor, append(mine, bookingOwner(b.ID))...)
	if err != nil {
		return stored{}, err
	}
	now := d.c.Clocks.Programme()
	is := b
	is.Slot, is.Mode = t.slot(c.Slot.Interval), t.mode(orMode(c.Mode, b.Mode))
	is.State, is.Zone = Placing, t.Zone.String()
	is.Last++
	is.Placement, is.Seen = is.Last, Seen{}
	is.Proposed, is.Vacated, is.Overlaid, is.Promised = nil, false, false, false
	is.Unsettled, is.Untold, is.Written, is.Restoring = nil, nil, nil, false
	is.Deadline = deadline(now, is.Start)
	old := Placed{Placement: b.Placement, Agenda: b.Agenda, Mode: b.Mode, Place: b.Place, Video: b.Video, Interval: b.Stands(), Seen: b.Seen}
	if b.State == Booked {
		is.Earlier = &old
	} else { // never sure: what was sure before it still is
		is.Gone = append(is.Gone, old)
	}
	tr := transition{
		command: c.ID, outcome: pending(c, is), was: b, is: is, replan: true, quota: true,
		release: mine,
	}
	if !c.Verified {
		tr.release = append(tr.release, visitorOwner(b.ID))
		tr.claims = d.visitorClaims(c, visitorOwner(b.ID), t, c.Slot.Interval, time.Time{})
	}
	out, err := d.commit(ctx, tr)
	if err != nil {
		return stored{}, d.which(ctx, err, tr.claims, append(mine, visitorOwner(b.ID))...)
	}
	return out, nil
}

// hers returns the booking of a command if it is live, has not begun and
// belongs to who asks; ErrNotFound and errTooLate are answers.
func (d *Desk) hers(ctx context.Context, c Command) (Booking, error) {
	b, err := d.Booking(ctx, c.Booking)
	if err != nil {
		return Booking{}, err
	}
	if !b.belongsTo(c) || !b.State.Live() {
		return Booking{}, fmt.Errorf("booking %s: %w", b.ID, ErrNotFound)
	}
	if !d.c.Clocks.Programme().Before(b.Stands().Start) {
		return Booking{}, errTooLate
	}
	return b, nil
}

// belongsTo reports whether a command may change the booking: it comes from the
// same conversation, or from the same parent elsewhere.
func (b Booking) belongsTo(c Command) bool {
	return c.Conversation != "" && c.Conversation == b.Conversation || c.Parent != "" && c.Parent == b.Parent
}

// cancel gives the session up. It was in time: what has begun is too late.
func (d *Desk) cancel(ctx context.Context, c Command) (stored, error) {
	b, err := d.hers(ctx, c)
	if err != nil {
		return stored{}, err
	}
	return d.commit(ctx, transition{
		command: c.ID, outcome: done(c, b), was: b, is: b.ended(Cancelled, "parent"), replan: true,
	})
}

// ended is the booking over before its session, all of its events to be taken
// out of the calendar.
func (b Booking) ended(state State, by string) Booking {
	is := b
	is.State, is.By, is.Proposed, is.Vacated, is.Promised = state, by, nil, false, false
	is.Unsettled, is.Untold = nil, nil
	is.Gone = append(is.Gone[:len(is.Gone):len(is.Gone)], Placed{
		Placement: b.Placement, Agenda: b.Agenda, Interval: b.Stands(), Seen: b.Seen,
	})
	if b.Earlier != nil {
		is.Gone = append(is.Gone, *b.Earlier)
		is.Earlier = nil
	}
	return is
}

// accept takes the time that staff moved the session to. The event is there
// already, as they left it.
func (d *Desk) accept(ctx context.Context, c Command) (stored, error) {
	b, err := d.hers(ctx, c)
	if err != nil {
		return stored{}, err
	}
	if b.Proposed == nil {
		return stored{}, fmt.Errorf("booking %s: nothing to accept: %w", b.ID, ErrNotFound)
	}
	is := b
	is.Interval, is.Proposed, is.Vacated = *b.Proposed, nil, false
	return d.commit(ctx, transition{command: c.ID, outcome: done(c, is), was: b, is: is, replan: true})
}

// mark notes that the session took place or not, as the parent says. What staff
// said counts more.
func (d *Desk) mark(ctx context.Context, c Command) (stored, error) {
	b, err := d.Booking(ctx, c.Booking)
	if err != nil {
		return stored{}, err
	}
	if c.Mark != Attended && c.Mark != Missed && c.Mark != NotReceived {
		return stored{}, fmt.Errorf("mark %q: want attended, missed or not-received", c.Mark)
	}
	if !b.belongsTo(c) || b.State == Cancelled || b.State == Released || b.State == Placing {
		return stored{}, fmt.Errorf("booking %s: %w", b.ID, ErrNotFound)
	}
	if d.c.Clocks.Programme().Before(b.Stands().Start) {
		return stored{}, errTooLate // rather too soon: there is nothing to say yet
	}
	is := b
	if staff := b.By == "staff" && (b.State == Attended || b.State == Missed); !staff {
		is.State, is.By = c.Mark, "parent"
	}
	return d.marked(ctx, transition{command: c.ID, outcome: done(c, is), was: b, is: is})
}

// marked commits a mark; the family's use follows, and who was not asked what she
// thinks because she counted as absent is asked after all.
func (d *Desk) marked(ctx context.Context, tr transition) (stored, error) {
	put, err := d.use(ctx, d.termsOf(tr.is), &tr)
	if err != nil {
		return stored{}, err
	}
	tr.put = append(tr.put, put...)
	if absent := tr.was.State == Missed || tr.was.State == NotReceived; absent && tr.is.State == Attended {
		if tr.tell, err = d.askAfterAll(ctx, tr.is); err != nil {
			return stored{}, err
		}
	}
	return d.commit(ctx, tr)
}

func done(c Command, b Booking) stored {
	return stored{Placement: b.Placement, Outcome: Outcome{
		Command: c.ID, Kind: c.Kind, Code: OK, Booking: b.ID, Slot: b.Slot,
	}}
}

func orMode(wanted, had string) string {
	if wanted == "" {
		return had
	}
	return wanted
}

func isStale(err error) bool { return errors.Is(err, ErrStale) }
