package scheduling

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// hold claims a slot for the conversation in place of an earlier hold. It is
// renewed by another command for the same slot.
func (d *Desk) hold(ctx context.Context, c Command) (stored, error) {
	owner := holdOwner(c.Conversation)
	own, err := d.owned(ctx, c)
	if err != nil {
		return stored{}, err
	}
	t, err := d.offered(ctx, c.Slot, 0, append(own, owner)...)
	if err != nil {
		return stored{}, err
	}
	if err := d.allowed(ctx, c, t); err != nil {
		return stored{}, err
	}
	until := d.c.Clocks.Machine().Add(d.c.HoldFor)
	visitor := d.visitorClaims(c, owner, t, c.Slot.Interval, until)
	claims, err := d.beside(ctx, own, t.claims(owner, c.Slot.Interval, false, until))
	if err != nil {
		return stored{}, err
	}
	ch := Change{
		Command: c.ID, Release: []string{owner}, Expect: unlessErased(c.Parent),
		Outcome: stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK, Slot: c.Slot, Until: until}}.encode(),
		Claims:  append(claims, visitor...),
	}
	if t.seats > 1 {
		err := d.seats(ctx, &ch, t, seating{owner: owner, taken: []Interval{c.Slot.Interval}, expires: until, own: own})
		if err != nil {
			return stored{}, err
		}
	}
	r, err := d.c.Store.Apply(ctx, ch)
	if err != nil {
		return stored{}, d.which(ctx, err, visitor, owner)
	}
	return first(r)
}

// owned lists the owners of the conversation's live bookings. A hold may touch
// them: it may be for a move. What may be booked is decided by Book and Move.
func (d *Desk) owned(ctx context.Context, c Command) ([]string, error) {
	all, err := d.list(ctx, "conversation:"+c.Conversation)
	if err != nil {
		return nil, err
	}
	var own []string
	for _, b := range all {
		if b.State.Live() {
			own = append(own, bookingOwner(b.ID))
		}
	}
	return own, nil
}

// beside lets claims touch those of own bookings: each of these is one more that
// may be in the way.
func (d *Desk) beside(ctx context.Context, own []string, claims []Claim) ([]Claim, error) {
	if len(own) == 0 {
		return claims, nil
	}
	for n, wanted := range claims {
		wide := Interval{wanted.Start.Add(-24 * time.Hour), wanted.End.Add(24 * time.Hour)}
		there, err := d.claimed(ctx, wanted.Resource, wide)
		if err != nil {
			return nil, err
		}
		for _, other := range there {
			if isOneOf(other.Owner, own) && near(other.Interval, wanted.Interval, max(other.Pad, wanted.Pad)) {
				claims[n].Capacity++
			}
		}
	}
	return claims, nil
}

// allowed refuses early what the quota will not permit; Book decides again.
func (d *Desk) allowed(ctx context.Context, c Command, t terms) error {
	if c.Family == "" {
		return nil
	}
	f, _, err := d.family(ctx, c.Family)
	if err != nil {
		return err
	}
	day, days := t.day(c.Slot.Start), f.days(c.Slot.Offer, c.Booking)
	if !f.permits(t.offer.Quota, c.Slot.Offer, c.Booking, day) {
		return f.spent(t, c.Slot.Offer, days, day)
	}
	return nil
}

// which tells what was refused because too much came from one place from a slot
// that is taken. That others filled the agenda's day is no fault of hers: to her
// the slot is taken.
func (d *Desk) which(ctx context.Context, err error, visitor []Claim, mine ...string) error {
	if !errors.Is(err, ErrTaken) {
		return err
	}
	hers := slices.DeleteFunc(slices.Clone(visitor), func(c Claim) bool { return !strings.HasPrefix(c.Resource, originPrefix) })
	full, readErr := d.full(ctx, hers, mine...)
	switch {
	case readErr != nil:
		return readErr
	case full:
		return errTooMany
	}
	return err
}

// release gives the conversation's hold back.
func (d *Desk) release(ctx context.Context, c Command) (stored, error) {
	r, err := d.c.Store.Apply(ctx, Change{
		Command: c.ID, Release: []string{holdOwner(c.Conversation)},
		Outcome: stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK, Slot: c.Slot}}.encode(),
	})
	if err != nil {
		return stored{}, err
	}
	return first(r)
}

// deadline is when a placement asked for now is given up if its calendar has
// not answered: after a day, or half way to the session, and two hours before
// it where there is the time.
func deadline(now, start time.Time) time.Time {
	at := earlier(now.Add(24*time.Hour), now.Add(start.Sub(now)/2))
	if early := start.Add(-2 * time.Hour); early.After(now) {
		at = earlier(at, early)
	}
	return at
}
