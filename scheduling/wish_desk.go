package scheduling

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/programme"
)

// Wishes lists a conversation's wishes, the oldest first.
func (d *Desk) Wishes(ctx context.Context, conversation string) ([]Wish, error) {
	return d.wishes(ctx, "conversation:"+conversation)
}

// Offered returns a wish if what it was offered in that turn is still hers: the
// time has not run out, staff have not taken it, and her family has a session
// left. ErrNotFound otherwise.
func (d *Desk) Offered(ctx context.Context, id string, turn int) (Wish, error) {
	w, err := d.wish(ctx, id)
	if err != nil {
		return Wish{}, err
	}
	gone := fmt.Errorf("turn %d of wish %s: %w", turn, id, ErrNotFound)
	if w.Offered == nil || w.Turn != turn || !d.c.Clocks.Programme().Before(w.Offered.Until) {
		return Wish{}, gone
	}
	t, err := d.offered(ctx, w.Offered.Slot, 0, wishOwner(id))
	if err == nil {
		err = d.allowed(ctx, Command{Family: w.Family, Booking: w.Moving, Slot: w.Offered.Slot}, t)
	}
	if _, refused := refusal(err); refused {
		return Wish{}, gone
	}
	return w, err
}

// wish reads one, or ErrNotFound.
func (d *Desk) wish(ctx context.Context, id string) (Wish, error) {
	r, err := d.c.Store.Get(ctx, Key{Kind: "wish", ID: id})
	if err != nil {
		return Wish{}, fmt.Errorf("wish %s: %w", id, err)
	}
	return readWish(r)
}

// wishes with a tag, the oldest first.
func (d *Desk) wishes(ctx context.Context, tag string) ([]Wish, error) {
	var all []Wish
	q := Query{Kind: "wish", Tag: tag, Limit: 1000}
	for {
		page, err := d.c.Store.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("wishes tagged %s: %w", tag, err)
		}
		for _, r := range page {
			w, err := readWish(r)
			if err != nil {
				return nil, err
			}
			all = append(all, w)
		}
		if len(page) < q.Limit {
			break
		}
		q.After = page[len(page)-1].ID
	}
	slices.SortFunc(all, func(a, b Wish) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, nil
}

// makeWish leaves a wish. One for the same offer, or the same booking, is changed
// and keeps its age. The outcome's slot is the first that she could have now all
// the same; NextFrom is when the wish ends.
func (d *Desk) makeWish(ctx context.Context, c Command) (stored, error) {
	w, err := d.wished(ctx, c)
	if err != nil {
		return stored{}, err
	}
	ch := Change{Command: c.ID, Count: map[string]int64{}, Expect: unlessErased(c.Parent)}
	if w.Moving != "" {
		if err := d.sooner(ctx, &ch, &w, c); err != nil {
			return stored{}, err
		}
	}
	mine, err := d.Wishes(ctx, c.Conversation)
	if err != nil {
		return stored{}, err
	}
	replaced := func(o Wish) bool { return o.Offer == w.Offer && o.Moving == w.Moving }
	if i := slices.IndexFunc(mine, replaced); i >= 0 {
		w = d.changed(&ch, mine[i], w)
	} else if len(mine) >= mostWishes {
		return stored{}, errTooMany
	}
	anyway, err := d.soonest(ctx, w)
	if err != nil {
		return stored{}, err
	}
	w.Sooner = anyway.Start
	w.counts(&ch, 1)
	if m := c.Seek.Missed; m != "" {
		ch.Count[unmetIn(m, w.Departement, w.Offer, nil)]--
	}
	ch.Put, ch.Due = append(ch.Put, w.record(d)), append(ch.Due, d.lookLater(w))
	ch.Release, ch.Claims = append(ch.Release, wisherOwner(w.ID)), append(ch.Claims, d.wisher(c, w)...)
	ch.Outcome = stored{Outcome: Outcome{
		Command: c.ID, Kind: c.Kind, Code: OK, WishID: w.ID, Slot: anyway, NextFrom: w.Until,
	}}.encode()
	r, err := d.c.Store.Apply(ctx, ch)
	if errors.Is(err, ErrTaken) {
		err = errTooMany
	}
	if err != nil {
		return stored{}, err
	}
	return first(r)
}

// wished makes a new wish of a command. errClosed where the offer is not held,
// errQuota when the family has no session left while the wish would last.
func (d *Desk) wished(ctx context.Context, c Command) (Wish, error) {
	if c.Seek == nil {
		return Wish{}, errors.New("nothing is sought")
	}
	p, now := d.c.Catalogue(), d.c.Clocks.Programme()
	home, known := programme.Communes().ByCode(c.Seek.Commune)
	offer, offered := p.Offer(c.Seek.Offer)
	if !known || !offered || len(heldIn(p, offer.ID, home.Departement)) == 0 {
		return Wish{}, errClosed
	}
	w := Wish{
		ID: rand.Text(), Parent: c.Parent, Conversation: c.Conversation, Family: c.Family,
		Offer: offer.ID, Departement: home.Departement, Parts: c.Seek.Parts, Mode: c.Seek.Mode,
		Verified: c.Verified, Created: now, Until: KeptWish.Until(now), Moving: c.Seek.Moving,
	}
	if c.Seek.Near {
		w.Area = NearArea(p, offer.ID, home)
	}
	if w.Moving != "" {
		return w, nil // it needs no session of its own
	}
	f, _, err := d.family(ctx, c.Family)
	if err != nil {
		return Wish{}, err
	}
	zone := w.zone(d)
	today, days := programme.DateOf(now.In(zone)), f.days(offer.ID, "")
	if !allows(offer.Quota, days, today) {
		if next := nextAllowed(offer.Quota, days, today).In(zone); !next.Before(w.Until) {
			return Wish{}, errQuota{next.UTC()}
		}
	}
	return w, nil
}

// changed is a wish in place of an earlier one: what that was offered goes on.
func (d *Desk) changed(ch *Change, was, is Wish) Wish {
	d.passOn(ch, was)
	was.counts(ch, -1)
	is.ID, is.Version, is.Created, is.Told, is.Turn = was.ID, was.Version, was.Created, was.Told, was.Turn
	return is
}

// wisher caps the wishes that come in a day from one place without an account.
func (d *Desk) wisher(c Command, w Wish) []Claim {
	if c.Verified || c.Origin == "" || d.c.PerOrigin <= 0 {
		return nil
	}
	zone := w.zone(d)
	today := programme.DateOf(d.c.Clocks.Programme().In(zone))
	return []Claim{{
		Owner: wisherOwner(w.ID), Resource: "wishes/" + c.Origin + "/" + today.String(),
		Interval: dayOf(today, zone), Capacity: d.c.PerOrigin, Expires: d.c.Clocks.Machine().Add(48 * time.Hour),
	}}
}

func wisherOwner(wish string) string { return "wisher/" + wish }

// unwish takes a wish back.
func (d *Desk) unwish(ctx context.Context, c Command) (stored, error) {
	w, err := d.hersToEnd(ctx, c)
	if err != nil {
		return stored{}, err
	}
	ch := Change{Command: c.ID, Outcome: wishDone(c, w).encode()}
	d.endWish(&ch, w)
	return d.applied(ctx, ch)
}

// pass lets what a wish was offered go to the next. The wish stays.
func (d *Desk) pass(ctx context.Context, c Command) (stored, error) {
	w, err := d.hersToEnd(ctx, c)
	if err == nil && (w.Offered == nil || w.Turn != c.Turn) {
		err = fmt.Errorf("turn %d of wish %s: %w", c.Turn, w.ID, ErrNotFound)
	}
	if err != nil {
		return stored{}, err
	}
	ch := Change{Command: c.ID, Outcome: wishDone(c, w).encode()}
	d.passOn(&ch, w)
	w.Offered = nil
	ch.Put = append(ch.Put, w.record(d))
	return d.applied(ctx, ch)
}

// hersToEnd is the wish of a command if it belongs to who asks.
func (d *Desk) hersToEnd(ctx context.Context, c Command) (Wish, error) {
	w, err := d.wish(ctx, c.WishID)
	if err == nil && (c.Conversation == "" || w.Conversation != c.Conversation) {
		err = fmt.Errorf("wish %s: %w", w.ID, ErrNotFound)
	}
	return w, err
}

// passOn gives back what a wish was offered, for the next in turn.
func (d *Desk) passOn(ch *Change, w Wish) {
	if w.Offered == nil {
		return
	}
	ch.Release = append(ch.Release, wishOwner(w.ID))
	ch.Due = append(ch.Due, d.freedWork(w.Offered.Freed, d.c.Clocks.Programme()))
}

// endWish deletes a wish with all that waits for it.
func (d *Desk) endWish(ch *Change, w Wish) {
	d.passOn(ch, w)
	ch.Expect = append(ch.Expect, Expect{Key{"wish", w.ID}, w.Version})
	ch.Delete = append(ch.Delete, Key{"wish", w.ID})
	ch.Drop = append(ch.Drop, wishOwner(w.ID))
}

func (d *Desk) applied(ctx context.Context, ch Change) (stored, error) {
	r, err := d.c.Store.Apply(ctx, ch)
	if err != nil {
		return stored{}, err
	}
	return first(r)
}

func wishDone(c Command, w Wish) stored {
	return stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK, WishID: w.ID}}
}
