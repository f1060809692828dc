package scheduling

import (
	"context"
	"errors"
	"fmt"
)

// cutAll ends the parent's wishes and requests to be called, and makes sessions and families lead to
// nobody.
func (d *Desk) cutAll(ctx context.Context, e Erasure) error {
	if err := errors.Join(d.endWishes(ctx, "parent:"+e.Parent), d.endCalls(ctx, "parent:"+e.Parent)); err != nil {
		return err
	}
	for _, c := range e.Conversations {
		if err := errors.Join(d.endWishes(ctx, "conversation:"+c), d.endCalls(ctx, "conversation:"+c)); err != nil {
			return err
		}
		all, err := d.list(ctx, "conversation:"+c)
		if err != nil {
			return err
		}
		for _, b := range all {
			if err := d.cut(ctx, b.ID, e); err != nil {
				return fmt.Errorf("booking %s: %w", b.ID, err)
			}
		}
	}
	for _, f := range e.families {
		if err := d.dissolve(ctx, f); err != nil {
			return fmt.Errorf("family: %w", err)
		}
	}
	return nil
}

// cut makes a session nobody's. One that is ahead is cancelled first, unless it
// is to be kept.
func (d *Desk) cut(ctx context.Context, id string, e Erasure) error {
	for range tries {
		b, err := d.Booking(ctx, id)
		if errors.Is(err, ErrNotFound) || err == nil && b.Parent == "" && b.Conversation == "" {
			return nil
		}
		if err != nil {
			return err
		}
		ahead := b.isAhead(d.c.Clocks.Programme())
		if ahead && !e.Keep {
			_, err = d.commit(ctx, transition{was: b, is: b.ended(Cancelled, "parent"), replan: true})
			if err != nil && !isStale(err) {
				return err
			}
			continue
		}
		if err = d.cutOff(ctx, b, ahead); !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// cutOff commits a booking that leads to nobody. What is still to be done about
// the session itself stays planned.
func (d *Desk) cutOff(ctx context.Context, b Booking, ahead bool) error {
	heir, err := d.heir(ctx, b)
	if err != nil {
		return err
	}
	is := b
	is.Parent, is.Conversation, is.Family, is.Sealed = "", "", heir, nil
	is.Promised, is.Untold = false, nil
	tr := transition{was: b, is: is, replan: true}
	tookPlace := !b.State.Live() && b.State != Cancelled && b.State != Released
	if end := b.Stands().End.Add(watched); tookPlace && d.c.Clocks.Programme().Before(end) {
		tr.tell = append(tr.tell, Due{ID: "unwatch/" + b.ID, Kind: DuePast, Subject: b.ID, At: end, Clock: ProgrammeTime})
	}
	if ahead || len(b.Sealed) > 0 {
		tr.tell = append(tr.tell, d.unnameLater(b.ID, 0, false))
	}
	_, err = d.commit(ctx, tr)
	return err
}

// heir is another family that counts a booking, if any is left: should it not
// take place after all, it is given back there. Nobody sees whose it was.
func (d *Desk) heir(ctx context.Context, b Booking) (string, error) {
	if b.Family == "" {
		return "", nil
	}
	f, _, err := d.family(ctx, b.Family)
	if err != nil {
		return "", err
	}
	for _, id := range f.useOf(b).Copies {
		if _, r, err := d.family(ctx, id); err != nil || r.Version > 0 {
			return id, err
		}
	}
	return "", nil
}
