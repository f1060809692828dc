package scheduling

import (
	"context"
	"errors"
	"time"
)

// lookEvery is how often each wish looks, in machine time, for what no booking
// gave up: hours that staff opened, a hold that nobody used. A look is one search
// of at most farthest pages, so that ten thousand wishes ask for eleven searches a
// second, over all replicas.
const lookEvery = 15 * time.Minute

// lookLater plans the next look of a wish.
func (d *Desk) lookLater(w Wish) Due {
	return Due{
		ID: "look/" + w.ID, Kind: DueLook, Subject: wishOwner(w.ID),
		At: d.c.Clocks.Machine().Add(lookEvery), Clock: MachineTime, Data: []byte(w.ID),
	}
}

// look has a slot served that fits a wish and that nobody was told of: not to
// this wish, but to the oldest that it fits. It ends a wish whose time is over or
// whose parent can't be reached any more.
func (d *Desk) look(ctx context.Context, due Due) error {
	w, err := d.wish(ctx, string(due.Data))
	if errors.Is(err, ErrNotFound) {
		return Drop{"no such wish"}
	}
	if err != nil {
		return err
	}
	reached, err := d.reaches(ctx, w)
	if err != nil {
		return err
	}
	ch := Change{Command: "look/" + newToken(), Done: []Fence{{ID: due.ID, Try: due.Try}}}
	if now := d.c.Clocks.Programme(); !reached || !now.Before(w.Until) {
		d.endWish(&ch, w)
	} else {
		if w.waits(now) {
			if err := d.lookAround(ctx, &ch, w); err != nil {
				return err
			}
		}
		ch.Due = append(ch.Due, d.lookLater(w))
	}
	_, err = d.c.Store.Apply(ctx, ch)
	if errors.Is(err, ErrFenced) {
		return nil
	}
	return err // of a wish that changed meanwhile: it looks again soon
}

// lookAround adds to a change what follows from what is free now.
func (d *Desk) lookAround(ctx context.Context, ch *Change, w Wish) error {
	var anyway Slot
	known := w
	known.Sooner = time.Time{}
	err := d.eachFitting(ctx, known, func(s Slot) (bool, error) {
		if anyway.Agenda == "" {
			anyway = s
		}
		if !w.Sooner.IsZero() && !s.Start.Before(w.Sooner) {
			return true, nil
		}
		f := freeing{Agenda: s.Agenda, Interval: s.Interval}
		if c, err := d.fitting(ctx, w, []Slot{s}); c == nil || err != nil {
			return false, err
		}
		_, err := d.c.Store.Get(ctx, Key{Kind: "freed", ID: f.id()})
		if errors.Is(err, ErrNotFound) {
			ch.Due = append(ch.Due, d.freedWork(f, d.c.Clocks.Programme()))
			return true, nil
		}
		return false, err // it had its turns, or is having them
	})
	// What she could have had is gone: what frees after it is news by now.
	if err == nil && !w.Sooner.IsZero() && (anyway.Agenda == "" || anyway.Start.After(w.Sooner)) {
		w.Sooner = anyway.Start
		ch.Put = append(ch.Put, w.record(d))
	}
	return err
}
