package scheduling

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Alarm is the record of kind "alarm" that operator and coordinators see: so
// many bookings left a calendar together that none was cancelled.
type Alarm struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"` // AlarmVanished
	Agenda   string    `json:"agenda"`
	At       time.Time `json:"at"` // machine time
	Bookings []string  `json:"bookings"`
}

// AlarmVanished: future bookings left the calendar together.
const AlarmVanished = "vanished"

// Observe takes in what staff did to the bookings of one agenda, as a sync of
// all its calendars showed it. It believes the live events only: what is absent
// counts when every calendar was read, and never when many are absent at once.
// It is called after each sync and may be repeated.
func (d *Desk) Observe(ctx context.Context, s Sighting) error {
	rows, err := d.list(ctx, "watch:"+s.Agenda)
	if err != nil {
		return fmt.Errorf("observe %s: %w", s.Agenda, err)
	}
	var absent []Booking
	ahead := 0
	var errs []error
	for _, b := range rows {
		if b.Agenda != s.Agenda || b.State == Placing || b.Seen.At.IsZero() || !b.Seen.At.Before(s.Begun) {
			continue // not there yet, or written since
		}
		future := b.State == Booked && b.Stands().Start.After(d.c.Clocks.Programme())
		if future {
			ahead++
		}
		ev, found := s.Ours[EventUID(d.c.Installation, b.ID, b.Placement)]
		switch {
		case found:
			errs = append(errs, d.seen(ctx, b, ev, s))
		case future && s.Whole:
			absent = append(absent, b)
		}
	}
	if s.Whole {
		errs = append(errs, d.vanished(ctx, s.Agenda, absent, ahead))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("observe %s: %w", s.Agenda, err)
	}
	return nil
}

// seen takes in one event that is there.
func (d *Desk) seen(ctx context.Context, b Booking, ev SeenEvent, s Sighting) error {
	begun := !d.c.Clocks.Programme().Before(b.Stands().Start) // nobody was absent before
	switch {
	case ev.Cancelled && b.State == Booked:
		if !b.Stands().End.After(d.c.Clocks.Programme()) {
			return nil
		}
		return d.byStaff(ctx, b)
	case begun && (ev.Mark == Attended || ev.Mark == Missed) && b.State != ev.Mark:
		return d.retry(ctx, b, func(b Booking) error {
			is := b
			is.State, is.By = ev.Mark, "staff"
			_, err := d.marked(ctx, transition{was: b, is: is})
			return err
		})
	case b.State == Booked && !same(ev.Interval, b.Stands()):
		return d.movedByStaff(ctx, b, ev)
	case b.State == Booked:
		return d.overlaid(ctx, b, slices.ContainsFunc(s.Busy, b.Stands().Overlaps))
	}
	return nil
}

// retry makes a change of a booking that was looked at: anew if the row changed
// in between, not at all if it is no longer the same placement and state.
func (d *Desk) retry(ctx context.Context, looked Booking, change func(Booking) error) error {
	b := looked
	for range tries {
		err := change(b)
		if !isStale(err) {
			return err
		}
		if b, err = d.Booking(ctx, looked.ID); err != nil {
			return err
		}
		if b.Version != looked.Version && (b.State != looked.State || b.Placement != looked.Placement || !same(b.Stands(), looked.Stands())) {
			return nil // the next look will tell
		}
	}
	return ErrStale
}

// movedByStaff holds the time that staff chose and asks the parent, once for
// each new time. The old time stays hers until she has answered. A session that
// is ahead can't have been meant to take place before now: she keeps her time,
// and the calendar's slip waits for staff to mend it.
func (d *Desk) movedByStaff(ctx context.Context, b Booking, ev SeenEvent) error {
	now := d.c.Clocks.Programme()
	switch {
	case !ev.Start.Before(ev.End):
		return nil
	case same(ev.Interval, b.Interval):
		return d.movedBack(ctx, b, ev)
	case b.Stands().Start.After(now) && !ev.Start.After(now):
		d.c.Log.InfoContext(ctx, "a session ahead was moved into the past: its time stands", "agenda", b.Agenda, "booking", b.ID)
		return nil
	}
	return d.retry(ctx, b, func(b Booking) error {
		is := b
		is.Proposed, is.Seen = &Interval{ev.Start.UTC(), ev.End.UTC()}, d.seenAt(ev)
		is.Asked = NextDaytime(now, d.termsOf(is).Zone, earlier(b.Stands().Start, ev.Start))
		id := TellMovedByStaff + "/" + b.ID + "/" + ev.Start.UTC().Format("20060102T150405") + "/" + itoa(b.Sequence)
		_, err := d.commit(ctx, transition{
			was: b, is: is, replan: true,
			tell: []Due{tell(is, Event{Kind: TellMovedByStaff}, id, is.Asked)},
		})
		return err
	})
}

// movedBack takes in that staff put a session back where she knows it. If she
// was asked about the other time, she is told that hers stands.
func (d *Desk) movedBack(ctx context.Context, b Booking, ev SeenEvent) error {
	return d.retry(ctx, b, func(b Booking) error {
		is, now := b, d.c.Clocks.Programme()
		is.Proposed, is.Asked, is.Seen = nil, time.Time{}, d.seenAt(ev)
		tr := transition{was: b, is: is, replan: true}
		if !now.Before(b.Asked) {
			at := NextDaytime(now, d.termsOf(is).Zone, b.Start)
			tr.tell = []Due{tell(is, Event{Kind: TellNotMoved}, TellNotMoved+"/"+b.ID+"/back/"+itoa(b.Sequence), at)}
		}
		_, err := d.commit(ctx, tr)
		return err
	})
}

func (d *Desk) seenAt(ev SeenEvent) Seen {
	seen := ev.Seen
	if seen.At.IsZero() {
		seen.At = d.c.Clocks.Machine()
	}
	return seen
}

// byStaff cancels a booking as staff did: the quota is given back, she is told.
func (d *Desk) byStaff(ctx context.Context, b Booking) error {
	return d.retry(ctx, b, func(b Booking) error { return d.cancelled(ctx, b) })
}

// cancelled commits that staff cancelled the row, and what is put beside it.
func (d *Desk) cancelled(ctx context.Context, b Booking, put ...Record) error {
	is := b.ended(Cancelled, "staff")
	is.Gone = b.Gone // the event is gone, or stays as staff left it
	t, now := d.termsOf(is), d.c.Clocks.Programme()
	at := NextDaytime(now, t.Zone, b.Stands().Start)
	id := TellDeleted + "/" + b.ID + "/" + itoa(b.Placement)
	_, err := d.commit(ctx, transition{
		was: b, is: is, replan: true, put: put,
		tell: []Due{tell(is, Event{Kind: TellDeleted}, id, at)},
	})
	return err
}

// overlaid marks that staff put something of theirs on a booking, or took it
// away again. Theirs is obeyed: nothing is undone.
func (d *Desk) overlaid(ctx context.Context, b Booking, over bool) error {
	if b.Overlaid == over {
		return nil
	}
	if over {
		d.c.Log.WarnContext(ctx, "staff overlaid a booking", "agenda", b.Agenda, "booking", b.ID)
	}
	return d.retry(ctx, b, func(b Booking) error {
		is := b
		is.Overlaid = over
		_, err := d.commit(ctx, transition{was: b, is: is})
		return err
	})
}
