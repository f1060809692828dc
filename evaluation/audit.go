package evaluation

import "fmt"

// Exposure is a hidden count that a reader could find within less than the
// threshold: it is from Low to High.
type Exposure struct {
	Place, Offer, Month string // empty: the total
	Low, High           int
}

func (e Exposure) String() string {
	return fmt.Sprintf("place %q offer %q month %q is from %d to %d", e.Place, e.Offer, e.Month, e.Low, e.High)
}

// audit plays the reader: it bounds every hidden cell exactly in each two-way
// table, and by every sum of the three-way table, and lists what it finds
// within less than k.
func (c *cube) audit(k int) []Exposure {
	low, high := c.bounds()
	for _, s := range c.slices() {
		g := s.network(c)
		closed := func(id int32) int {
			if c.hidden[g.arcs[id].cell] {
				return 0
			}
			return -1
		}
		for id, a := range g.arcs {
			if !c.hidden[a.cell] {
				continue
			}
			g.touched = map[int32]bool{}
			up := g.flow(a.to, a.from, int32(id), k, closed)
			down := g.flow(a.from, a.to, int32(id), min(k, a.value-1), closed)
			low[a.cell], high[a.cell] = max(low[a.cell], a.value-down), min(high[a.cell], a.value+up)
		}
	}
	return c.exposed(k, low, high)
}

func (c *cube) exposed(k int, low, high []int) []Exposure {
	var found []Exposure
	for p := range c.places {
		for o := range c.offers {
			for m := range c.months {
				i := c.at(p, o, m)
				if c.hidden[i] && high[i]-low[i] < k {
					found = append(found, Exposure{c.places[p].id, c.offers[o], c.months[m], low[i], high[i]})
				}
			}
		}
	}
	return found
}

// protectLines hides the total of any line that bounds a hidden cell within
// less than k, taking all three dimensions together. It reports whether it hid
// anything.
func (c *cube) protectLines(k int) bool {
	low, high := c.bounds()
	changed := false
	for i := range c.n {
		if c.hidden[i] && high[i]-low[i] < k {
			for _, line := range c.linesOf(i) {
				changed = c.hide(line.total) || changed
			}
		}
	}
	return changed
}

func (c *cube) hide(i int) bool {
	was := c.hidden[i]
	c.hidden[i] = c.n[i] > 0
	return c.hidden[i] && !was
}

// bounds narrows what each cell may be by every sum it stands in, again and
// again until nothing moves.
func (c *cube) bounds() (low, high []int) {
	low, high = make([]int, len(c.n)), make([]int, len(c.n))
	for i, n := range c.n {
		low[i], high[i] = n, n
		if c.hidden[i] {
			low[i], high[i] = 1, boundless
		}
	}
	lines := c.lines()
	for moved := true; moved; {
		moved = false
		for _, l := range lines {
			moved = l.narrow(low, high) || moved
		}
	}
	return low, high
}
