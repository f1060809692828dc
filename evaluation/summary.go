package evaluation

// Summary is what is seen first: bookings made, sessions honoured, days of
// delay, and the response rate, over the whole filter.
type Summary struct {
	Bookings, Honoured, Delay, Response Cell
}

// Summary adds up the filter.
func (r *Release) Summary(f Filter) Summary {
	return Summary{
		Bookings: r.BookingsByOffer(f).top(),
		Honoured: r.rate(r.honoured.measure(f)),
		Delay:    r.days(r.delay.measure(f).quiet()),
		Response: r.rate(r.response.measure(f)),
	}
}

// rate is a share of sessions.
func (r *Release) rate(m measured) Cell {
	m = m.quiet()
	return r.share(m, m.k)
}

// top is the figure of the first row that covers every offer of the filter; 0
// when there is no row.
func (t Table) top() Cell {
	if len(t.Rows) == 0 || len(t.Rows[0].Cells) == 0 {
		return Cell{Kind: Count, Shown: true}
	}
	return t.Rows[0].Cells[0]
}
