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
	counted := slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.State == stateReleased })
	c := &cube{places: placesOf(counted), offers: distinct(counted, func(f Fact) string { return f.Offer })}
	c.months = distinct(counted, func(f Fact) string { return f.Month })
	c.n = make([]int, len(c.places)*len(c.offers)*len(c.months))
	c.hidden = make([]bool, len(c.n))
	at := c.index()
	for _, f := range counted {
		leaf := at.structures[f.Departement+"/"+f.Structure]
		for p := leaf; p >= 0; p = c.places[p].parent {
			for _, o := range [2]int{0, at.offers[f.Offer]} {
				c.n[c.at(p, o, 0)]++
				c.n[c.at(p, o, at.months[f.Month])]++
			}
		}
	}
	return c
}

// placesOf lists national, then each département followed by its structures.
func placesOf(facts []Fact) []place {
	tree := map[string]map[string]bool{}
	for _, f := range facts {
		if tree[f.Departement] == nil {
			tree[f.Departement] = map[string]bool{}
		}
		tree[f.Departement][f.Structure] = true
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

// distinct returns "" and every value, sorted.
func distinct(facts []Fact, value func(Fact) string) []string {
	set := map[string]bool{}
	for _, f := range facts {
		set[value(f)] = true
	}
	return append([]string{""}, slices.Sorted(maps.Keys(set))...)
}

type cubeIndex struct {
	structures, offers, months map[string]int
}

func (c *cube) index() cubeIndex {
	at := cubeIndex{structures: map[string]int{}, offers: map[string]int{}, months: map[string]int{}}
	for i, p := range c.places {
		if p.level == OneStructure {
			at.structures[c.places[p.parent].id+"/"+p.id] = i
		}
	}
	for i, o := range c.offers[1:] {
		at.offers[o] = i + 1
	}
	for i, m := range c.months[1:] {
		at.months[m] = i + 1
	}
	return at
}

func (c *cube) at(place, offer, month int) int {
	return (place*len(c.offers)+offer)*len(c.months) + month
}
