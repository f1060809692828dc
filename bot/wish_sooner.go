package bot

import (
	"context"
	"errors"
	"slices"

	"escale/programme"
	"escale/scheduling"
)

// doSooner: tell her of a place before this booking's day.
const doSooner = "sooner"

// maySooner: a day is left before that of her booking, and there is a waiting
// list that can tell her of it.
func (t *turn) maySooner(b scheduling.Booking) bool {
	if !t.mayWait() || !b.State.Live() || b.Proposed != nil {
		return false
	}
	zone := zoneNamed(b.Zone)
	tomorrow, day := programme.DateOf(t.now.In(zone).AddDate(0, 0, 1)), programme.DateOf(b.Start.In(zone))
	return tomorrow.Compare(day) < 0
}

// mayWishHere: what the list of slots is for may be waited for.
func (t *turn) mayWishHere(ctx context.Context) (bool, error) {
	moving := t.notes().Wanted.Moving
	if moving == "" || !t.mayWish() {
		return t.mayWish(), nil
	}
	b, err := t.Desk.Booking(ctx, moving)
	if errors.Is(err, scheduling.ErrNotFound) {
		return false, nil
	}
	return err == nil && t.maySooner(b), err
}

// wishSooner begins a wish for a place before the day of a booking of hers.
func (t *turn) wishSooner(ctx context.Context, b scheduling.Booking) error {
	t.anew(b.Structure)
	t.notes().Wanted = Wanted{Offer: b.Offer, Moving: b.ID}
	return t.towardsWish(ctx)
}

// staysHers: a wish for something sooner takes nothing from her.
func (t *turn) staysHers(w scheduling.Wish) string {
	return t.say.T("say.booking-stays", "Day", t.say.Day(w.Before, t.zoneOf(w)))
}

func (t *turn) sayItStays(ctx context.Context, wish string) error {
	all, err := t.Wishes.Wishes(ctx, t.c.ID)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(all, func(w scheduling.Wish) bool { return w.ID == wish }); i >= 0 {
		t.leads(t.staysHers(all[i]))
	}
	return nil
}
