package evaluation

// response is how many were asked and how many answered. Both move at once:
// that somebody answered says nothing of what she said.
type response struct{ invited, answered int }

func (r response) cell() Cell {
	c := Cell{Kind: Share, N: r.invited, Why: None}
	if r.invited > 0 {
		c.Shown, c.Why, c.Used, c.K = true, "", r.invited, r.answered
		c.Low, c.High = Wilson(c.K, c.Used)
	}
	return c
}

func (r *Release) responses(f Filter) map[string]response {
	by := map[string]response{}
	for _, fact := range r.facts {
		g := group{fact.Departement, fact.Structure, fact.Offer, fact.Month}
		if !fact.Invited || !g.within(f) {
			continue
		}
		for _, key := range keys(fact.Departement, fact.Structure) {
			n := by[key]
			n.invited++
			if fact.Answered {
				n.answered++
			}
			by[key] = n
		}
	}
	return by
}

// Summary is what is seen first: bookings made, sessions honoured, days of
// delay, and the response rate, over the whole filter.
type Summary struct {
	Bookings, Honoured, Delay, Response Cell
}

// Summary adds up the filter.
func (r *Release) Summary(f Filter) Summary {
	s := Summary{Bookings: r.BookingsByOffer(f).top()}
	h := r.honoured.measure(f)
	s.Honoured = r.share(h, h.k)
	s.Delay = r.days(r.delay.measure(f))
	s.Response = r.responses(f)["/"].cell()
	return s
}

// top is the first figure of the first row, 0 when there is no row.
func (t Table) top() Cell {
	if len(t.Rows) == 0 || len(t.Rows[0].Cells) == 0 {
		return Cell{Kind: Count, Shown: true}
	}
	cells := t.Rows[0].Cells
	if len(t.Columns) > 1 && t.Columns[0] == "" {
		return cells[0]
	}
	return cells[len(cells)-1]
}
