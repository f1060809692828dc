package scheduling

import (
	"cmp"
	"container/heap"
	"slices"
)

// merge is the slots of some sources in one order, computed as they are taken.
type merge struct {
	f *finder
	filter
	heads []head // a heap
}

// head is a source with a moment before which it has no slot. It is looked at
// when its turn comes.
type head struct {
	at    moment
	order uint32 // among equals: nearness, then the source's place in order of id
	run   *run   // nil: not looked at
}

// run is a source on the way through its slots.
type run struct {
	*look
	w    *walker
	slot Interval
	none bool // there are no more, as far as is known
}

const orderBits = 24

func (f *finder) head(i int, at moment) head {
	return head{at: at, order: uint32(f.ranks[i])<<orderBits | uint32(i)}
}

func (h *head) source() int { return int(h.order & (1<<orderBits - 1)) }

// begin lists where the sources' slots begin, as a heap.
func (f *finder) begin(w filter) []head {
	heads := make(heads, 0, len(f.sources))
	for i := range f.sources {
		if at, ok := f.earliest(i, w); ok {
			heads = append(heads, f.head(i, at))
		}
	}
	heap.Init(&heads)
	return heads
}

// firstOf is the first slot of one source.
func (f *finder) firstOf(i int, w filter) (Interval, bool) {
	at, ok := f.earliest(i, w)
	if !ok {
		return Interval{}, false
	}
	m := &merge{f: f, filter: w, heads: []head{f.head(i, at)}}
	l, slot, ok := m.next()
	if ok {
		f.wants(l, slot.Start)
		f.noteLately(i)
	}
	return slot, ok
}

// noteLately remembers a source that had a slot: it is likely to have more.
func (f *finder) noteLately(i int) {
	if len(f.lately) < maxDays && !slices.Contains(f.lately, i) {
		f.lately = append(f.lately, i)
	}
}

// next returns the soonest slot and its source. It is taken for free where the
// store was not asked yet.
func (m *merge) next() (*look, Interval, bool) {
	for len(m.heads) > 0 {
		h := &m.heads[0]
		if h.run == nil {
			h.run = m.start(h.source())
			if h.run.Packed && h.run.knownAt(timeOf(h.at)) == nil {
				continue
			}
			m.arrive(h.at)
			continue
		}
		r := h.run
		if slot := r.start(); h.at < slot { // something might be sooner: the store knows
			m.f.wants(r.look, timeOf(h.at))
			m.move(slot)
			continue
		}
		slot := r.slot
		r.step()
		m.arrive(momentOf(slot.Start))
		return r.look, slot, true
	}
	return nil, Interval{}, false
}

// start looks at a source and comes to its first slot.
func (m *merge) start(i int) *run {
	l := m.f.look(i)
	r := &run{look: l, w: l.walker(m.f, m.filter)}
	r.step()
	return r
}

// step comes to the next slot that the store, as far as it was asked, agrees with.
func (r *run) step() {
	for {
		slot, ok := r.w.next()
		if !ok || r.agrees(slot) {
			r.slot, r.none = slot, !ok
			return
		}
	}
}

// start of the present slot; never: there is none.
func (r *run) start() moment {
	if r.none {
		return never
	}
	return momentOf(r.slot.Start)
}

// arrive puts the first source where its next slot belongs, after one that began
// at before. Where slots are packed, claims that are not known yet might make one
// sooner than the next that is seen.
func (m *merge) arrive(before moment) {
	r := m.heads[0].run
	at := r.start()
	if r.Packed {
		if k := r.knownAt(timeOf(before)); k != nil && at >= momentOf(k.End) {
			at = min(at, r.firstGap(m, momentOf(k.End)))
		}
	}
	m.move(at)
}

// firstGap is where a session may start from a moment on, whatever is claimed.
func (r *run) firstGap(m *merge, from moment) moment {
	ahead := m.filter
	ahead.from = max(ahead.from, from)
	return r.walker(m.f, ahead).firstGap().from
}

// move puts the first source where it belongs; never: away.
func (m *merge) move(at moment) {
	h := (*heads)(&m.heads)
	if at == never {
		heap.Pop(h)
		return
	}
	m.heads[0].at = at
	heap.Fix(h, 0)
}

// heads is a heap: the soonest first.
type heads []head

func (h heads) Len() int { return len(h) }

func (h heads) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].at, h[j].at), cmp.Compare(h[i].order, h[j].order)) < 0
}

func (h heads) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

func (h *heads) Push(x any) { *h = append(*h, x.(head)) }

func (h *heads) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
