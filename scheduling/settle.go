package scheduling

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// errSilent wraps what a calendar that could not be reached said.
var errSilent = errors.New("calendar not reached")

// settle brings a booking and the calendars into line: what is wanted is
// published and looked at, what is over is taken out. It may be interrupted
// anywhere, and run by anyone at any time. Any error is worth another try.
func (d *Desk) settle(ctx context.Context, booking string) error {
	for range tries {
		b, err := d.Booking(ctx, booking)
		if errors.Is(err, ErrNotFound) {
			return nil // retention took it
		}
		if err != nil {
			return err
		}
		switch {
		case b.State == Placing:
			err = d.place(ctx, b)
		case len(b.Gone) > 0:
			err = d.takeOut(ctx, b)
		case b.Renote:
			err = d.renote(ctx, b)
		default:
			return nil
		}
		if err != nil && !isStale(err) {
			return fmt.Errorf("settle %s: %w", booking, err)
		}
	}
	return fmt.Errorf("settle %s: %w", booking, ErrStale)
}

// place publishes a placement and then asks whether staff were first. A
// calendar that doesn't answer has until the deadline.
func (d *Desk) place(ctx context.Context, b Booking) error {
	if !d.c.Clocks.Programme().Before(b.Deadline) {
		d.c.Log.WarnContext(ctx, "placing given up", "booking", b.ID, "agenda", b.Agenda)
		return d.giveUp(ctx, b, "escale")
	}
	wanted := Placed{Placement: b.Placement, Agenda: b.Agenda, Interval: b.Stands(), Seen: b.Seen}
	seen, err := d.c.Calendars.Publish(ctx, d.named(ctx, b, d.event(b, wanted)))
	if late := d.overtaken(context.WithoutCancel(ctx), b, wanted); late != nil {
		return late
	}
	if errors.Is(err, ErrStaffChanged) {
		// It was there, and staff were faster than our second look: what they made of
		// it is for the next sync to tell. Had they something else there first, it goes.
		seen, err = Seen{Href: b.Seen.Href}, nil
	}
	if errors.Is(err, ErrRefused) {
		d.c.Log.ErrorContext(ctx, "calendar refuses a booking", "booking", b.ID, "agenda", b.Agenda, "err", err)
		return d.giveUp(ctx, b, "escale")
	}
	if err != nil {
		return fmt.Errorf("publish in %s: %w: %w", b.Agenda, errSilent, err)
	}
	s, err := d.c.Calendars.Sync(ctx, b.Agenda)
	if err == nil && !s.Whole {
		err = errors.New("a calendar is missing")
	}
	if err != nil {
		return fmt.Errorf("read %s back: %w: %w", b.Agenda, errSilent, err)
	}
	first, err := d.staffFirst(ctx, s, b)
	if err != nil {
		return err
	}
	if first && !b.Restoring {
		d.c.Log.InfoContext(ctx, "staff were first", "booking", b.ID, "agenda", b.Agenda)
		return d.giveUp(ctx, b, "staff")
	}
	return d.confirm(ctx, b, seen)
}

// staffFirst reports whether staff have something else at the booking's time,
// were it a colleague's session that they dragged there.
func (d *Desk) staffFirst(ctx context.Context, s Sighting, b Booking) (bool, error) {
	if slices.ContainsFunc(s.Busy, b.Interval.Overlaps) {
		return true, nil
	}
	there := slices.DeleteFunc(slices.Clone(s.Sessions), func(o StandingSession) bool { return !b.Overlaps(o.Interval) })
	strays, err := d.strays(ctx, b.Agenda, around(b.Interval, d.zone(b.Zone)), there, []string{bookingOwner(b.ID)})
	return len(strays) > 0, err
}

// overtaken looks whether the row changed while its event was being written, and
// is then ErrStale. If nobody wants the event any more, it is to be taken out:
// it may have been looked for before it was there.
func (d *Desk) overtaken(ctx context.Context, was Booking, written Placed) error {
	b, err := d.Booking(ctx, was.ID)
	if err != nil || b.Version == was.Version {
		return err
	}
	if !b.accountsFor(written.Placement) {
		is := b
		is.Gone = append(is.Gone[:len(is.Gone):len(is.Gone)], written)
		if _, err := d.commit(ctx, transition{was: b, is: is, tell: []Due{d.publishLater(is)}}); err != nil {
			return err
		}
	}
	return ErrStale
}

// accountsFor reports whether a placement is wanted, or known to be over.
func (b Booking) accountsFor(placement int) bool {
	for _, p := range b.Gone {
		if p.Placement == placement {
			return true
		}
	}
	if slices.Contains(b.Left, placement) {
		return true
	}
	if b.State == Cancelled || b.State == Released {
		return false
	}
	return b.Placement == placement || b.Earlier != nil && b.Earlier.Placement == placement
}

// confirm notes that the calendar shows the booking; the earlier placement may
// go.
func (d *Desk) confirm(ctx context.Context, b Booking, seen Seen) error {
	is := b
	is.State, is.Seen, is.By, is.Promised, is.Restoring, is.Renote = Booked, seen, "", false, false, false
	is.Seen.UID = b.Seen.UID // it is written under the one that it had
	is.Written = &Venue{Location: place(b, d.termsOf(b)), Place: b.Place}
	if is.Seen.At.IsZero() {
		is.Seen.At = d.c.Clocks.Machine()
	}
	if b.Earlier != nil {
		is.Gone = append(is.Gone[:len(is.Gone):len(is.Gone)], *b.Earlier)
		is.Earlier = nil
	}
	tr := transition{was: b, is: is}
	if b.Promised {
		tr.tell = d.told(b, TellBooked)
	}
	_, err := d.commit(ctx, tr)
	return err
}

// giveUp releases a placement that could not be had. If there was an earlier
// one, that stands.
func (d *Desk) giveUp(ctx context.Context, b Booking, by string) error {
	is, kind := b.ended(Released, by), TellReleased
	if e := b.Earlier; e != nil {
		kind = TellNotMoved
		is = b
		is.Gone = append(is.Gone[:len(is.Gone):len(is.Gone)], Placed{Placement: b.Placement, Agenda: b.Agenda, Interval: b.Interval, Seen: b.Seen})
		is.Failed = append(is.Failed[:len(is.Failed):len(is.Failed)], b.Placement)
		is.State, is.Placement, is.Seen, is.Earlier, is.Promised = Booked, e.Placement, e.Seen, nil, false
		is.Agenda, is.Mode, is.Interval = e.Agenda, orMode(e.Mode, b.Mode), e.Interval
		t := d.termsOf(is)
		is.Slot, is.Zone = Slot{Offer: b.Offer, Structure: t.structure.ID, Agenda: e.Agenda, Modes: t.modes(), Place: e.Place, Video: e.Video, Interval: e.Interval}, t.Zone.String()
	}
	tr := transition{was: b, is: is, replan: true}
	if b.Promised || b.Restoring {
		tr.tell = d.told(is, kind)
	}
	_, err := d.commit(ctx, tr)
	return err
}

// told owes the parent what became of a placement she waits for, at any hour.
func (d *Desk) told(b Booking, kind string) []Due {
	id := kind + "/" + b.ID + "/" + itoa(b.Last)
	return []Due{tell(b, Event{Kind: kind}, id, d.c.Clocks.Programme())}
}

// takeOut takes one placement that is over out of its calendar. What a calendar
// refuses, or doesn't answer until the session is past, is left there.
func (d *Desk) takeOut(ctx context.Context, b Booking) error {
	gone := b.Gone[0]
	e := d.event(b, gone)
	e.Absent = true
	_, err := d.c.Calendars.Publish(ctx, e)
	pointless := errors.Is(err, ErrRefused) || errors.Is(err, ErrStaffChanged) || d.c.Clocks.Programme().After(gone.End.Add(24*time.Hour))
	if err != nil && !pointless {
		return fmt.Errorf("take out of %s: %w: %w", gone.Agenda, errSilent, err)
	}
	if err != nil {
		d.c.Log.ErrorContext(ctx, "an event stays in the calendar", "booking", b.ID, "agenda", gone.Agenda, "err", err)
	}
	is := b
	is.Gone = slices.Clone(b.Gone[1:])
	if err != nil {
		is.Left = append(b.Left[:len(b.Left):len(b.Left)], gone.Placement)
	}
	_, err = d.commit(ctx, transition{was: b, is: is})
	return err
}
