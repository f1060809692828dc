package evaluation

// line is one sum of the cube: a total and its parts.
type line struct {
	total int
	parts []int
}

// lines lists every sum along every dimension that holds a hidden cell.
func (c *cube) lines() []line {
	var all []line
	children := make([][]int, len(c.places))
	for i, p := range c.places {
		if p.parent >= 0 {
			children[p.parent] = append(children[p.parent], i)
		}
	}
	keep := func(l line) {
		if len(l.parts) > 0 && c.hides(l) {
			all = append(all, l)
		}
	}
	for p := range c.places {
		for o := range c.offers {
			for m := range c.months {
				here := c.at(p, o, m)
				keep(c.line(here, children[p], func(q int) int { return c.at(q, o, m) }))
				if o == 0 {
					keep(c.line(here, upTo(len(c.offers)), func(q int) int { return c.at(p, q, m) }))
				}
				if m == 0 {
					keep(c.line(here, upTo(len(c.months)), func(q int) int { return c.at(p, o, q) }))
				}
			}
		}
	}
	return all
}

// upTo lists 1 … n-1: the parts of a flat dimension.
func upTo(n int) []int {
	var all []int
	for i := 1; i < n; i++ {
		all = append(all, i)
	}
	return all
}

func (c *cube) line(total int, parts []int, at func(int) int) line {
	l := line{total: total}
	for _, p := range parts {
		if i := at(p); c.n[i] > 0 {
			l.parts = append(l.parts, i)
		}
	}
	return l
}

func (c *cube) hides(l line) bool {
	for _, i := range l.parts {
		if c.hidden[i] {
			return true
		}
	}
	return c.hidden[l.total]
}

// linesOf lists the sums of which the cell is a part.
func (c *cube) linesOf(cell int) []line {
	var all []line
	m := cell % len(c.months)
	o := cell / len(c.months) % len(c.offers)
	p := cell / len(c.months) / len(c.offers)
	if up := c.places[p].parent; up >= 0 {
		all = append(all, line{total: c.at(up, o, m)})
	}
	if o > 0 {
		all = append(all, line{total: c.at(p, 0, m)})
	}
	if m > 0 {
		all = append(all, line{total: c.at(p, o, 0)})
	}
	return all
}

// narrow applies total = sum of parts to the bounds, and reports whether any
// moved.
func (l line) narrow(low, high []int) bool {
	var lows, highs int
	for _, i := range l.parts {
		lows, highs = lows+low[i], min(boundless, highs+high[i])
	}
	moved := tighten(low, high, l.total, lows, highs)
	for _, i := range l.parts {
		above := high[l.total] - (lows - low[i])
		if high[l.total] == boundless {
			above = boundless
		}
		below := 1
		if others := highs - high[i]; highs < boundless {
			below = low[l.total] - others
		}
		moved = tighten(low, high, i, below, above) || moved
	}
	return moved
}

func tighten(low, high []int, i, below, above int) bool {
	moved := below > low[i] || above < high[i]
	low[i], high[i] = max(low[i], below), min(high[i], above)
	return moved
}
