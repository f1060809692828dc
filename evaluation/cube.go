package evaluation

import (
	"maps"
	"slices"
)

// cube counts bookings by place, offer and month, with every total: index 0 of
// each dimension is the total, so that n at (0, 0, 0) is all of them. Places are
// a tree: national, départements, structures.
type cube struct {
	places []place
	offers []string // offers[0] is all
	months []string // months[0] is the whole span
	n      []int
	hidden []bool
}

type place struct {
	id     string
	level  Level
	parent int // -1 above the national level
}

// countBookings fills the cube. A booking that was released never took place
// and is not counted; one that was cancelled is, as a booking made.
func countBookings(facts []Fact) *cube {
	counts := map[group]int{}
	for _, f := range facts {
		if f.State != stateReleased {
			counts[group{f.Departement, f.Structure, f.Offer, f.Month}]++
		}
	}
	return newCube(counts)
}

// newCube adds up the finest counts. Where the structure is not known, the
// département is the finest place.
func newCube(counts map[group]int) *cube {
	c := &cube{places: placesOf(counts)}
	c.offers = distinct(counts, func(g group) string { return g.offer })
	c.months = distinct(counts, func(g group) string { return g.month })
	c.n = make([]int, len(c.places)*len(c.offers)*len(c.months))
	c.hidden = make([]bool, len(c.n))
	places, offers, months := c.placeIndex(), index(c.offers), index(c.months)
	for g, n := range counts {
		for p := places[g.departement+"/"+g.structure]; p >= 0; p = c.places[p].parent {
			for _, o := range [2]int{0, offers[g.offer]} {
				c.n[c.at(p, o, 0)] += n
				c.n[c.at(p, o, months[g.month])] += n
			}
		}
	}
	return c
}

// placesOf lists national, then each département followed by its structures.
func placesOf(counts map[group]int) []place {
	tree := map[string]map[string]bool{}
	for g := range counts {
		if tree[g.departement] == nil {
			tree[g.departement] = map[string]bool{}
		}
		if g.structure != "" {
			tree[g.departement][g.structure] = true
		}
	}
	all := []place{{level: National, parent: -1}}
	for _, d := range slices.Sorted(maps.Keys(tree)) {
		parent := len(all)
		all = append(all, place{id: d, level: Departement})
		for _, s := range slices.Sorted(maps.Keys(tree[d])) {
			all = append(all, place{id: s, level: OneStructure, parent: parent})
		}
	}
	return all
}

// distinct returns "" for the total and every value, sorted.
func distinct(counts map[group]int, value func(group) string) []string {
	set := map[string]bool{}
	for g := range counts {
		set[value(g)] = true
	}
	return append([]string{""}, slices.Sorted(maps.Keys(set))...)
}

// index numbers the values; an empty one is not the total.
func index(values []string) map[string]int {
	at := map[string]int{}
	for i, v := range values[1:] {
		at[v] = i + 1
	}
	return at
}

// placeIndex numbers the places by "departement/structure".
func (c *cube) placeIndex() map[string]int {
	at := map[string]int{}
	for i, p := range c.places {
		switch p.level {
		case Departement:
			at[p.id+"/"] = i
		case OneStructure:
			at[c.places[p.parent].id+"/"+p.id] = i
		}
	}
	return at
}

func (c *cube) at(place, offer, month int) int {
	return (place*len(c.offers)+offer)*len(c.months) + month
}
