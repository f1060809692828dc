package evaluation

import (
	"math"
	"slices"
	"strconv"
)

// measured is what the batches inside a filter add up to.
type measured struct {
	now, used, k int
	silent       bool // there are some, and how many is not said
	values       map[string]int
}

func (s *score) measure(f Filter) measured {
	m := measured{values: map[string]int{}}
	for g, n := range s.now {
		if g.within(f) {
			m.now += n
		}
	}
	for _, b := range s.batches {
		if b.within(f) {
			m.add(b)
		}
	}
	return m
}

func (m *measured) add(b batch) {
	m.used, m.k = m.used+b.n, m.k+b.k
	for v, n := range b.values {
		m.values[v] += n
	}
}

// why says what keeps a score from being shown; empty if nothing does.
func (r *Release) why(m measured) Why {
	switch {
	case m.used > 0:
		return ""
	case m.silent:
		return Waiting
	case m.now == 0:
		return None
	case m.now < r.settings.Threshold:
		return Few
	}
	return Waiting
}

// quiet forgets how many there are beyond whole batches: of sessions that
// number is a count of bookings, which may be hidden.
func (m measured) quiet() measured {
	m.now, m.silent = m.used, m.now > 0
	return m
}

// share makes a cell of k in the used.
func (r *Release) share(m measured, k int) Cell {
	c := Cell{Kind: Share, N: m.now, Why: r.why(m)}
	if c.Why == "" {
		c.Shown, c.Used, c.K = true, m.used, k
		c.Low, c.High = Wilson(k, m.used)
	}
	return c
}

// Item counts one item's answers within the filter, a line an option (or a
// number), in one column. Where several options are favourable, a line
// Favourable comes first; a single one is that line itself. Numbers have a line
// Average. Free text has one line: how many.
func (r *Release) Item(id string, f Filter) Table {
	t := Table{ID: id, Columns: []string{id}}
	i := slices.IndexFunc(r.items, func(it Item) bool { return it.ID == id })
	if i < 0 {
		return t
	}
	it, m := r.items[i], r.scores[id].measure(f)
	add := func(id string, l Level, c Cell) { t.Rows = append(t.Rows, Row{ID: id, Level: l, Cells: []Cell{c}}) }
	switch it.Kind {
	case Words:
		add("", OneOption, Cell{Kind: Texts, Shown: true, N: m.now})
	case Number:
		add("", Average, r.mean(m))
		for v := range it.Max + 1 {
			value := strconv.Itoa(v)
			add(value, OneOption, r.share(m, m.values[value]))
		}
	default:
		liked := it.liked()
		if liked > 1 {
			add("", Favourable, r.share(m, m.k))
		}
		for _, o := range it.Options {
			level := OneOption
			if liked == 1 && o.Favourable {
				level = Favourable
			}
			add(o.ID, level, r.share(m, m.values[o.ID]))
		}
	}
	return t
}

func (r *Release) mean(m measured) Cell {
	c := Cell{Kind: Mean, N: m.now, Why: r.why(m)}
	if c.Why == "" {
		c.Shown, c.Used = true, m.used
		sum := 0
		for v, n := range m.values {
			x, _ := strconv.Atoi(v)
			sum += x * n
		}
		c.Mean = float64(sum) / float64(m.used)
	}
	return c
}

// days makes a cell of the median and the 90th percentile (nearest rank).
func (r *Release) days(m measured) Cell {
	c := Cell{Kind: Days, N: m.now, Why: r.why(m)}
	if c.Why != "" {
		return c
	}
	var all []int
	for v, n := range m.values {
		d, _ := strconv.Atoi(v)
		all = append(all, slices.Repeat([]int{d}, n)...)
	}
	slices.Sort(all)
	rank := func(p float64) int { return all[max(0, int(math.Ceil(p*float64(len(all))))-1)] }
	c.Shown, c.Used, c.Median, c.P90 = true, m.used, rank(0.5), rank(0.9)
	return c
}
