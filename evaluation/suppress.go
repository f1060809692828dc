package evaluation

// Disclosure control of counts. Cells from 1 to k-1 are hidden. Then every
// hidden cell must be able to differ by k or more without any shown figure
// changing, in each two-way table of the cube: where it can't, the cheapest
// closed walk through the table is hidden too. It is done once for the whole
// cube, before any filter, so that no two filters can be subtracted: a filter
// selects among what is shown to everybody.

// suppress hides what must be hidden below threshold k.
func (c *cube) suppress(k int) {
	for i, n := range c.n {
		c.hidden[i] = n > 0 && n < k
	}
	for c.protectSlices(k) || c.protectLines(k) {
	}
}

// protectSlices makes every hidden cell safe in every two-way table, and
// reports whether it had to hide more.
func (c *cube) protectSlices(k int) bool {
	changed := false
	for _, s := range c.slices() {
		g := s.network(c)
		for again := true; again; { // what it hides wants protection too
			again = false
			for id := range g.arcs {
				if c.hidden[g.arcs[id].cell] && c.protect(g, int32(id), k) {
					again, changed = true, true
				}
			}
		}
	}
	return changed
}

// protect widens what a hidden cell may be until it is k, hiding what it must.
func (c *cube) protect(g *network, id int32, k int) bool {
	free := func(id int32) int {
		if c.hidden[g.arcs[id].cell] {
			return 0
		}
		return -1
	}
	width := g.widen(id, k, free)
	if width >= k {
		return false
	}
	g.widen(id, k, func(id int32) int {
		if c.hidden[g.arcs[id].cell] {
			return 0
		}
		return 1 + g.arcs[id].value
	})
	changed := false
	for used := range g.touched {
		if cell := g.arcs[used].cell; !c.hidden[cell] {
			c.hidden[cell], changed = true, true
		}
	}
	return changed
}

// widen returns how far the cell can differ, at most k: upwards, then down.
func (g *network) widen(id int32, k int, cost func(int32) int) int {
	a := g.arcs[id]
	g.touched = map[int32]bool{}
	up := g.flow(a.to, a.from, id, k, cost)
	down := g.flow(a.from, a.to, id, min(k-up, a.value-1), cost)
	return up + down
}

// flow pushes up to limit from one node to another around the examined arc.
func (g *network) flow(from, to int, not int32, limit int, cost func(int32) int) int {
	g.pushed = map[int32]int{}
	sum := 0
	for sum < limit {
		path := g.walk(from, to, not, cost)
		if path == nil {
			break
		}
		sum += g.push(path, to, limit-sum)
		for _, id := range path {
			g.touched[id] = true
		}
	}
	return sum
}
