package evaluation

// slice is a two-way table cut out of the cube: rows are a tree of which row 0
// is the total, column 0 is the total of the others. It is seen as a network
// in which every cell is an arc between two of the sums it belongs to, so that
// what a reader can find out about a hidden cell is how far a circulation
// through hidden arcs can change it. (Cox, Network models for complementary
// cell suppression, JASA 1995.)
type slice struct {
	parent  []int
	columns int
	cell    func(row, column int) int // index into the cube
	leaf    []bool
}

func newSlice(parent []int, columns int, cell func(row, column int) int) *slice {
	s := &slice{parent: parent, columns: columns, cell: cell, leaf: make([]bool, len(parent))}
	for i := range s.leaf {
		s.leaf[i] = true
	}
	for _, p := range parent {
		if p >= 0 {
			s.leaf[p] = false
		}
	}
	return s
}

// Nodes: one a leaf row (its cells sum to its total), one a column of each inner
// row (its children sum to it), and one that closes row 0.
func (s *slice) nodes() int { return len(s.parent)*(s.columns+1) + 1 }

func (s *slice) rowSum(row int) int           { return row * (s.columns + 1) }
func (s *slice) childSum(row, column int) int { return row*(s.columns+1) + 1 + column }

// ends are the two sums that a cell belongs to. Increasing every cell of a
// closed walk in the direction of its arc keeps all sums true.
func (s *slice) ends(row, column int) (from, to int) {
	from = s.rowSum(row)
	if !s.leaf[row] {
		from = s.childSum(row, column)
	}
	to = s.nodes() - 1
	if s.parent[row] >= 0 {
		to = s.childSum(s.parent[row], column)
	}
	if column == 0 { // a total stands on the other side of the equation
		return to, from
	}
	return from, to
}

// slices cuts the cube every way: places × months for each offer, places ×
// offers for each month, offers × months for each place.
func (c *cube) slices() []*slice {
	var all []*slice
	places := c.parents()
	for o := range c.offers {
		all = append(all, newSlice(places, len(c.months), func(p, m int) int { return c.at(p, o, m) }))
	}
	for m := range c.months {
		all = append(all, newSlice(places, len(c.offers), func(p, o int) int { return c.at(p, o, m) }))
	}
	for p := range c.places {
		all = append(all, newSlice(flat(len(c.offers)), len(c.months), func(o, m int) int { return c.at(p, o, m) }))
	}
	return all
}
