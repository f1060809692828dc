package evaluation

import "slices"

// BookingsByOffer counts bookings made, a line a place, a column an offer; the
// first column is all of them. With a structure in the filter the lines are
// that structure; with a département, it and its structures.
func (r *Release) BookingsByOffer(f Filter) Table {
	c := r.cube
	t := Table{ID: "bookings-by-offer"}
	var columns []int
	for o, id := range c.offers {
		if f.Offer == "" || id == f.Offer {
			columns, t.Columns = append(columns, o), append(t.Columns, id)
		}
	}
	for _, p := range c.rows(f) {
		row := Row{ID: c.places[p].id, Level: c.places[p].level}
		for _, o := range columns {
			row.Cells = append(row.Cells, c.window(p, o, f))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// BookingsByMonth counts bookings made, a line a place, a column a month of the
// filter; the first column is all those months.
func (r *Release) BookingsByMonth(f Filter) Table {
	c := r.cube
	t := Table{ID: "bookings-by-month", Columns: []string{""}}
	shown := c.monthsIn(f)
	for _, m := range shown {
		t.Columns = append(t.Columns, c.months[m])
	}
	offer := max(0, slices.Index(c.offers, f.Offer))
	none := f.Offer != "" && offer == 0
	for _, p := range c.rows(f) {
		row := Row{ID: c.places[p].id, Level: c.places[p].level}
		if none {
			row.Cells = make([]Cell, len(t.Columns))
			for i := range row.Cells {
				row.Cells[i] = Cell{Shown: true, Kind: Count}
			}
			t.Rows = append(t.Rows, row)
			continue
		}
		row.Cells = append(row.Cells, c.window(p, offer, f))
		for _, m := range shown {
			row.Cells = append(row.Cells, c.cell(c.at(p, offer, m)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// rows lists the places that the filter leaves, the highest first.
func (c *cube) rows(f Filter) []int {
	var all []int
	for i, p := range c.places {
		departement := p.id
		if p.level == OneStructure {
			departement = c.places[p.parent].id
		}
		switch {
		case f.Structure != "" && (p.level != OneStructure || p.id != f.Structure):
		case f.Departement != "" && (p.level == National || departement != f.Departement):
		default:
			all = append(all, i)
		}
	}
	return all
}

func (c *cube) monthsIn(f Filter) []int {
	var all []int
	for m := 1; m < len(c.months); m++ {
		if f.in(c.months[m]) {
			all = append(all, m)
		}
	}
	return all
}

func (c *cube) cell(i int) Cell {
	if c.hidden[i] {
		return Cell{Kind: Count, Why: Small}
	}
	return Cell{Kind: Count, Shown: true, N: c.n[i]}
}

// window counts over the filter's months. It is shown only if it follows from
// figures that are shown: the sum of the months inside, or the whole span less
// the months outside.
func (c *cube) window(place, offer int, f Filter) Cell {
	inside, known := 0, true
	outside, knownOutside := 0, true
	for m := 1; m < len(c.months); m++ {
		i := c.at(place, offer, m)
		if f.in(c.months[m]) {
			inside, known = inside+c.n[i], known && !c.hidden[i]
		} else {
			outside, knownOutside = outside+c.n[i], knownOutside && !c.hidden[i]
		}
	}
	whole := c.at(place, offer, 0)
	switch {
	case known:
		return Cell{Kind: Count, Shown: true, N: inside}
	case knownOutside && !c.hidden[whole]:
		return Cell{Kind: Count, Shown: true, N: c.n[whole] - outside}
	}
	return Cell{Kind: Count, Why: Small}
}
