package redis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/scheduling"
)

// claimArgs is a claim as claims.lua takes it.
func claimArgs(a args, c scheduling.Claim) args {
	start, end, pad := ms(c.Start), ms(c.End), c.Pad.Milliseconds()
	return append(a, c.Owner, c.Resource, start, end, pad, c.Capacity, ms(c.Expires), end+pad, end+pad-start)
}

// Claims answers every question from one state of the store; see
// scheduling.Reader.
func (s *Store) Claims(ctx context.Context, asked []scheduling.Ask, now time.Time) ([][]scheduling.Claim, error) {
	ask := func(a args, q scheduling.Ask) args {
		return append(a, q.Resource, ms(q.Window.Start), ms(q.Window.End))
	}
	r, err := s.run(ctx, s.scripts.claims, all(nil, asked, ask)...)
	if err == nil && len(r.said) != len(asked) {
		err = fmt.Errorf("%d answers to %d questions", len(r.said), len(asked))
	}
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	found := make([][]scheduling.Claim, len(asked))
	for n, a := range asked {
		near, _ := r.said[n].([]any)
		if found[n], err = claimsIn(a, near, now); err != nil {
			return nil, fmt.Errorf("claims on %s: %w", a.Resource, err)
		}
	}
	return found, nil
}

// claimsIn picks the claims that overlap the window and live at now, in order of
// start, then of owner.
func claimsIn(a scheduling.Ask, members []any, now time.Time) ([]scheduling.Claim, error) {
	var found []scheduling.Claim
	from, to := instant(ms(a.Window.Start)), instant(ms(a.Window.End))
	for _, m := range members {
		c, err := claimOf(a.Resource, m)
		if err != nil {
			return nil, err
		}
		if c.End.After(from) && c.Start.Before(to) && (c.Expires.IsZero() || ms(c.Expires) > ms(now)) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b scheduling.Claim) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Owner, b.Owner), a.End.Compare(b.End))
	})
	return found, nil
}

// claimOf reads "start:end:pad:capacity:expires:owner".
func claimOf(resource string, member any) (scheduling.Claim, error) {
	text, _ := member.(string)
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 {
		return scheduling.Claim{}, fmt.Errorf("claim %q is damaged", text)
	}
	at := row{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]}
	c := scheduling.Claim{Resource: resource, Interval: scheduling.Interval{Start: at.instant(), End: at.instant()}}
	c.Pad = time.Duration(at.number()) * time.Millisecond
	c.Capacity, c.Expires, c.Owner = int(at.number()), at.instant(), at.text()
	return c, nil
}
