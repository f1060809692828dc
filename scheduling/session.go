package scheduling

import (
	"context"
	"fmt"
)

// Session tells which of its quota's sessions a family's session in the slot
// would be, as Book would number it now: nth of the quota, which is 0 when there
// is none. The booking except, which the slot may be a new time for, doesn't
// count.
func (d *Desk) Session(ctx context.Context, family string, s Slot, except string) (nth, quota int, err error) {
	t, _ := d.terms(s.Offer, s.Agenda)
	f, _, err := d.family(ctx, family)
	if err != nil {
		return 0, 0, fmt.Errorf("number a session: %w", err)
	}
	q := t.offer.Quota
	return ordinal(q, f.days(s.Offer, except), t.day(s.Start)), q.Sessions, nil
}
