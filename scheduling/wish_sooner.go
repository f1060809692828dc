package scheduling

import (
	"context"

	"escale/programme"
)

// sooner makes of a new wish one for a day before that of the booking it names,
// which is hers and to come. It lasts no longer than that is news.
func (d *Desk) sooner(ctx context.Context, ch *Change, w *Wish, c Command) error {
	c.Booking = w.Moving
	b, err := d.hers(ctx, c)
	if err != nil {
		return err
	}
	if b.Offer != w.Offer {
		return errClosed
	}
	zone := d.zone(b.Zone)
	w.Before = dayOf(programme.DateOf(b.Stands().Start.In(zone)), zone).Start
	if w.Before.Before(w.Until) {
		w.Until = w.Before
	}
	if !w.Created.Before(w.Until) {
		return errTooLate
	}
	ch.Expect = append(ch.Expect, Expect{Key{"booking", b.ID}, b.Version})
	return nil
}

// soonerThan lists the wishes to have a booking sooner, with the owners of what
// they were offered: that is hers to move to.
func (d *Desk) soonerThan(ctx context.Context, b Booking) (wishes []Wish, owners []string, err error) {
	wishes, err = d.wishes(ctx, movingTag(b.ID))
	for _, w := range wishes {
		owners = append(owners, wishOwner(w.ID))
	}
	return wishes, owners, err
}

// overtake ends the wishes to have a booking sooner that it is no more, or that
// has another time.
func (d *Desk) overtake(ctx context.Context, tr *transition) error {
	if !tr.was.State.Live() || tr.is.State.Live() && same(tr.was.Interval, tr.is.Interval) {
		return nil
	}
	over, owners, err := d.soonerThan(ctx, tr.was)
	tr.met, tr.release = append(tr.met, over...), append(tr.release, owners...)
	return err
}
