package scheduling

import (
	"context"
	"strings"
)

// AheadOf counts a parent's sessions that stand and have not begun.
func (d *Desk) AheadOf(ctx context.Context, parent string) (int, error) {
	e, err := d.gather(ctx, Erasure{Parent: parent})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, c := range e.Conversations {
		all, err := d.list(ctx, "conversation:"+c)
		if err != nil {
			return 0, err
		}
		for _, b := range all {
			if b.isAhead(d.c.Clocks.Programme()) {
				n++
			}
		}
	}
	return n, nil
}

// ParentOf finds whose session bears a reference, among all there are, or
// ErrNotFound. It reads every booking: it is for an operator with a letter in
// hand.
func (d *Desk) ParentOf(ctx context.Context, reference string) (string, error) {
	wanted := strings.ToUpper(strings.TrimSpace(reference))
	for q := (Query{Kind: "booking", Limit: 1000}); ; {
		page, err := d.c.Store.List(ctx, q)
		if err != nil {
			return "", err
		}
		for _, r := range page {
			b, err := readBooking(r)
			if err != nil {
				return "", err
			}
			if b.Reference == wanted && b.Parent != "" {
				return b.Parent, nil
			}
		}
		if len(page) < q.Limit {
			return "", ErrNotFound
		}
		q.After = page[len(page)-1].ID
	}
}
