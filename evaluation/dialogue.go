package evaluation

import (
	"cmp"
	"slices"
	"strings"
)

// Dialogue counts how far conversations went. No person is known of it, yet a
// step reached once in a small département is hidden as a booking would be:
// each step is a cube of its own, of départements and months, suppressed before
// any filter.
type Dialogue struct{ steps map[string]*cube }

// Step is how many conversations reached a step of the dialogue.
type Step struct {
	ID      string
	Reached Cell
	// Kept is what remains of the most reached step, from 0 to 1.
	Kept float64
}

// foundNothing is a step that Demand counts: shown here as well, the one would
// tell what the other hides.
const foundNothing = "no-slot"

// NewDialogue reads the counters "step/<YYYY-MM>/<département or ->/<step>".
func NewDialogue(counters map[string]int64, threshold int) *Dialogue {
	counts := map[string]map[group]int{}
	for name, n := range counters {
		parts := strings.SplitN(name, "/", 4)
		if len(parts) != 4 || parts[0] != "step" || n <= 0 || parts[3] == foundNothing {
			continue
		}
		if counts[parts[3]] == nil {
			counts[parts[3]] = map[group]int{}
		}
		counts[parts[3]][group{departement: parts[2], month: parts[1]}] += int(n)
	}
	d := &Dialogue{steps: map[string]*cube{}}
	for id, c := range counts {
		d.steps[id] = newCube(c)
		d.steps[id].suppress(cmp.Or(threshold, defaultThreshold))
	}
	return d
}

// Funnel lists the steps reached in the filter's months and département, in the
// given order; those it does not name follow, the most reached first. Structure
// and offer are not known of a step and don't filter.
func (d *Dialogue) Funnel(order []string, f Filter) []Step {
	var all []Step
	most := 0
	for _, id := range sortedKeys(d.steps) {
		if s := (Step{ID: id, Reached: d.reached(id, f)}); !s.Reached.Shown || s.Reached.N > 0 {
			all = append(all, s)
			most = max(most, s.Reached.N)
		}
	}
	for i := range all {
		all[i].Kept = float64(all[i].Reached.N) / float64(max(1, most))
	}
	place := func(s Step) int {
		if i := slices.Index(order, s.ID); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(all, func(a, b Step) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(b.Reached.N, a.Reached.N))
	})
	return all
}

func (d *Dialogue) reached(id string, f Filter) Cell {
	c := d.steps[id]
	p, known := 0, true
	if f.Departement != "" {
		p, known = c.placeIndex()[f.Departement+"/"]
	}
	if !known {
		return Cell{Kind: Count, Shown: true}
	}
	return c.window(p, 0, f)
}
