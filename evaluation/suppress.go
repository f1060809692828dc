package evaluation

// Disclosure control of counts. Cells from 1 to k-1 are hidden. Then every
// hidden cell must be able to differ by k or more while every shown figure
// stays as it is: where that is not so, the cheapest cells that make it so are
// hidden too. It is done once for the whole cube, before any filter, so that no
// two filters can be subtracted: a filter selects among what is shown to all.

// suppress hides what must be hidden below threshold k, until an audit finds
// nothing: what is hidden for the sake of another wants protection too. A cell
// proven safe stays so, since hiding more only leaves more open.
func (c *cube) suppress(k int) {
	for i, n := range c.n {
		c.hidden[i] = n > 0 && n < k
	}
	graphs := c.networks()
	for doubtful := c.allHidden(); len(doubtful) > 0; {
		found := c.audit(graphs, doubtful, k)
		doubtful = nil
		for _, e := range found {
			if c.span(graphs, e.cell, k) < k { // not safe yet by what was hidden since
				doubtful = append(doubtful, c.protect(graphs, e.cell, k)...)
			}
		}
	}
}

// allHidden lists the hidden cells.
func (c *cube) allHidden() []int {
	var all []int
	for i, hidden := range c.hidden {
		if hidden {
			all = append(all, i)
		}
	}
	return all
}

// span is how far a hidden cell can differ through hidden cells alone, at most k.
func (c *cube) span(graphs []*network, cell, k int) int {
	up, down := c.freedom(graphs, cell, k)
	return up + down
}

// freedom is how far a hidden cell can be more, and how far less, together at
// most k, as the best single graph shows: either is proven by a way to change the
// cube that no shown figure betrays.
func (c *cube) freedom(graphs []*network, cell, k int) (up, down int) {
	p, o, m := c.coordinates(cell)
	for _, g := range graphs {
		if g.offer != o {
			continue
		}
		if id := g.id[p*len(c.months)+m]; id >= 0 {
			up = max(up, g.more(id, k, g.hiddenOnly))
			down = max(down, g.less(id, k-up, g.hiddenOnly))
		}
		if up+down >= k {
			break
		}
	}
	return up, down
}

// protect hides the cells, in the graph where they count least, that let the
// cell differ by k, and returns those that were not hidden before.
func (c *cube) protect(graphs []*network, cell, k int) []int {
	p, o, m := c.coordinates(cell)
	var best []int
	least := boundless
	for _, g := range graphs {
		id := g.id[p*len(c.months)+m]
		if g.offer != o || id < 0 {
			continue
		}
		g.touched = map[int32]bool{id: true}
		up := g.more(id, k, g.price)
		if up+g.less(id, k-up, g.price) < k {
			continue
		}
		if cells, price := g.bill(); price < least {
			best, least = cells, price
		}
	}
	var more []int
	for _, i := range best {
		if !c.hidden[i] {
			c.hidden[i] = true
			more = append(more, i)
		}
	}
	return more
}

// exposure is a hidden count that is not proven safe: it may be known to be
// from low to high, which is less than the threshold apart.
type exposure struct{ cell, low, high int }

// audit looks for a proof of each of these hidden cells that it could differ by
// k, and lists those without.
func (c *cube) audit(graphs []*network, cells []int, k int) []exposure {
	var found []exposure
	for _, i := range cells {
		if up, down := c.freedom(graphs, i, k); up+down < k {
			found = append(found, exposure{i, c.n[i] - down, c.n[i] + up})
		}
	}
	return found
}

func (c *cube) coordinates(cell int) (place, offer, month int) {
	month = cell % len(c.months)
	cell /= len(c.months)
	return cell / len(c.offers), cell % len(c.offers), month
}
