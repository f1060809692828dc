package evaluation

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReferralsComeInBatches(t *testing.T) {
	counters := map[string]int64{
		"referral/2026-01/pmi": 3, "referral/2026-02/pmi": 1, "referral/2026-04/pmi": 4,
		"referral/2026-05/pmi": 6, "referral/2026-06/pmi": 4, "referral/2026-07/pmi": 9,
		"referral/2026-06/ecole": 2, "referral/2026-13/pmi": 50, "referral/2026-01": 50, "step/2026-01/38/welcome": 50, "referral/2026-02/faux": -5,
	}
	r := NewReferrals(counters, 5, "2026-07")
	want := []ReferralBatch{{"2026-01", "2026-04", 8}, {"2026-05", "2026-05", 6}}
	if diff := cmp.Diff(want, r.Of("pmi", Filter{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]ReferralBatch{{"2026-01", "2026-05", 14}}, r.Coarser(11).Of("pmi", Filter{})); diff != "" {
		t.Errorf("outside the house (-want +got):\n%s", diff)
	}
	if got := r.Of("pmi", Filter{From: "2026-02"}); len(got) != 1 || got[0].First != "2026-05" {
		t.Errorf("a batch is shown in part: %v", got)
	}
	if c := Total(r.Of("pmi", Filter{})); !c.Shown || c.N != 14 {
		t.Errorf("in all: %+v", c)
	}
	// Too few, nobody, and nobody known look the same.
	for _, partner := range []string{"ecole", "faux", "inconnu"} {
		if diff := cmp.Diff(Cell{Kind: Count, Why: Small}, Total(r.Of(partner, Filter{}))); diff != "" {
			t.Errorf("%s: %s", partner, diff)
		}
	}
}

// TestNoFamilyIsFoundByDifference is who sees every page at the end of every day,
// inside the house and outside, with every filter of months, and subtracts any two
// figures of one partner: what remains is nothing, or the threshold at least. One
// family more or less in the present month moves nothing.
func TestNoFamilyIsFoundByDifference(t *testing.T) {
	const inside, outside, months = 5, 11, 10
	name := func(m int) string { return fmt.Sprintf("2026-%02d", m) }
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		counters := map[string]int64{}
		var seen [][]ReferralBatch // all that was ever shown, as sets of batches
		for m := 1; m <= months; m++ {
			before := NewReferrals(counters, inside, name(m))
			for range rng.IntN(8) {
				counters["referral/"+name(m)+"/pmi"]++
				if diff := cmp.Diff(before.batches, NewReferrals(counters, inside, name(m)).batches); diff != "" {
					t.Fatalf("seed %d: one family moved what is shown: %s", seed, diff)
				}
			}
			r := NewReferrals(maps.Clone(counters), inside, name(m+1))
			for _, view := range []*Referrals{r, r.Coarser(outside)} {
				for from := 1; from <= months; from++ {
					for to := from; to <= months; to++ {
						seen = append(seen, view.Of("pmi", Filter{From: name(from), To: name(to)}))
					}
				}
			}
		}
		nothingFound(t, seed, seen, inside)
	}
}

// nothingFound subtracts any two figures whose months are one within the other,
// which is what tells apart who came in the months between.
func nothingFound(t *testing.T, seed uint64, seen [][]ReferralBatch, threshold int) {
	t.Helper()
	type figure struct {
		first, last string
		n           int
	}
	shown := map[figure]bool{}
	for _, batches := range seen {
		for i := range batches { // any run of neighbours can be added up
			n := 0
			for j := i; j < len(batches); j++ {
				n += batches[j].Families
				shown[figure{batches[i].First, batches[j].Last, n}] = true
			}
		}
	}
	for a := range shown {
		for b := range shown {
			if a.first > b.first || a.last < b.last {
				continue
			}
			if left := a.n - b.n; left != 0 && left < threshold {
				t.Fatalf("seed %d: %v less %v leaves %d", seed, a, b, left)
			}
		}
	}
}
