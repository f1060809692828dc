package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// turn serves the next wish of a freed slot, or ends a turn that is over. Each
// step is one Apply that finishes this work and plans the next: repeated, it is
// fenced off.
func (d *Desk) turn(ctx context.Context, due Due) error {
	var of freeing
	if err := json.Unmarshal(due.Data, &of); err != nil {
		return fmt.Errorf("freed %s: %w", due.ID, err)
	}
	for range tries {
		ch, err := d.nextTurn(ctx, due, of)
		if err == nil {
			_, err = d.c.Store.Apply(ctx, ch)
		}
		if errors.Is(err, ErrFenced) {
			return nil // done, or another's by now
		}
		if !errors.Is(err, ErrStale) && !errors.Is(err, ErrTaken) {
			return err
		}
	}
	return ErrStale
}

// nextTurn is what follows for a freed slot now.
func (d *Desk) nextTurn(ctx context.Context, due Due, of freeing) (Change, error) {
	ch := Change{Command: "turn/" + newToken(), Done: []Fence{{ID: due.ID, Try: due.Try}}}
	f, err := d.freedRecord(ctx, of)
	if err != nil {
		return Change{}, err
	}
	last, until, err := d.lapse(ctx, &ch, &f)
	if err != nil {
		return Change{}, err
	}
	if !until.IsZero() { // too early: it is somebody's still
		ch.Due = append(ch.Due, d.freedWork(f.freeing, until))
		return ch, nil
	}
	if f.Notices < mostNotices && !f.Over && f.Start.After(d.c.Clocks.Programme()) {
		found, err := d.choose(ctx, &ch, f, last)
		if errors.Is(err, errNotYet) && due.Try <= patientTries && last == "" && f.Cause != "" {
			return Change{}, &Again{At: d.c.Clocks.Machine().Add(time.Minute), Err: err}
		}
		if err != nil && !errors.Is(err, errNotYet) {
			return Change{}, err
		}
		if found != nil {
			return ch, d.give(ctx, &ch, f, *found)
		}
	}
	if f.Notices > 0 { // others had it before them: a look begins no more
		f.Over = true
		ch.Put = append(ch.Put, f.record(d))
	}
	return ch, nil
}

// patientTries is how often, a minute apart, time that a booking gave up is
// looked for before it counts as taken again: its event may still stand in the
// calendar.
const patientTries = 10

// lapse ends the turn of a freed slot that is over. until is when it will be, if
// it is not; last is the wish whose turn it was.
func (d *Desk) lapse(ctx context.Context, ch *Change, f *freed) (last string, until time.Time, err error) {
	if f.Wish == "" {
		return "", time.Time{}, nil
	}
	last, f.Wish = f.Wish, ""
	w, err := d.wish(ctx, last)
	if errors.Is(err, ErrNotFound) { // erased: what was held for it goes on
		ch.Release = append(ch.Release, wishOwner(last))
		return last, time.Time{}, nil
	}
	if err != nil || w.Offered == nil || w.Offered.Freed.id() != f.id() {
		return last, time.Time{}, err
	}
	if d.c.Clocks.Programme().Before(w.Offered.Until) {
		return last, w.Offered.Until, nil
	}
	w.Offered = nil
	ch.Release = append(ch.Release, wishOwner(w.ID))
	ch.Put = append(ch.Put, w.record(d))
	return last, time.Time{}, nil
}

// give holds the slot for the wish that was chosen, and has her told.
func (d *Desk) give(ctx context.Context, ch *Change, f freed, c choice) error {
	now, machine := d.c.Clocks.Programme(), d.c.Clocks.Machine()
	w := c.wish
	w.Turn++
	w.Told = append(lately(w.Told, now), c.from)
	w.Offered = &Offered{Slot: c.slot, From: c.from, Until: c.until, Freed: f.freeing}
	f.Notices++
	f.Wish, f.Passed = w.ID, append(f.Passed, w.ID)
	// Should the next step be late, the slot stays hers a little longer.
	expires := machine.Add(c.until.Sub(now) + 15*time.Minute)
	ch.Claims = append(ch.Claims, c.terms.claims(wishOwner(w.ID), c.slot.Interval, false, expires)...)
	ch.Claims = append(ch.Claims, oneOffer(w, expires))
	if c.terms.seats > 1 {
		s := seating{owner: wishOwner(w.ID), taken: []Interval{c.slot.Interval}, expires: expires}
		if err := d.seats(ctx, ch, c.terms, s); err != nil {
			return err
		}
	}
	ch.Put = append(ch.Put, w.record(d), f.record(d))
	ch.Due = append(ch.Due, placeWork(w), d.freedWork(f.freeing, c.until))
	return nil
}

// oneOffer sees to it that a conversation with several wishes is offered one
// slot at a time.
func oneOffer(w Wish, expires time.Time) Claim {
	return Claim{
		Owner: wishOwner(w.ID), Resource: "offers/" + w.Conversation, Capacity: 1, Expires: expires,
		Interval: Interval{time.Unix(0, 0).UTC(), time.Unix(1<<33, 0).UTC()},
	}
}

// placeWork brings what a wish was offered to its conversation.
func placeWork(w Wish) Due {
	e := Event{
		ID: "place/" + w.ID + "/" + itoa(w.Turn), Kind: TellPlace,
		Conversation: w.Conversation, WishID: w.ID, Turn: w.Turn,
	}
	return Due{
		ID: e.ID, Kind: DuePlace, Subject: wishOwner(w.ID),
		At: w.Offered.From, Clock: ProgrammeTime, Data: encode(e),
	}
}
