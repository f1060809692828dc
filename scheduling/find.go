package scheduling

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"escale/programme"
)

// How much a page says beside its slots.
const (
	defaultLimit = 5
	maxPlaces    = 8
	maxDays      = 8
	brief        = 2 // places and days, of a brief page
)

// Search lists the next slots of an offer in the commune's département, soonest
// first and among equals the nearest structure first.
//
// A page is made from the calendars in memory as if nothing were claimed; what it
// would show is then asked of the store in one read, and the page made again with
// what is known now, until it shows nothing that was not asked. What is taken is
// passed over in ever larger steps.
//
// What a page costs grows with what it shows. Of each agenda in the département no
// more is looked at than whether its calendars are the same as when it was last
// found where its slots begin. BenchmarkSearchPage, median of the CPU time of a
// first page in µs, the store's answers at hand (and in brackets with the read of
// SQLite, on a busy machine), by agendas and weeks of horizon:
//
//	agendas        1             8            26            52
//	     10    81 (530)      37 (283)     101 (626)      49 (427)
//	    100    52 (309)      87 (672)      62 (836)      79 (836)
//	  1,000   247 (832)    305 (1,336)    350 (1,512)   485 (1,826)
//	  3,000   971 (2,436) 1,648 (2,829) 1,591 (2,973) 1,443 (2,709)
//
// A plain sweep of the same calendars takes 45 times as long for 1,000 agendas and
// 8 weeks, and 240 times for 52. A page asks about 7 or 8 resources, in one read.
// After a change of all calendars at once, the first page looks at each anew: 1.5 ms
// for 1,000 agendas and 8 weeks.
//
// BenchmarkSearchPages, 1,000 agendas and 8 weeks: all that filters may offer 728,
// near 361, the afternoon 538, packed 574; a page in four weeks 3,162 and a day 2,376,
// for which nothing is kept: where each agenda goes on from there is looked for.
//
// Two more things cost. Where slots are packed, an agenda that is free at the very
// moment from which slots are looked for has to be asked about, since what is
// claimed before shifts what follows. And where little is left, what is taken has to
// be read before it can be passed over.
func (d *Desk) Search(ctx context.Context, q Search) (Page, error) {
	q.Limit = cmp.Or(q.Limit, defaultLimit)
	f := d.finder(q)
	for {
		page := f.page()
		if len(f.pending) == 0 {
			return page, nil
		}
		if err := f.learn(ctx); err != nil {
			return Page{}, err
		}
	}
}

// finder is one search under way.
type finder struct {
	*offering
	d     *Desk
	q     Search
	now   time.Time
	loc   *time.Location // the parent's
	ranks []uint8        // how near each source is
	times []*AgendaTime  // of each source: nil before it is asked for
	away  *AgendaTime    // stands for that of an agenda that can't be offered now
	heads []head         // where the sources' slots begin, a heap
	who   claimant
	// looks are the sources that were looked at closely, and lately those that had
	// a slot.
	looks   map[int]*look
	lately  []int
	pending []*look // that wait for the store's answer
	answers *answers
	spare   int // what may be asked beside what is shown
}

// filter is what slots have to meet.
type filter struct {
	structure, mode, language string
	part                      Part
	within                    int
	from, until               moment // of their start
}

func (d *Desk) finder(q Search) *finder {
	f := &finder{
		d: d, q: q, now: d.c.Clocks.Programme(), loc: d.zone(q.Zone), offering: &offering{}, away: new(AgendaTime),
		who: claimant{capped: !q.Verified}, looks: map[int]*look{}, answers: d.ask(),
	}
	if q.Holder != "" {
		f.who.mine = []string{q.Holder, holdOwner(q.Holder), bookingOwner(q.Holder)}
	}
	home, ok := programme.Communes().ByCode(q.Commune)
	if !ok {
		return f
	}
	f.offering = d.offering(q.Offer, home.Departement)
	f.ranks = f.near(home)
	f.times = make([]*AgendaTime, len(f.sources))
	wanted := f.filter()
	wanted.from = max(wanted.from, momentOf(q.After.Start))
	f.heads = f.begin(wanted)
	return f
}

// filter is that of the search, cursor aside.
func (f *finder) filter() filter {
	w := filter{structure: f.q.Structure, mode: f.q.Mode, language: f.q.Language, part: f.q.Part, within: f.q.Within}
	w.from, w.until = momentOf(f.now), eternity
	if !f.q.Day.IsZero() {
		day := f.dayOf(f.q.Day)
		w.from, w.until = max(w.from, momentOf(day.Start)), momentOf(day.End)
	}
	return w
}

// dayOf is the parent's day of an instant.
func (f *finder) dayOf(at time.Time) Interval { return dayOf(programme.DateOf(at.In(f.loc)), f.loc) }

// time of a source, or nil if it can't be offered now.
func (f *finder) time(i int) *AgendaTime {
	if f.times[i] == nil {
		t, ok := f.d.c.Calendars.Time(f.sources[i].id)
		if !ok {
			t = f.away
		}
		f.times[i] = t
	}
	if f.times[i] == f.away {
		return nil
	}
	return f.times[i]
}

// bounds are those of a source's starts: [from, until).
func (f *finder) bounds(s *source, w filter) (from, until moment) {
	now := momentOf(f.now)
	return max(w.from, now+s.Notice), min(w.until, now+s.Horizon)
}

// earliest is a moment before which the source has no slot that meets the filter;
// ok is false when it has none at all, whatever is claimed.
func (f *finder) earliest(i int, w filter) (at moment, ok bool) {
	s := f.sources[i]
	if !s.meets(w) || w.within > 0 && int(f.ranks[i]) > w.within {
		return never, false
	}
	t := f.time(i)
	if t == nil {
		return never, false
	}
	from, until := f.bounds(s, w)
	if from >= until {
		return never, false
	}
	everybodys := from == momentOf(f.now)+s.Notice
	at = max(from, s.begin(t, w.mode, w.part, from, until, everybodys).from)
	return at, at < until
}

// meets reports whether the agenda is one that the filter asks for.
func (s *source) meets(w filter) bool {
	return (w.structure == "" || w.structure == s.structure.ID) &&
		(w.mode == "" || slices.Contains(s.modes(), w.mode)) &&
		(w.language == "" || slices.Contains(s.languages, w.language))
}

// nearest goes through the sources, nearest first.
func (f *finder) nearest() iter.Seq[int] {
	return func(yield func(int) bool) {
		for rank := range uint8(programme.Elsewhere + 1) {
			for i, r := range f.ranks {
				if r == rank && !yield(i) {
					return
				}
			}
		}
	}
}

// page makes the page of what is known so far.
func (f *finder) page() Page {
	var page Page
	page.Slots, page.Next = f.slots()
	page.Places = f.places()
	page.Days = f.days(page)
	page.Modes, page.Languages = f.modes(), f.languages()
	if !f.q.Brief {
		page.Parts = f.parts()
	}
	page.Within = f.ring(page)
	return page
}

// slots merges the agendas, soonest first, until the page is full.
func (f *finder) slots() ([]Slot, Cursor) {
	m := &merge{f: f, filter: f.filter(), heads: slices.Clone(f.heads)}
	m.from = max(m.from, momentOf(f.q.After.Start))
	var slots []Slot
	var next Cursor
	spare := f.spare
	for {
		l, slot, ok := m.next()
		if !ok {
			return slots, next
		}
		if !f.follows(l, slot) {
			continue
		}
		switch known := f.wants(l, slot.Start); {
		case len(slots) < f.q.Limit:
			slots = append(slots, l.at(*l.time, slot, f.q.Mode).slot(slot))
			f.noteLately(l.i)
			continue
		case next == (Cursor{}): // there is one more: so the page has a next
			last := slots[len(slots)-1]
			next = Cursor{Start: last.Start, Near: f.nearness(last), Agenda: last.Agenda}
		case !known:
			spare--
		}
		if len(f.pending) == 0 || spare <= 0 {
			return slots, next
		}
	}
}

// nearness of a slot's structure.
func (f *finder) nearness(s Slot) int {
	for i, l := range f.looks {
		if l.id == s.Agenda {
			return int(f.ranks[i])
		}
	}
	return programme.Elsewhere
}

// follows reports whether a slot comes after the page before.
func (f *finder) follows(l *look, slot Interval) bool {
	after := f.q.After
	if after.Start.IsZero() {
		return true
	}
	rank := int(f.ranks[l.i])
	order := cmp.Or(slot.Start.Compare(after.Start), cmp.Compare(rank, after.Near), cmp.Compare(l.id, after.Agenda))
	return order > 0
}
