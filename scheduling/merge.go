package scheduling

import (
	"cmp"
	"container/heap"
	"strings"
	"time"
)

// merge is the agendas' slots in one order, computed as they are taken.
type merge struct {
	f           *finder
	from, until time.Time
	heads       []head
}

type head struct {
	*source
	w       *walker
	next    Interval
	checked bool // the walker knows the store's claims
}

func (f *finder) merge(from, until time.Time) *merge {
	m := &merge{f: f, from: from, until: until}
	for _, s := range f.agendas {
		if !f.at(s) || !s.has(f.q.Mode) {
			continue
		}
		h := head{source: s, w: f.walk(s, from, until), checked: s.store != nil}
		if slot, ok := s.first(h.w); ok {
			h.next = slot
			m.heads = append(m.heads, h)
		}
	}
	heap.Init(m)
	return m
}

// next returns the soonest slot and its agenda, or nil when there is no more.
func (m *merge) next() (*source, Interval, error) {
	for len(m.heads) > 0 {
		h := &m.heads[0]
		if !h.checked {
			if err := m.f.check(h.source); err != nil {
				return nil, Interval{}, err
			}
			h.w, h.checked = m.f.walk(h.source, later(m.from, h.next.Start), m.until), true
			m.advance()
			continue
		}
		s, slot := h.source, h.next
		m.advance()
		return s, slot, nil
	}
	return nil, Interval{}, nil
}

// advance moves the first agenda on to its next slot.
func (m *merge) advance() {
	h := &m.heads[0]
	slot, ok := h.first(h.w)
	if !ok {
		heap.Pop(m)
		return
	}
	h.next = slot
	heap.Fix(m, 0)
}

// seek passes over what starts before from; each agenda is moved when its turn
// comes.
func (m *merge) seek(from time.Time) {
	for len(m.heads) > 0 && m.heads[0].next.Start.Before(from) {
		m.heads[0].w.seek(from)
		m.advance()
	}
	m.from = from
}

func (m *merge) Len() int { return len(m.heads) }

func (m *merge) Less(i, j int) bool {
	a, b := m.heads[i], m.heads[j]
	return cmp.Or(a.next.Start.Compare(b.next.Start), cmp.Compare(a.rank, b.rank), strings.Compare(a.id, b.id)) < 0
}

func (m *merge) Swap(i, j int) { m.heads[i], m.heads[j] = m.heads[j], m.heads[i] }

func (m *merge) Push(x any) { m.heads = append(m.heads, x.(head)) }

func (m *merge) Pop() any {
	last := m.heads[len(m.heads)-1]
	m.heads = m.heads[:len(m.heads)-1]
	return last
}
