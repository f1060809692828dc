package evaluation

import (
	"maps"
	"slices"
)

// ByPlace compares places: a line a place, a column an item with favourable
// options. Where a structure's score is hidden, its département's stands
// above it, and that of all above that.
func (r *Release) ByPlace(f Filter) Table {
	t := Table{ID: "items-by-place"}
	var columns []map[string]measured
	for _, it := range r.items {
		if it.judged() {
			t.Columns = append(t.Columns, it.ID)
			columns = append(columns, r.scores[it.ID].measureEach(f))
		}
	}
	for _, p := range r.placesIn(f) {
		row := Row{ID: p.id, Level: p.level}
		for _, by := range columns {
			m := by[p.key()]
			row.Cells = append(row.Cells, r.share(m, m.k))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Sessions compares places by what is known of sessions: those honoured, days from
// request to session, questionnaires answered and, where there are any, those that
// staff entered in their calendar. All of it comes in batches, even how many there
// are.
func (r *Release) Sessions(f Filter) Table {
	t := Table{ID: "sessions", Columns: []string{"honoured", "delay", "response"}}
	honoured, delay, response := r.honoured.measureEach(f), r.delay.measureEach(f), r.response.measureEach(f)
	var entered map[string]measured
	if r.entered != nil {
		t.Columns, entered = append(t.Columns, "entered"), r.entered.measureEach(f)
	}
	for _, p := range r.placesIn(f) {
		key := p.key()
		row := Row{ID: p.id, Level: p.level, Cells: []Cell{
			r.rate(honoured[key]), r.days(delay[key].quiet()), r.rate(response[key]),
		}}
		if r.entered != nil {
			row.Cells = append(row.Cells, r.rate(entered[key]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// spot is a place by name: département and structure, empty for all.
type spot struct {
	departement, structure string
	id                     string
	level                  Level
}

func (s spot) key() string { return s.departement + "/" + s.structure }

// placesIn lists the places that bookings or answers know of, as the filter
// leaves them, the highest first.
func (r *Release) placesIn(f Filter) []spot {
	set := map[string]map[string]bool{}
	see := func(d, s string) {
		if set[d] == nil {
			set[d] = map[string]bool{}
		}
		set[d][s] = true
	}
	for _, fact := range r.facts {
		see(fact.Departement, fact.Structure)
	}
	for _, sc := range r.scores {
		for g := range sc.now {
			see(g.departement, g.structure)
		}
	}
	return f.spots(set)
}

func (f Filter) spots(set map[string]map[string]bool) []spot {
	var all []spot
	if f.Departement == "" && f.Structure == "" {
		all = append(all, spot{level: National})
	}
	for _, d := range slices.Sorted(maps.Keys(set)) {
		if f.Departement != "" && f.Departement != d {
			continue
		}
		if f.Structure == "" {
			all = append(all, spot{departement: d, id: d, level: Departement})
		}
		for _, s := range slices.Sorted(maps.Keys(set[d])) {
			if f.Structure == "" || f.Structure == s {
				all = append(all, spot{departement: d, structure: s, id: s, level: OneStructure})
			}
		}
	}
	return all
}

// measureEach measures every place at once. A batch that was pooled counts for
// the places that hold it whole.
func (s *score) measureEach(f Filter) map[string]measured {
	by := map[string]measured{}
	change := func(key string, change func(*measured)) {
		m, ok := by[key]
		if !ok {
			m.values = map[string]int{}
		}
		change(&m)
		by[key] = m
	}
	for g, n := range s.now {
		if g.within(f) {
			for _, key := range keys(g.departement, g.structure) {
				change(key, func(m *measured) { m.now += n })
			}
		}
	}
	for _, b := range s.batches {
		if b.within(f) {
			for _, key := range keys(b.departement, b.structure) {
				change(key, func(m *measured) { m.add(b) })
			}
		}
	}
	return by
}

// keys are the places that something counts for.
func keys(departement, structure string) []string {
	all := []string{"/"}
	if departement != "" {
		all = append(all, departement+"/")
	}
	if structure != "" {
		all = append(all, departement+"/"+structure)
	}
	return all
}
