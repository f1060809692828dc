package scheduling

import "context"

// answered are the wishes that a booking is the answer to, with the owners of
// what they were offered: she may take that, or anything else.
func (d *Desk) answered(ctx context.Context, c Command) (met []Wish, owners []string, err error) {
	all, err := d.Wishes(ctx, c.Conversation)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range all {
		if w.Offer == c.Slot.Offer && w.Moving == "" {
			met, owners = append(met, w), append(owners, wishOwner(w.ID))
		}
	}
	return met, owners, nil
}

// meet ends the wishes that a booking is the answer to: they are no unmet demand
// any more. What they were offered goes to the next, if it is not what she took.
func (d *Desk) meet(ch *Change, tr transition) {
	for _, w := range tr.met {
		if w.Offered != nil && w.Offered.Slot.Agenda == tr.is.Agenda && same(w.Offered.Slot.Interval, tr.is.Interval) {
			ch.Drop = append(ch.Drop, d.freedWork(w.Offered.Freed, tr.is.Created).Subject)
			w.Offered = nil
		}
		d.endWish(ch, w)
		if ch.Count == nil {
			ch.Count = map[string]int64{}
		}
		w.counts(ch, -1)
	}
}
