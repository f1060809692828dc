package evaluation

// network is the table of places by months of one offer (or of all), seen
// together with that of a partner. Every cell is an arc between two of the sums
// it belongs to: a circulation changes the cells it passes and keeps every sum
// over places and months. (L. H. Cox, "Network models for complementary cell
// suppression", JASA 1995.) What it adds to the offer it takes from the partner,
// or adds to it where one of them is the total of offers, so the sums over
// offers are kept as well: with all three, no shown figure moves, which makes
// each circulation through hidden cells a proof that they could be otherwise.
type network struct {
	cube    *cube
	offer   int
	partner int
	arcs    []arc
	out     [][]int32 // arcs that touch a node
	id      []int32   // arc of place*months+month, or -1
	pushed  []int     // through each arc since the flow began
	used    []int32   // arcs it was pushed through
	// touched are the arcs that carried anything since the examination began.
	touched map[int32]bool
	search
}

// arc is a cell of the offer and its like of the partner, neither of them zero:
// zeros are shown, so a hidden cell is known to be 1 at least.
type arc struct {
	from, to     int
	cell, other  int // indices into the cube
	value, mated int // their counts
}

const boundless = 1 << 30

// networks pairs every offer, and their total, with every other.
func (c *cube) networks() []*network {
	var all []*network
	for a := range c.offers {
		for b := range c.offers {
			if a != b {
				all = append(all, c.network(a, b))
			}
		}
	}
	return all
}

func (c *cube) network(offer, partner int) *network {
	n := len(c.places)*(len(c.months)+1) + 1
	g := &network{cube: c, offer: offer, partner: partner, out: make([][]int32, n), search: newSearch(n)}
	leaf := c.leaves()
	for p := range c.places {
		for m := range c.months {
			cell, other := c.at(p, offer, m), c.at(p, partner, m)
			if c.n[cell] == 0 || c.n[other] == 0 {
				g.id = append(g.id, -1)
				continue
			}
			from, to := c.ends(p, m, leaf[p])
			id := int32(len(g.arcs))
			g.id = append(g.id, id)
			g.arcs = append(g.arcs, arc{from, to, cell, other, c.n[cell], c.n[other]})
			g.out[from], g.out[to] = append(g.out[from], id), append(g.out[to], id)
		}
	}
	g.pushed = make([]int, len(g.arcs))
	return g
}

func (c *cube) leaves() []bool {
	leaf := make([]bool, len(c.places))
	for i, p := range c.places {
		leaf[i] = true
		if p.parent >= 0 {
			leaf[p.parent] = false
		}
	}
	return leaf
}

// ends are the two sums that a cell belongs to: that of its place's months (for
// a place with places below it: that of what is below, in this month), and that
// of what is beside it below its parent. A last node closes the table.
func (c *cube) ends(place, month int, leaf bool) (from, to int) {
	width := len(c.months) + 1
	from = place * width
	if !leaf {
		from += 1 + month
	}
	to = len(c.places) * width
	if up := c.places[place].parent; up >= 0 {
		to = up*width + 1 + month
	}
	if month == 0 { // a total stands on the other side of the equation
		return to, from
	}
	return from, to
}

// opposite reports whether the partner loses what the offer gains.
func (g *network) opposite() bool { return g.offer != 0 && g.partner != 0 }

// ahead and back are how far an arc may still be raised and lowered.
func (g *network) ahead(id int32) int {
	if g.opposite() {
		return g.arcs[id].mated - 1 - g.pushed[id]
	}
	return boundless
}

func (g *network) back(id int32) int {
	if g.opposite() {
		return g.arcs[id].value - 1 + g.pushed[id]
	}
	return min(g.arcs[id].value, g.arcs[id].mated) - 1 + g.pushed[id]
}

// hiddenOnly lets a circulation pass through hidden cells alone, the shorter the
// better: that keeps the search near.
func (g *network) hiddenOnly(id int32) int {
	if g.cube.hidden[g.arcs[id].cell] && g.cube.hidden[g.arcs[id].other] {
		return 1
	}
	return -1
}

// price is what it costs to let a circulation pass: the bookings it hides, and
// many times more where that would be a total.
func (g *network) price(id int32) int {
	cost := 1
	for _, i := range [2]int{g.arcs[id].cell, g.arcs[id].other} {
		if !g.cube.hidden[i] {
			cost += g.cube.worth(i)
		}
	}
	return cost
}

// worth is how much readers would miss a cell.
func (c *cube) worth(cell int) int {
	p, o, m := c.coordinates(cell)
	w := 1 + c.n[cell]
	if m == 0 {
		w *= 50
	}
	switch c.places[p].level {
	case National:
		w *= 50
	case Departement:
		w *= 5
	}
	if o == 0 {
		w *= 2
	}
	return w
}

// bill lists the cells that what was touched would hide, and what they cost.
func (g *network) bill() (cells []int, price int) {
	for id := range g.touched {
		price += g.price(id)
		cells = append(cells, g.arcs[id].cell, g.arcs[id].other)
	}
	return cells, price
}
