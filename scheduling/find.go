package scheduling

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"escale/programme"
)

// How much a page says beside its slots.
const (
	defaultLimit = 5
	maxPlaces    = 8
	maxDays      = 8
)

// Search lists the next slots of an offer in the commune's département, soonest
// first and among equals the nearest structure first. Slots come from the
// calendars in memory; the claims of an agenda are read from the store when it
// first comes to be shown. Places, Days and Modes leave their own filter aside.
func (d *Desk) Search(ctx context.Context, q Search) (Page, error) {
	q.Limit = cmp.Or(q.Limit, defaultLimit)
	f := d.finder(ctx, q)
	var page Page
	page.Modes = f.modes()
	var err error
	if page.Places, err = f.places(); err != nil {
		return Page{}, err
	}
	if page.Slots, page.Next, err = f.slots(); err != nil {
		return Page{}, err
	}
	page.Days, err = f.days()
	return page, err
}

// finder is one search under way.
type finder struct {
	d       *Desk
	ctx     context.Context
	q       Search
	now     time.Time
	loc     *time.Location // the parent's
	agendas []*source      // of the département, nearest structure first
}

// source is an agenda that slots come from.
type source struct {
	terms
	rank     int        // how near its structure is
	calendar AgendaTime // its Open also has the special hours that are asked for
	plain    bool       // there are open hours for anything
	window   Interval
	store    *taken // read from the store, nil before
}

func (d *Desk) finder(ctx context.Context, q Search) *finder {
	f := &finder{d: d, ctx: ctx, q: q, now: d.c.Clocks.Programme(), loc: d.zone(q.Zone)}
	p := d.c.Catalogue()
	home, ok := programme.Communes().ByCode(q.Commune)
	offer, offered := p.Offer(q.Offer)
	if !ok || !offered {
		return f
	}
	for _, s := range p.Structures {
		for _, a := range s.Agendas {
			if !slices.Contains(a.Offers, offer.ID) {
				continue
			}
			t := d.termsAt(p, offer, s, a)
			if _, here := offer.Where[t.departement]; !here || t.departement != home.Departement {
				continue
			}
			f.add(&source{terms: t, rank: programme.Nearness(home, t.commune)})
		}
	}
	slices.SortFunc(f.agendas, func(a, b *source) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.id, b.id))
	})
	return f
}

// add takes an agenda up if its calendars can be relied on now.
func (f *finder) add(s *source) {
	until := f.now.Add(cmp.Or(s.Horizon, programme.DefaultHorizon))
	s.window = around(Interval{f.now, until}, s.Zone)
	all, ok := f.d.c.Calendars.Time(s.id)
	if ok {
		calendar := all.around(s.window)
		s.plain = len(calendar.Open) > 0
		calendar.Open = s.hours(calendar, f.q.Mode)
		s.calendar = calendar
		f.agendas = append(f.agendas, s)
	}
}

// check reads the agenda's claims, once.
func (f *finder) check(s *source) error {
	if s.store != nil {
		return nil
	}
	mine := []string{f.q.Holder, holdOwner(f.q.Holder), bookingOwner(f.q.Holder)}
	if f.q.Holder == "" {
		mine = nil
	}
	store, err := f.d.taken(f.ctx, s.terms, s.window, s.calendar.Sessions, mine...)
	if err == nil && !f.q.Verified {
		err = f.d.closeDays(f.ctx, s.terms, &store, mine...)
	}
	if err == nil {
		s.store = &store
	}
	return err
}

// walk goes through the agenda's slots that start in [from, until), as far as
// is known of it.
func (f *finder) walk(s *source, from, until time.Time) *walker {
	t, r, held := s.calendar, s.Rules, map[programme.Date]int(nil)
	if s.seats > 1 {
		r.DailyCap = 0 // a full day may still have seats: first looks
	}
	if s.store != nil {
		held = s.store.held
		if len(s.store.busy) > 0 {
			t.Busy = tidy(append(t.Busy[:len(t.Busy):len(t.Busy)], s.store.busy...))
		}
	}
	return newWalker(t, r, Interval{from, until}, f.now, held)
}

// places lists the structures with a slot to offer, nearest first.
func (f *finder) places() ([]string, error) {
	var places []string
	from, until := f.bounds()
	for _, s := range f.agendas {
		if len(places) == maxPlaces {
			break
		}
		if slices.Contains(places, s.structure.ID) || !s.has(f.q.Mode) {
			continue
		}
		if err := f.check(s); err != nil {
			return nil, err
		}
		if _, ok := s.first(f.walk(s, from, until)); ok {
			places = append(places, s.structure.ID)
		}
	}
	return places, nil
}

// first is the walker's next slot that the store agrees with.
func (s *source) first(w *walker) (Interval, bool) {
	for {
		slot, ok := w.next()
		if !ok || s.store == nil || s.store.fits(slot, s.Buffer) && !s.full(*s.store, slot) && !s.store.closed[s.day(slot.Start)] {
			return slot, ok
		}
	}
}

// modes lists the modes there are at all, in the order of the agendas.
func (f *finder) modes() []string {
	var all []string
	for _, s := range f.agendas {
		for _, m := range s.modes() {
			if !slices.Contains(all, m) && f.at(s) && s.meets(m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// meets reports whether any open hours are for a mode that the agenda has.
func (s *source) meets(mode string) bool {
	return s.plain || len(s.calendar.Special) == 0 ||
		slices.ContainsFunc(s.calendar.Special, func(h OpenHours) bool { return s.admits(h, mode) })
}

func (s *source) has(mode string) bool { return mode == "" || slices.Contains(s.modes(), mode) }

// at reports whether the agenda is at the wanted structure.
func (f *finder) at(s *source) bool { return f.q.Structure == "" || f.q.Structure == s.structure.ID }

// bounds are those of the wanted day, or of all time ahead.
func (f *finder) bounds() (from, until time.Time) {
	from, until = f.now, f.now.AddDate(10, 0, 0)
	if !f.q.Day.IsZero() {
		day := dayOf(programme.DateOf(f.q.Day.In(f.loc)), f.loc)
		from, until = later(from, day.Start), day.End
	}
	return from, until
}

// slots merges the agendas, soonest first, until the page is full.
func (f *finder) slots() ([]Slot, Cursor, error) {
	from, until := f.bounds()
	m := f.merge(later(from, f.q.After.Start), until)
	var slots []Slot
	for {
		s, slot, err := m.next()
		if err != nil || s == nil {
			return slots, Cursor{}, err
		}
		if !f.follows(s, slot) {
			continue
		}
		if len(slots) == f.q.Limit { // there is one more: so the page has a next
			last := slots[len(slots)-1]
			return slots, Cursor{Start: last.Start, Agenda: last.Agenda}, nil
		}
		slots = append(slots, s.at(s.calendar, slot, f.q.Mode).slot(slot))
	}
}

// follows reports whether a slot comes after the page before. The order is by
// start, nearness and agenda, so that what others book in between moves nothing.
func (f *finder) follows(s *source, slot Interval) bool {
	after := f.q.After
	if after.Start.IsZero() || slot.Start.After(after.Start) {
		return true
	}
	if slot.Start.Before(after.Start) {
		return false
	}
	for _, last := range f.agendas {
		if last.id == after.Agenda {
			return s.rank > last.rank || s.rank == last.rank && s.id > last.id
		}
	}
	return s.id > after.Agenda // it left the catalogue meanwhile
}

// days lists the first days with a slot, as midnights in the parent's zone.
func (f *finder) days() ([]time.Time, error) {
	var days []time.Time
	m := f.merge(f.now, f.now.AddDate(10, 0, 0))
	for len(days) < maxDays {
		s, slot, err := m.next()
		if err != nil || s == nil {
			return days, err
		}
		day := dayOf(programme.DateOf(slot.Start.In(f.loc)), f.loc)
		days = append(days, day.Start.In(f.loc))
		m.seek(day.End)
	}
	return days, nil
}
