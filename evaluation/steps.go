package evaluation

import (
	"cmp"
	"slices"
	"strings"
)

// Step is how many conversations reached a step of the dialogue, and how many
// of these went no further than it: no person is known here.
type Step struct {
	ID      string
	Reached Cell
	// Kept is the share of the conversations at the first step.
	Kept float64
}

// Funnel adds up the counters "step/<YYYY-MM>/<département or ->/<step>" within
// the filter's months and département. Steps come in the given order; those it
// does not name follow, the most reached first. A count under the threshold is
// hidden. Structure and offer are not known of a step and don't filter.
func Funnel(counters map[string]int64, order []string, f Filter, threshold int) []Step {
	sum := map[string]int{}
	for name, n := range counters {
		parts := strings.SplitN(name, "/", 4)
		if len(parts) == 4 && parts[0] == "step" && f.in(parts[1]) &&
			(f.Departement == "" || f.Departement == parts[2]) {
			sum[parts[3]] += int(n)
		}
	}
	ids := sortedKeys(sum)
	place := func(id string) int {
		if i := slices.Index(order, id); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(sum[b], sum[a]))
	})
	return funnel(ids, sum, threshold)
}

func funnel(ids []string, sum map[string]int, threshold int) []Step {
	most := 0
	for _, n := range sum {
		most = max(most, n)
	}
	var steps []Step
	for _, id := range ids {
		s := Step{ID: id, Reached: Cell{Kind: Count, Why: Small}}
		if n := sum[id]; n == 0 || n >= threshold {
			s.Reached = Cell{Kind: Count, Shown: true, N: n}
			s.Kept = float64(n) / float64(max(1, most))
		}
		steps = append(steps, s)
	}
	return steps
}
