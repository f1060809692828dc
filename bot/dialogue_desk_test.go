package bot

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// paperDesk is a Desk that keeps its appointments on paper: slots at 10:30 and
// 14:00 of every agenda on working days, and outcomes that a test may dictate.
type paperDesk struct {
	p        *programme.Programme
	now      func() time.Time
	bookings map[string]*scheduling.Booking
	wishes   []*scheduling.Wish
	calls    []scheduling.Callback
	at       time.Time            // what time it is in the story
	full     bool                 // nothing is free any more
	next     []scheduling.Outcome // dictated, in order
	released int
	had      int // sessions of the family in other conversations
	asked    []scheduling.Command
	earlier  map[string]scheduling.Slot // of moves that are pending
}

func newPaperDesk(p *programme.Programme, now func() time.Time) *paperDesk {
	return &paperDesk{p: p, now: now, bookings: map[string]*scheduling.Booking{}, earlier: map[string]scheduling.Slot{}}
}

func (d *paperDesk) Search(_ context.Context, q scheduling.Search) (scheduling.Page, error) {
	var page scheduling.Page
	home, _ := programme.Communes().ByCode(q.Commune)
	var all []scheduling.Slot
	for _, s := range d.p.Structures {
		there, _ := programme.Communes().ByCode(s.Commune)
		if d.full || there.Departement != home.Departement {
			continue
		}
		for _, a := range s.Agendas {
			if slices.Contains(a.Offers, q.Offer) {
				all = append(all, d.slots(s, a, q.Offer)...)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b scheduling.Slot) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Agenda, b.Agenda))
	})
	for _, s := range all {
		if !slices.Contains(page.Places, s.Structure) {
			page.Places = append(page.Places, s.Structure)
		}
		if n := len(page.Days); n == 0 || page.Days[n-1].YearDay() != s.Start.YearDay() {
			page.Days = append(page.Days, s.Start)
		}
		for _, m := range s.Modes {
			if !slices.Contains(page.Modes, m) {
				page.Modes = append(page.Modes, m)
			}
		}
		structure, a, _ := d.p.Agenda(s.Agenda)
		spoken := structure.LanguagesOf(a)
		for _, l := range spoken {
			if !slices.Contains(page.Languages, l) {
				page.Languages = append(page.Languages, l)
			}
		}
		if q.Language != "" && !slices.Contains(spoken, q.Language) {
			continue
		}
		if fits(s, q) && d.isWithin(s, q) && after(s, q.After) {
			page.Slots = append(page.Slots, s)
		}
	}
	d.narrow(&page, q)
	if len(page.Slots) > q.Limit {
		page.Slots = page.Slots[:q.Limit]
		last := page.Slots[q.Limit-1]
		page.Next = scheduling.Cursor{Start: last.Start, Agenda: last.Agenda}
	}
	return page, nil
}

// narrow says what further filters there are.
func (d *paperDesk) narrow(page *scheduling.Page, q scheduling.Search) {
	near := q
	near.Within = programme.SameEPCI
	inside := func(s scheduling.Slot) bool { return d.isWithin(s, near) }
	outside := func(s scheduling.Slot) bool { return !inside(s) }
	if slices.ContainsFunc(page.Slots, inside) && slices.ContainsFunc(page.Slots, outside) {
		page.Within = programme.SameEPCI
	}
	if !q.Brief {
		page.Parts = []scheduling.Part{scheduling.Morning, scheduling.Afternoon}
	}
}

// isWithin reports whether the slot is as near as the search wants.
func (d *paperDesk) isWithin(s scheduling.Slot, q scheduling.Search) bool {
	at, _ := d.p.Structure(s.Structure)
	home, _ := programme.Communes().ByCode(q.Commune)
	there, _ := programme.Communes().ByCode(at.Commune)
	return q.Within == 0 || programme.Nearness(home, there) <= q.Within
}

func (d *paperDesk) slots(s programme.Structure, a programme.Agenda, offer string) []scheduling.Slot {
	var slots []scheduling.Slot
	zone := zoneNamed(programme.Zone(s.Departement()))
	o, _ := d.p.Offer(offer)
	for day := range 12 {
		at := d.now().In(zone).AddDate(0, 0, day+2)
		if wd := at.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		for _, clock := range [][2]int{{10, 30}, {14, 0}} {
			start := time.Date(at.Year(), at.Month(), at.Day(), clock[0], clock[1], 0, 0, zone)
			slots = append(slots, scheduling.Slot{
				Offer: offer, Structure: s.ID, Agenda: s.AgendaID(a), Modes: a.Modes,
				Interval: scheduling.Interval{Start: start.UTC(), End: start.Add(o.Duration).UTC()},
			})
		}
	}
	return slots
}

func fits(s scheduling.Slot, q scheduling.Search) bool {
	zone := zoneNamed(q.Zone)
	return (q.Structure == "" || q.Structure == s.Structure) &&
		(q.Mode == "" || slices.Contains(s.Modes, q.Mode)) &&
		(q.Part == "" || scheduling.PartOf(s.Start.In(zone)) == q.Part) &&
		(q.Day.IsZero() || q.Day.In(zone).Format(time.DateOnly) == s.Start.In(zone).Format(time.DateOnly))
}

func after(s scheduling.Slot, c scheduling.Cursor) bool {
	return cmp.Or(s.Start.Compare(c.Start), cmp.Compare(s.Agenda, c.Agenda)) > 0
}

func (d *paperDesk) Booking(_ context.Context, id string) (scheduling.Booking, error) {
	if b, ok := d.bookings[id]; ok {
		return *b, nil
	}
	return scheduling.Booking{}, scheduling.ErrNotFound
}

func (d *paperDesk) Bookings(_ context.Context, conversation string) ([]scheduling.Booking, error) {
	var all []scheduling.Booking
	for _, b := range d.bookings {
		if b.Conversation == conversation {
			all = append(all, *b)
		}
	}
	slices.SortFunc(all, func(a, b scheduling.Booking) int { return a.Start.Compare(b.Start) })
	return all, nil
}

// Session counts what the family has had elsewhere too.
func (d *paperDesk) Session(_ context.Context, _ string, s scheduling.Slot, except string) (nth, quota int, err error) {
	o, _ := d.p.Offer(s.Offer)
	nth = 1 + d.had
	for _, b := range d.bookings {
		if b.Offer == s.Offer && b.ID != except && b.State != scheduling.Cancelled && b.State != scheduling.Released {
			nth++
		}
	}
	return nth, o.Quota.Sessions, nil
}

// do answers a command; ok unless the test dictated otherwise.
func (d *paperDesk) do(c scheduling.Command) scheduling.Outcome {
	d.asked = append(d.asked, c)
	o := scheduling.Outcome{Kind: c.Kind, Code: scheduling.OK, Booking: c.Booking, Slot: c.Slot}
	if len(d.next) > 0 && c.Kind != scheduling.DoRelease {
		o.Code, o.NextFrom = d.next[0].Code, d.next[0].NextFrom
		d.next = d.next[1:]
	}
	if o.Code != scheduling.OK && o.Code != scheduling.Pending {
		return o
	}
	switch c.Kind {
	case scheduling.DoCode:
		o.Link = "K7M2P9QX"
	case scheduling.DoWish, scheduling.DoUnwish, scheduling.DoPass:
		d.await(c, &o)
	case scheduling.DoCall, scheduling.DoUncall:
		d.called(c, &o)
	case scheduling.DoRelease:
		d.released++
	case scheduling.DoBook:
		o.Booking = d.write(c, o.Code)
	case scheduling.DoMove:
		b := d.bookings[c.Booking]
		if o.Code == scheduling.Pending {
			d.earlier[b.ID], b.State = b.Slot, scheduling.Placing
		}
		b.Slot, b.Mode, b.Placement, b.Proposed = c.Slot, c.Mode, b.Placement+1, nil
		if o.Code == scheduling.Pending {
			b.State = scheduling.Placing
		}
	case scheduling.DoCancel:
		d.bookings[c.Booking].State = scheduling.Cancelled
	case scheduling.DoAccept:
		b := d.bookings[c.Booking]
		b.Interval, b.Proposed = *b.Proposed, nil
	}
	if c.Kind == scheduling.DoMove || c.Kind == scheduling.DoCancel || c.Kind == scheduling.DoAccept {
		d.wishes = slices.DeleteFunc(d.wishes, func(w *scheduling.Wish) bool { return w.Moving == c.Booking })
	}
	return o
}

func (d *paperDesk) write(c scheduling.Command, code string) string {
	n := len(d.bookings) + 1
	o, _ := d.p.Offer(c.Slot.Offer)
	b := &scheduling.Booking{
		Sealed: c.Sealed, Wish: c.Wish, Created: d.now(),
		ID: "b" + strconv.Itoa(n), Reference: "K7M2-P" + strconv.Itoa(n), Conversation: c.Conversation,
		Slot: c.Slot, Mode: c.Mode, State: scheduling.Booked, Placement: 1, Session: n, Quota: o.Quota.Sessions,
	}
	if code == scheduling.Pending {
		b.State = scheduling.Placing
	}
	d.bookings[b.ID] = b
	d.wishes = slices.DeleteFunc(d.wishes, func(w *scheduling.Wish) bool { return w.Offer == b.Offer && w.Moving == "" })
	return b.ID
}
