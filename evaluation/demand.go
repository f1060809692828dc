package evaluation

import (
	"cmp"
	"slices"
	"strings"
)

// Demand counts what parents asked for and did not get: by département, offer,
// month and part of the day. Nobody is known of it, yet a demand that was made
// once in a small département is hidden as a booking would be. It is one cube,
// suppressed before any filter: an offer stands below its département where a
// structure does for bookings, a part of the day where an offer does.
type Demand struct{ cube *cube }

// AnyPart stands for who said no part of the day, or all are the same to her.
const AnyPart = "any"

// NewDemand reads the counters "unmet/<YYYY-MM>/<département>/<offer>/<part of
// the day>". A demand that was met is taken off: what falls below zero, because it
// was changed in another month, counts as none.
func NewDemand(counters map[string]int64, threshold int) *Demand {
	counts := map[group]int{}
	for name, n := range counters {
		parts := strings.SplitN(name, "/", 5)
		if len(parts) != 5 || parts[0] != "unmet" || n <= 0 {
			continue
		}
		if _, err := ParseMonth(parts[1]); err != nil {
			continue
		}
		counts[group{departement: parts[2], structure: parts[3], offer: parts[4], month: parts[1]}] += int(n)
	}
	d := &Demand{newCube(counts)}
	d.cube.suppress(cmp.Or(threshold, defaultThreshold))
	return d
}

// ByPart counts unmet demands, a line a département and below it a line an offer
// (its Level is OneOffer), a column a part of the day; the first is all of them.
// With an offer in the filter the lines are that offer, in each département. A
// structure is passed over: nobody asked for one.
func (d *Demand) ByPart(f Filter) Table {
	t := (&Release{cube: d.cube}).BookingsByOffer(Filter{Departement: f.Departement, From: f.From, To: f.To})
	t.ID = "demand-by-part"
	t.Rows = offersBelow(t.Rows, f.Offer)
	return inOrder(t)
}

// inOrder puts the columns of the parts of a day as the day has them, behind that
// of all, and before what was asked for at any.
func inOrder(t Table) Table {
	day := []string{"", "morning", "afternoon", "evening", AnyPart}
	places := make([]int, len(t.Columns))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int {
		return cmp.Compare(slices.Index(day, t.Columns[a]), slices.Index(day, t.Columns[b]))
	})
	ordered := Table{ID: t.ID, Rows: slices.Clone(t.Rows)}
	for _, i := range places {
		ordered.Columns = append(ordered.Columns, t.Columns[i])
	}
	for n, row := range t.Rows {
		var cells []Cell
		for _, i := range places {
			cells = append(cells, row.Cells[i])
		}
		ordered.Rows[n].Cells = cells
	}
	return ordered
}

// ByMonth counts them, with the same lines, a column a month of the filter; the
// first is all those months.
func (d *Demand) ByMonth(f Filter) Table {
	t := (&Release{cube: d.cube}).BookingsByMonth(Filter{Departement: f.Departement, From: f.From, To: f.To})
	t.ID = "demand-by-month"
	t.Rows = offersBelow(t.Rows, f.Offer)
	return t
}

// offersBelow calls the lines below a département what they are, and keeps those
// of one offer if there is one.
func offersBelow(rows []Row, offer string) []Row {
	var kept []Row
	departement := ""
	for _, r := range rows {
		switch {
		case r.Level == Departement:
			departement = r.ID
		case r.Level == OneStructure:
			r.Level = OneOffer
		}
		if offer != "" && r.Level == OneOffer && r.ID == offer {
			r.Under = departement
		}
		if offer == "" || r.Under != "" {
			kept = append(kept, r)
		}
	}
	return kept
}
