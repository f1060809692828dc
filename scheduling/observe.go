package scheduling

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Observe takes in what staff did to the bookings of one agenda, as a sync of
// all its calendars showed it. It believes the live events only: what is absent
// counts when every calendar was read, and never when many are absent at once.
// What parents would hear of is obeyed when a look long enough after the first
// one shows the same. It is called after each sync and may be repeated.
func (d *Desk) Observe(ctx context.Context, s Sighting) error {
	rows, err := d.list(ctx, "watch:"+s.Agenda)
	if err != nil {
		return fmt.Errorf("observe %s: %w", s.Agenda, err)
	}
	var absent []lost
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
		ev, found := d.find(b, s)
		if found {
			errs = append(errs, d.seen(ctx, b, ev, s))
		}
		if l, ok := d.lost(b, s, ev, found); ok && future && s.Whole {
			absent = append(absent, l)
		}
	}
	if s.Whole {
		errs = append(errs, d.vanished(ctx, s, absent, ahead), d.unknown(ctx, s, rows))
	}
	errs = append(errs, d.enter(ctx, s), d.leftovers(ctx, s, rows))
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("observe %s: %w", s.Agenda, err)
	}
	return nil
}

// seen takes in one event that is there.
func (d *Desk) seen(ctx context.Context, b Booking, ev SeenEvent, s Sighting) error {
	now := d.c.Clocks.Programme()
	over := !b.Stands().End.After(now)
	switch {
	case d.marks(b, ev):
		return d.markedByStaff(ctx, b, ev.Mark)
	case over && ev.Cancelled && (b.State == Booked || b.State == PresumedHeld):
		return d.retry(ctx, b, func(b Booking) error { return d.calledOff(ctx, b) })
	case b.State != Booked:
		return nil
	}
	w := d.wanted(ctx, b, ev)
	switch {
	case w.keeps(b):
		laid := ev.UID == "" && slices.ContainsFunc(s.Busy, b.Stands().Overlaps)
		return d.asItWas(ctx, b, d.seenAt(b, ev), laid)
	case !d.settled(b, w, s.Begun):
		w.Since = s.Begun
		return d.note(ctx, b, w, d.seenAt(b, ev))
	case w.Cancelled:
		return d.byStaff(ctx, b)
	case w.Agenda != "" && !d.receives(b, w.Agenda):
		return nil // it is lost: see vanished
	}
	return d.changedByStaff(ctx, b, w, d.seenAt(b, ev))
}

// wanted is what staff made of an event. A session that is ahead can't have been
// meant to take place before now: its time stands, and the calendar's slip waits
// for staff to mend it.
func (d *Desk) wanted(ctx context.Context, b Booking, ev SeenEvent) Unsettled {
	now, stands := d.c.Clocks.Programme(), b.Stands()
	w := Unsettled{Cancelled: ev.Cancelled, Interval: Interval{ev.Start.UTC(), ev.End.UTC()}, Place: d.placeAt(b, ev)}
	if len(ev.Agendas) > 0 && !slices.Contains(ev.Agendas, b.Agenda) {
		w.Agenda = d.receiver(b, ev.Agendas)
	}
	slip := stands.Start.After(now) && !w.Interval.Start.After(now)
	if slip {
		d.c.Log.InfoContext(ctx, "a session ahead was moved into the past: its time stands", "agenda", b.Agenda, "booking", b.ID)
	}
	if slip || !w.Interval.Start.Before(w.Interval.End) {
		w.Interval = stands
	}
	return w
}

// keeps reports whether the booking stands as staff want it.
func (u Unsettled) keeps(b Booking) bool {
	return !u.Cancelled && u.Agenda == "" && same(u.Interval, b.Stands()) && u.Place == b.Place
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
		if b.Version != looked.Version && (b.State != looked.State || b.Placement != looked.Placement ||
			b.Agenda != looked.Agenda || !same(b.Stands(), looked.Stands())) {
			return nil // the next look will tell
		}
	}
	return ErrStale
}

func (d *Desk) seenAt(b Booking, ev SeenEvent) Seen {
	seen := ev.Seen
	if seen.At.IsZero() {
		seen.At = b.Seen.At
	}
	return seen
}

// byStaff cancels a booking as staff did: the quota is given back, she is told.
func (d *Desk) byStaff(ctx context.Context, b Booking) error {
	return d.retry(ctx, b, func(b Booking) error { return d.cancelled(ctx, b, transition{}) })
}

// cancelled commits that staff cancelled the row, with what else the transition
// holds.
func (d *Desk) cancelled(ctx context.Context, b Booking, tr transition) error {
	tr.was, tr.is, tr.replan = b, b.ended(Cancelled, "staff"), true
	tr.is.Gone = b.Gone // the event is gone, or stays as staff left it
	tr.tell = append(tr.tell, d.tellDeleted(b, tr.is))
	_, err := d.commit(ctx, tr)
	return err
}

// tellDeleted brings her the news that staff cancelled her session.
func (d *Desk) tellDeleted(was, is Booking) Due {
	at := NextDaytime(d.c.Clocks.Programme(), d.termsOf(was).Zone, was.Stands().Start)
	return tell(is, Event{Kind: TellDeleted}, TellDeleted+"/"+was.ID+"/"+itoa(was.Placement), at)
}

// calledOff takes in, after the hour, that a session was not held, through no
// fault of the parent's: she knows, and is told nothing.
func (d *Desk) calledOff(ctx context.Context, b Booking) error {
	is := b.ended(Cancelled, "staff")
	is.Gone = b.Gone
	_, err := d.commit(ctx, transition{was: b, is: is, replan: true})
	return err
}

// Untold is what a parent knew before changes that she has not heard of yet.
type Untold struct {
	At     time.Time `json:"at"` // programme time when she hears
	Agenda string    `json:"agenda"`
	Place  string    `json:"place,omitempty"`
}

// known is what the parent was told last.
func (b Booking) known(now time.Time) Untold {
	if b.Untold != nil && now.Before(b.Untold.At) {
		return *b.Untold
	}
	return Untold{Agenda: b.Agenda, Place: b.Place}
}

// changedByStaff obeys a change of time, place or colleague, and owes the parent
// one message about all of it. About another time she is asked, and the old one
// stays hers until she has answered; the rest she is told.
func (d *Desk) changedByStaff(ctx context.Context, looked Booking, w Unsettled, seen Seen) error {
	return d.retry(ctx, looked, func(b Booking) error {
		now, is := d.c.Clocks.Programme(), b
		knew := b.known(now)
		is.Unsettled, is.Seen, is.Place = nil, seen, w.Place
		if w.Agenda != "" {
			is.Slot, is.Overlaid, is.Renote = d.colleagues(b, w), false, true
		}
		e := Event{Who: is.Agenda != knew.Agenda, Where: is.Place != knew.Place}
		asked := b.Proposed != nil && !now.Before(b.Asked)
		switch back := same(w.Interval, b.Interval); {
		case !back:
			is.Proposed = &Interval{w.Interval.Start, w.Interval.End}
			e.Kind = TellMovedByStaff
		case asked:
			is.Proposed, e.Kind = nil, TellNotMoved
		default:
			is.Proposed, e.Kind = nil, TellChangedByStaff
		}
		at := NextDaytime(now, d.termsOf(is).Zone, earlier(b.Stands().Start, is.Stands().Start))
		is.Vacated = is.Proposed != nil && (b.Vacated || w.Agenda != "")
		is.Asked, is.Untold = time.Time{}, nil
		if is.Proposed != nil {
			is.Asked = at
		}
		if e.Who || e.Where {
			is.Untold = &Untold{At: at, Agenda: knew.Agenda, Place: knew.Place}
			is.Invited = nil // the structure's invitation says who and where
		}
		tr := transition{was: b, is: is, replan: true}
		if e.Kind != TellChangedByStaff || e.Who || e.Where {
			tr.tell = []Due{tell(is, e, e.Kind+"/"+b.ID+"/staff/"+itoa(b.Sequence), at)}
		}
		_, err := d.commit(ctx, tr)
		return err
	})
}
