package evaluation

import (
	"cmp"
	"crypto/sha256"
	"slices"
)

// Scores are computed on batches, never on single answers. A batch is a fixed
// group of at least k answers that never changes once it is complete, and
// every score is the sum of whole batches. So whatever two scores are
// subtracted — two filters, two periods, two versions, a département and its
// structures — what remains is whole batches again.
//
// Answers enter in the order (month of arrival, hash of their random id), and
// only once that month is over: the order inside a month says nothing of time,
// and nothing that comes later can enter before what is there already. A
// structure's batches are cut offer by offer. What remains when a quarter is
// over is pooled, for good, into batches of the structure, then of the
// département, then of all; what remains of these waits for the next quarter.

// observation is one answer to one item, or one session's outcome.
type observation struct {
	order              string // hash of the random id
	arrived            string
	month              string // of the session
	departement        string
	structure, offer   string
	value              string
	favourable, judged bool
}

// batch is a group of observations released together. Offer, structure and
// département are empty when they differ within it.
type batch struct {
	departement, structure, offer string
	first, last                   string // months of the sessions
	n, k                          int
	values                        map[string]int
}

// batches cuts the observations of all months before now (YYYY-MM).
func (s Settings) batches(all []observation, now string) []batch {
	byQuarter := map[string][]observation{}
	for _, o := range all {
		if o.arrived < now {
			byQuarter[quarter(o.arrived)] = append(byQuarter[quarter(o.arrived)], o)
		}
	}
	var done []batch
	var rest []observation // of the whole country, from earlier quarters
	for _, q := range sortedKeys(byQuarter) {
		var cut []batch
		cut, rest = s.quarter(byQuarter[q], rest, q < quarter(now))
		done = append(done, cut...)
	}
	return done
}

// quarter cuts one quarter's batches, level by level. What one level leaves is
// pooled at the next only when the quarter is over.
func (s Settings) quarter(all, carried []observation, over bool) (done []batch, rest []observation) {
	slices.SortFunc(all, before)
	levels := []func(observation) string{
		func(o observation) string { return o.departement + "/" + o.structure + "/" + o.offer },
		func(o observation) string { return o.departement + "/" + o.structure },
		func(o observation) string { return o.departement },
		func(observation) string { return "" },
	}
	for i, group := range levels {
		if i > 0 && !over {
			return done, carried
		}
		if i == len(levels)-1 {
			all = append(slices.Clone(carried), all...)
		}
		var cut []batch
		cut, all = s.cutBy(all, group)
		done = append(done, cut...)
	}
	return done, all
}

func (s Settings) cutBy(all []observation, group func(observation) string) (done []batch, rest []observation) {
	groups := map[string][]observation{}
	for _, o := range all {
		groups[group(o)] = append(groups[group(o)], o)
	}
	for _, key := range sortedKeys(groups) {
		cut, left := s.cut(groups[key])
		done, rest = append(done, cut...), append(rest, left...)
	}
	slices.SortFunc(rest, before)
	return done, rest
}

// cut makes batches in order, each as small as the threshold allows. A batch in
// which everybody is of the same opinion grows until somebody differs, or until
// it is large enough to say so.
func (s Settings) cut(all []observation) (done []batch, rest []observation) {
	begin, b := 0, batch{}
	for i, o := range all {
		b.take(o)
		if b.n >= s.Threshold && (b.n >= s.Large || !b.unanimous(o.judged)) {
			done = append(done, b)
			begin, b = i+1, batch{}
		}
	}
	return done, all[begin:]
}

func (b *batch) unanimous(judged bool) bool {
	if judged {
		return b.k == 0 || b.k == b.n
	}
	return len(b.values) == 1
}

func (b *batch) take(o observation) {
	if b.n == 0 {
		*b = batch{
			departement: o.departement, structure: o.structure, offer: o.offer,
			first: o.month, last: o.month, values: map[string]int{},
		}
	}
	b.n++
	b.values[o.value]++
	if o.favourable {
		b.k++
	}
	b.first, b.last = min(b.first, o.month), max(b.last, o.month)
	b.departement = same(b.departement, o.departement)
	b.structure = same(b.structure, o.structure)
	b.offer = same(b.offer, o.offer)
}

func same(a, b string) string {
	if a == b {
		return a
	}
	return ""
}

// before is the order in which observations enter.
func before(a, b observation) int {
	return cmp.Or(cmp.Compare(a.arrived, b.arrived), cmp.Compare(a.order, b.order))
}

func scramble(id string) string {
	h := sha256.Sum256([]byte(id))
	return string(h[:])
}

// within reports whether the whole batch lies inside the filter.
func (b batch) within(f Filter) bool {
	return (f.From == "" || b.first >= f.From) && (f.To == "" || b.last <= f.To) &&
		(f.Offer == "" || b.offer == f.Offer) &&
		(f.Departement == "" || b.departement == f.Departement) &&
		(f.Structure == "" || b.structure == f.Structure)
}
