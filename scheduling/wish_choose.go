package scheduling

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/programme"
)

// errNotYet: the time that was freed is not seen as free.
var errNotYet = errors.New("not free yet")

// choice is the wish that is served next, and with what.
type choice struct {
	wish        Wish
	slot        Slot
	terms       terms
	from, until time.Time
}

// choose finds the oldest wish that a freed slot fits, or nil. Wishes whose
// parent can't be reached any more end on the way. last is the wish whose claims
// this change gives back. errNotYet: there is no slot to give.
func (d *Desk) choose(ctx context.Context, ch *Change, f freed, last string) (*choice, error) {
	structure, agenda, _ := d.c.Catalogue().Agenda(f.Agenda)
	there, known := programme.Communes().ByCode(structure.Commune)
	if !known {
		return nil, nil
	}
	var all []Wish
	free := map[string][]Slot{}
	for _, offer := range agenda.Offers {
		slots, err := d.freedSlots(ctx, f, offer, structure, last)
		if err != nil {
			return nil, err
		}
		if len(slots) == 0 {
			continue
		}
		free[offer] = slots
		wishes, err := d.wishes(ctx, seekTag(offer, there.Departement))
		if err != nil {
			return nil, err
		}
		all = append(all, wishes...)
	}
	if len(free) == 0 {
		return nil, errNotYet
	}
	slices.SortStableFunc(all, func(a, b Wish) int { return a.Created.Compare(b.Created) })
	for _, w := range all {
		if slices.Contains(f.Passed, w.ID) || !w.waits(d.c.Clocks.Programme()) {
			continue
		}
		c, err := d.fitting(ctx, w, free[w.Offer])
		if err != nil {
			return nil, err
		}
		if c == nil {
			continue
		}
		reached, err := d.reaches(ctx, w)
		if err != nil {
			return nil, err
		}
		if reached {
			return c, nil
		}
		d.endWish(ch, w)
	}
	return nil, nil
}

// freedSlots lists the slots of an offer that touch the freed time now.
func (d *Desk) freedSlots(ctx context.Context, f freed, offer string, s programme.Structure, last string) ([]Slot, error) {
	t, _ := d.terms(offer, f.Agenda)
	q := Search{
		Offer: offer, Commune: s.Commune, Structure: s.ID, Day: f.Start, Zone: t.Zone.String(),
		Limit: 200, Verified: true,
	}
	if last != "" {
		q.Holder = wishOwner(last)
	}
	page, err := d.Search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("slots of %s: %w", f.Agenda, err)
	}
	return slices.DeleteFunc(page.Slots, func(s Slot) bool { return s.Agenda != f.Agenda || !s.Overlaps(f.Interval) }), nil
}

// fitting is the first of the slots that the wish may be offered now, or nil:
// she has the time to answer, a session left, nothing else that waits for her
// answer, and the day takes somebody without an account if she has none.
func (d *Desk) fitting(ctx context.Context, w Wish, free []Slot) (*choice, error) {
	now := d.c.Clocks.Programme()
	busy, err := d.isOffered(ctx, w)
	if err != nil || busy {
		return nil, err
	}
	for _, s := range free {
		t, _ := d.terms(s.Offer, s.Agenda)
		from, until, ok := turnOf(now, s.Start.Add(-t.Notice), w.zone(d))
		if !ok || !w.wants(s, t.Zone, t.commune, now) {
			continue
		}
		may, err := d.may(ctx, w, s, t)
		if err != nil {
			return nil, err
		}
		if may {
			t.place, t.video, t.only = s.Place, s.Video, s.Modes
			return &choice{w, s, t, from, until}, nil
		}
	}
	return nil, nil
}

// isOffered reports whether her conversation has an offer of another wish.
func (d *Desk) isOffered(ctx context.Context, w Wish) (bool, error) {
	guard := oneOffer(w, time.Time{})
	return d.full(ctx, []Claim{guard}, guard.Owner)
}

// may reports whether the rules would let her book the slot.
func (d *Desk) may(ctx context.Context, w Wish, s Slot, t terms) (bool, error) {
	c := Command{Conversation: w.Conversation, Family: w.Family, Booking: w.Moving, Slot: s, Verified: w.Verified}
	err := d.allowed(ctx, c, t)
	var spent errQuota
	if errors.As(err, &spent) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	full, err := d.full(ctx, d.visitorClaims(c, wishOwner(w.ID), t, s.Interval, time.Time{}), visitorOwner(w.Moving))
	return !full, err
}

// reaches asks whether a message would still arrive.
func (d *Desk) reaches(ctx context.Context, w Wish) (bool, error) {
	if d.c.Reaches == nil {
		return true, nil
	}
	return d.c.Reaches(ctx, w.Conversation)
}

// eachFitting goes through the slots that are free now and fit the wish, soonest
// first, until take is true. It reads at most farthest pages.
func (d *Desk) eachFitting(ctx context.Context, w Wish, take func(Slot) (bool, error)) error {
	q := Search{
		Offer: w.Offer, Commune: d.communeFor(w), Mode: w.Mode, Verified: w.Verified,
		Zone: w.zone(d).String(), Limit: 50, Holder: wishOwner(w.ID),
	}
	for range farthest {
		page, err := d.Search(ctx, q)
		if err != nil {
			return fmt.Errorf("slots for wish %s: %w", w.ID, err)
		}
		for _, s := range page.Slots {
			if w.tooLate(s) {
				return nil
			}
			t, _ := d.terms(s.Offer, s.Agenda)
			if !w.wants(s, t.Zone, t.commune, d.c.Clocks.Programme()) {
				continue
			}
			if done, err := take(s); done || err != nil {
				return err
			}
		}
		if page.Next == (Cursor{}) {
			return nil
		}
		q.After = page.Next
	}
	return nil
}

// farthest bounds the cost of a look: 1,000 slots.
const farthest = 20

// communeFor is a commune that a search for the wish may start from.
func (d *Desk) communeFor(w Wish) string {
	there := heldIn(d.c.Catalogue(), w.Offer, w.Departement)
	slices.SortFunc(there, func(a, b programme.Commune) int { return strings.Compare(a.Code, b.Code) })
	for _, c := range there {
		if w.Area.has(c) {
			return c.Code
		}
	}
	if len(there) > 0 {
		return there[0].Code
	}
	return ""
}

// soonest is the first slot that fits the wish now, or the zero Slot.
func (d *Desk) soonest(ctx context.Context, w Wish) (first Slot, err error) {
	w.Sooner = time.Time{}
	err = d.eachFitting(ctx, w, func(s Slot) (bool, error) {
		first = s
		return true, nil
	})
	return first, err
}
