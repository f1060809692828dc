package scheduling

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// sayable is how long after a session its structure may say how it went, through
// a link.
const sayable = 30 * 24 * time.Hour

// Sayable tells, of a booking, from when to when its structure may say whether
// the session took place; zero times if there is nothing to say.
func Sayable(b Booking) (from, until time.Time) {
	switch b.State {
	case Booked, Attended, Missed, PresumedHeld, NotReceived:
		return b.Stands().Start, b.Stands().End.Add(sayable)
	}
	return time.Time{}, time.Time{}
}

// Mark notes what the structure says of a session: Attended or Missed. Saying it
// twice changes nothing, and the other is said in its place. The error wraps
// ErrNotFound if there is nothing to say now.
func (d *Desk) Mark(ctx context.Context, booking string, state State) error {
	if state != Attended && state != Missed {
		return fmt.Errorf("mark %q: want attended or missed", state)
	}
	_, err := d.again(ctx, func() (stored, error) {
		b, err := d.Booking(ctx, booking)
		if err != nil {
			return stored{}, err
		}
		now := d.c.Clocks.Programme()
		if from, until := Sayable(b); from.IsZero() || now.Before(from) || now.After(until) {
			return stored{}, ErrNotFound
		}
		is := b
		if is.State, is.By = state, "staff"; b.State == is.State && b.By == is.By {
			return stored{}, nil
		}
		return d.marked(ctx, transition{was: b, is: is})
	})
	if err != nil {
		return fmt.Errorf("mark %s: %w", booking, err)
	}
	return nil
}

// InAgenda lists the bookings of an agenda whose session touches the window,
// whatever their state, soonest first.
func (d *Desk) InAgenda(ctx context.Context, agenda string, window Interval) ([]Booking, error) {
	all, err := d.list(ctx, "agenda:"+agenda)
	all = slices.DeleteFunc(all, func(b Booking) bool { return !b.Stands().Overlaps(window) })
	slices.SortFunc(all, func(a, b Booking) int { return a.Stands().Start.Compare(b.Stands().Start) })
	return all, err
}
