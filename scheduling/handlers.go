package scheduling

import (
	"context"
	"crypto/rand"
	"errors"
	mrand "math/rand/v2"
	"time"
)

// Handlers are the Desk's part of due work, by kind.
func (d *Desk) Handlers() map[string]Handler {
	return map[string]Handler{
		DueErase: d.finishErasing, DueUnname: d.unname, DueRetain: d.retain, DueSpent: d.spent,
		DueNothing: func(context.Context, Due) error { return nil },
		DueCall:    d.callLate,
		DuePublish: d.publish, DuePast: d.past, DueFreed: d.turn, DueLook: d.look,
	}
}

// publish settles a booking. It is tried until the calendar answers or the
// booking's own deadline has passed: never a dead letter.
func (d *Desk) publish(ctx context.Context, due Due) error {
	err := d.settle(ctx, due.Subject)
	if err == nil {
		return nil
	}
	return &Again{At: d.c.Clocks.Machine().Add(backoff(due.Try, 5*time.Minute)), Err: err}
}

// past is run when a session has ended, and again when staff had their time to
// say how it went.
func (d *Desk) past(ctx context.Context, due Due) error {
	for range tries {
		b, err := d.Booking(ctx, due.Subject)
		if errors.Is(err, ErrNotFound) {
			return Drop{"no such booking"}
		}
		if err != nil {
			return err
		}
		if b.State == Placing {
			if err := d.settle(ctx, b.ID); err != nil {
				return err
			}
			continue
		}
		if d.c.Clocks.Programme().Before(b.Stands().End) || b.State == Cancelled || b.State == Released {
			return Drop{"the session did not take place then"}
		}
		is := b
		if b.State == Booked {
			is.State, is.Proposed, is.Unsettled = PresumedHeld, nil, nil
			is.Interval = b.Stands()
		}
		if _, err := d.commit(ctx, transition{was: b, is: is}); !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// backoff is how long to rest after the nth try: it doubles from two seconds up
// to a limit, and half of it is chance, so that those who failed together don't
// come back together.
func backoff(try int, limit time.Duration) time.Duration {
	wait := limit
	if try = max(try, 1); try < 20 {
		wait = min(limit, time.Second<<try)
	}
	return wait/2 + time.Duration(mrand.Int64N(int64(wait/2)+1))
}

func newToken() string { return rand.Text() }
