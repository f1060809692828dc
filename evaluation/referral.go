package evaluation

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Referrals counts the families that came by a partner and agreed to be counted.
// A partner knows whom it sent, and when, so nothing that moves with one family is
// ever shown. Families enter in batches, as answers do: a batch is whole months
// that are over, in order, as many as it takes to have the threshold, and never
// changes once it is complete. Every figure is a sum of whole batches of one
// partner, so whatever two of them are subtracted (two months, two pages, what was
// shown then and what is now), what remains is whole batches again.
type Referrals struct {
	batches map[string][]ReferralBatch // by partner
}

// ReferralPrefix begins the names of the counters: "referral/<YYYY-MM>/<partner>".
const ReferralPrefix = "referral/"

// ReferralBatch is families that came in whole months, both given: 2026-03.
type ReferralBatch struct {
	First, Last string
	Families    int
}

// NewReferrals reads the counters of all months before the present one, month:
// 2026-11. A family is counted once a partner, in the month in which its first
// appointment stood.
func NewReferrals(counters map[string]int64, threshold int, month string) *Referrals {
	months := map[string]map[string]int{}
	for name, n := range counters {
		parts := strings.SplitN(name, "/", 3)
		if len(parts) != 3 || parts[0] != "referral" || n <= 0 || parts[1] >= month {
			continue
		}
		if _, err := ParseMonth(parts[1]); err != nil {
			continue
		}
		if months[parts[2]] == nil {
			months[parts[2]] = map[string]int{}
		}
		months[parts[2]][parts[1]] += int(n)
	}
	r := &Referrals{map[string][]ReferralBatch{}}
	for partner, counts := range months {
		var single []ReferralBatch
		for _, m := range slices.Sorted(maps.Keys(counts)) {
			single = append(single, ReferralBatch{m, m, counts[m]})
		}
		r.batches[partner] = gather(single, cmp.Or(threshold, defaultThreshold))
	}
	return r
}

// gather joins neighbours until each has the threshold; what remains waits.
func gather(all []ReferralBatch, threshold int) []ReferralBatch {
	var done []ReferralBatch
	var b ReferralBatch
	for _, next := range all {
		b = ReferralBatch{cmp.Or(b.First, next.First), next.Last, b.Families + next.Families}
		if b.Families >= threshold {
			done, b = append(done, b), ReferralBatch{}
		}
	}
	return done
}

// Coarser is for who may see only larger groups, such as what leaves the house:
// its batches are sums of these, so that both together tell no more than these.
func (r *Referrals) Coarser(threshold int) *Referrals {
	c := &Referrals{map[string][]ReferralBatch{}}
	for partner, all := range r.batches {
		c.batches[partner] = gather(all, threshold)
	}
	return c
}

// Of lists a partner's batches that lie in the filter's months, oldest first.
// None: there are too few yet, or nobody came; which, is not said.
func (r *Referrals) Of(partner string, f Filter) []ReferralBatch {
	var within []ReferralBatch
	for _, b := range r.batches[partner] {
		if (f.From == "" || b.First >= f.From) && (f.To == "" || b.Last <= f.To) {
			within = append(within, b)
		}
	}
	return within
}

// Total is how many families came in the batches, as a cell that is hidden where
// there are none.
func Total(batches []ReferralBatch) Cell {
	c := Cell{Kind: Count, Why: Small}
	for _, b := range batches {
		c.N += b.Families
		c.Shown, c.Why = true, ""
	}
	return c
}
