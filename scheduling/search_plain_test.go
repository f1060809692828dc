package scheduling_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// plain is a search as one would write it without a thought for its cost: every
// slot of every agenda, each rule looked at for each, then sorted.
type plain struct {
	*region
	q    scheduling.Search
	mine []string
}

// spot is a slot with its place in the order of a page.
type spot struct {
	start            time.Time
	near             int
	agenda, place    string
	local, inParents time.Time
}

func (s spot) String() string { return s.start.Format("2006-01-02 15:04") + " " + s.agenda }

func (r *region) plain(q scheduling.Search) *plain {
	p := &plain{region: r, q: q}
	if q.Holder != "" {
		p.mine = []string{q.Holder, "hold/" + q.Holder, "booking/" + q.Holder}
	}
	return p
}

// page is what Search should answer.
func (p *plain) page() (slots []string, next scheduling.Cursor, facets string) {
	all := p.slots(p.q)
	limit := cmp.Or(p.q.Limit, 5)
	after := p.q.After
	all = slices.DeleteFunc(all, func(s spot) bool {
		return !after.Start.IsZero() && order(s, spot{start: after.Start, near: after.Near, agenda: after.Agenda}) <= 0
	})
	far := 0
	for _, s := range all[:min(limit, len(all))] {
		slots, far = append(slots, s.String()), max(far, s.near)
	}
	if len(all) > limit {
		last := all[limit-1]
		next = scheduling.Cursor{Start: last.start, Near: last.near, Agenda: last.agenda}
	}
	return slots, next, p.facets(far)
}

func order(a, b spot) int {
	return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.near, b.near), cmp.Compare(a.agenda, b.agenda))
}

// facets are what the filters may offer, and the narrowest ring of a page whose
// farthest slot is known.
func (p *plain) facets(far int) string {
	q := p.q
	q.Structure = ""
	anywhere := p.slots(q)
	slices.SortFunc(anywhere, func(a, b spot) int { return cmp.Or(cmp.Compare(a.near, b.near), cmp.Compare(a.agenda, b.agenda)) })
	var places []string
	ring := 0
	for n, s := range anywhere {
		if n == 0 && p.q.Within == 0 && max(s.near, programme.SameEPCI) < min(far, programme.SameDepartement) {
			ring = max(s.near, programme.SameEPCI)
		}
		if !slices.Contains(places, s.place) && len(places) < 8 {
			places = append(places, s.place)
		}
	}
	q = p.q
	q.Day = time.Time{}
	var days []string
	for _, s := range p.slots(q) {
		if day := s.inParents.Format(time.DateOnly); !slices.Contains(days, day) && len(days) < 8 {
			days = append(days, day)
		}
	}
	q = p.q
	q.Part = ""
	var parts []scheduling.Part
	for _, part := range scheduling.Parts() {
		if slices.ContainsFunc(p.slots(q), func(s spot) bool { return scheduling.PartOf(s.local) == part }) {
			parts = append(parts, part)
		}
	}
	return fmt.Sprint("places ", places, " days ", days, " parts ", parts, " within ", ring)
}

// slots lists everything that q's filters leave, its cursor aside.
func (p *plain) slots(q scheduling.Search) []spot {
	home, _ := programme.Communes().ByCode(q.Commune)
	offer, _ := p.programme.Offer(q.Offer)
	var all []spot
	for _, s := range p.programme.Structures {
		there, _ := programme.Communes().ByCode(s.Commune)
		period, here := offer.Where[there.Departement]
		near := programme.Nearness(home, there)
		if !here || near > programme.SameDepartement || q.Within > 0 && near > q.Within || q.Structure != "" && q.Structure != s.ID {
			continue
		}
		for _, a := range s.Agendas {
			t, ok := p.times[s.AgendaID(a)]
			if !ok || !slices.Contains(a.Offers, q.Offer) || q.Language != "" && !slices.Contains(s.LanguagesOf(a), q.Language) {
				continue
			}
			one := &plainAgenda{plain: p, q: q, s: s, a: a, t: t, offer: offer, period: period, rules: p.programme.RulesFor(offer, s, a)}
			for _, start := range one.slots() {
				all = append(all, spot{start, near, s.AgendaID(a), s.ID, start.In(one.zone), start.In(p.zone(q.Zone))})
			}
		}
	}
	slices.SortFunc(all, order)
	return all
}

func (r *region) zone(name string) *time.Location {
	if r.zones[name] == nil {
		loc, err := time.LoadLocation(cmp.Or(name, programme.Paris))
		if err != nil {
			r.tb.Fatal(err)
		}
		r.zones[name] = loc
	}
	return r.zones[name]
}

type plainAgenda struct {
	*plain
	q      scheduling.Search
	s      programme.Structure
	a      programme.Agenda
	t      *scheduling.AgendaTime
	offer  programme.Offer
	period programme.Period
	rules  programme.Rules
	zone   *time.Location

	busy, groups []scheduling.Interval
	held         map[programme.Date]int
}

// slots lists the agenda's, in no order.
func (p *plainAgenda) slots() []time.Time {
	there, _ := programme.Communes().ByCode(p.s.Commune)
	p.zone = p.plain.zone(cmp.Or(p.s.Zone, programme.Zone(there.Departement)))
	if p.q.Mode != "" && !slices.Contains(p.a.Modes, p.q.Mode) {
		return nil
	}
	p.claims()
	var all []time.Time
	for _, w := range p.windows() {
		for at := w.Start; !at.Add(p.offer.Duration).After(w.End); {
			slot := scheduling.Interval{Start: at, End: at.Add(p.offer.Duration)}
			if until := p.blocked(slot); p.rules.Policy == programme.PolicyPacked && !until.IsZero() {
				at = until
				continue
			} else if until.IsZero() && p.allowed(slot) {
				all = append(all, at)
			}
			if at = at.Add(p.rules.Grid); p.rules.Policy == programme.PolicyPacked {
				at = slot.End.Add(p.rules.Buffer)
			}
		}
	}
	return all
}

// windows are the hours for the offer and the mode.
func (p *plainAgenda) windows() []scheduling.Interval {
	windows := slices.Clone(p.t.Open)
	var end time.Time
	for _, h := range p.t.Special {
		modes := slices.ContainsFunc(p.a.Modes, func(m string) bool {
			return (p.q.Mode == "" || p.q.Mode == m) && (len(h.Modes) == 0 || slices.Contains(h.Modes, m))
		})
		if !modes || len(h.Offers) > 0 && !slices.Contains(h.Offers, p.q.Offer) {
			continue
		}
		if h.Start.Before(end) {
			h.Start = end
		}
		if h.Start.Before(h.End) {
			windows, end = append(windows, h.Interval), h.End
		}
	}
	return windows
}

// claims reads all there are.
func (p *plainAgenda) claims() {
	id := p.s.AgendaID(p.a)
	p.busy, p.held = slices.Clone(p.t.Busy), map[programme.Date]int{}
	own := p.others("agenda/" + id)
	for _, c := range own {
		p.held[programme.DateOf(c.Start.In(p.zone))]++
	}
	all := own
	if p.a.Room != "" {
		all = append(all, p.others("room/"+p.s.ID+"/"+p.a.Room)...)
	}
	for _, c := range all {
		pad := max(c.Pad-p.rules.Buffer, 0)
		wide := scheduling.Interval{Start: c.Start.Add(-pad), End: c.End.Add(pad)}
		if p.a.Seats > 1 && c.Owner == fmt.Sprintf("group/%s/%d", id, c.Start.Unix()) {
			switch seats := len(p.others(fmt.Sprintf("seats/%s/%d", id, c.Start.Unix()))); {
			case seats == 0:
				continue
			case seats < p.a.Seats:
				p.groups = append(p.groups, c.Interval)
				continue
			}
			wide = c.Interval
		}
		p.busy = append(p.busy, wide)
	}
	for _, s := range p.t.Sessions { // whose bookings the store doesn't know
		spoken := slices.Contains(p.mine, "booking/"+s.Booking)
		for _, a := range append(s.Agendas, id) {
			for _, c := range p.others("agenda/" + a) {
				group := fmt.Sprintf("group/%s/%d", a, c.Start.Unix())
				covers := !s.Start.Before(c.Start) && !s.End.After(c.End)
				spoken = spoken || covers && (c.Owner == "booking/"+s.Booking || c.Owner == group)
			}
		}
		if !spoken {
			p.busy = append(p.busy, s.Interval)
		}
	}
}

// others are the live claims on a resource that are not the holder's.
func (p *plain) others(resource string) []scheduling.Claim {
	all, ok := p.read[resource]
	if !ok {
		ask := scheduling.Ask{Resource: resource, Window: scheduling.Interval{Start: p.now.AddDate(-9, 0, 0), End: p.now.AddDate(9, 0, 0)}}
		found, err := p.store.Claims(p.tb.Context(), []scheduling.Ask{ask}, p.machine)
		if err != nil {
			p.tb.Fatal(err)
		}
		all = found[0]
		p.read[resource] = all
	}
	return slices.DeleteFunc(slices.Clone(all), func(c scheduling.Claim) bool { return slices.Contains(p.mine, c.Owner) })
}

// blocked tells until when something busy is too near; zero: nothing is.
func (p *plainAgenda) blocked(slot scheduling.Interval) (until time.Time) {
	for _, b := range p.busy {
		if p.near(b, slot) && b.End.Add(p.rules.Buffer).After(until) {
			until = b.End.Add(p.rules.Buffer)
		}
	}
	return until
}

func (p *plainAgenda) near(a, b scheduling.Interval) bool {
	return a.Start.Before(b.End.Add(p.rules.Buffer)) && b.Start.Before(a.End.Add(p.rules.Buffer))
}

// allowed looks at every rule that is not about what is busy.
func (p *plainAgenda) allowed(slot scheduling.Interval) bool {
	local := slot.Start.In(p.zone)
	day := programme.DateOf(local)
	_, holiday := programme.DayOff(p.departement(), day)
	joins := slices.ContainsFunc(p.groups, func(g scheduling.Interval) bool { return g == slot })
	ahead := slot.Start.Sub(p.now)
	switch {
	case ahead < p.rules.Notice, ahead < 0, ahead >= p.rules.Horizon,
		!p.period.Includes(day), holiday, p.s.ClosedOn(p.a, day),
		p.q.Part != "" && scheduling.PartOf(local) != p.q.Part,
		p.rules.DailyCap > 0 && p.held[day] >= p.rules.DailyCap && !joins,
		slices.ContainsFunc(p.groups, func(g scheduling.Interval) bool { return g != slot && p.near(g, slot) }):
		return false
	case !p.q.Day.IsZero() && programme.DateOf(slot.Start.In(p.plain.zone(p.q.Zone))) != programme.DateOf(p.q.Day.In(p.plain.zone(p.q.Zone))):
		return false
	case p.q.Verified, p.held[day] == 0, p.a.Seats <= 1 && p.held[day] < unverifiedPerDay:
		return true
	}
	return len(p.others(fmt.Sprintf("unverified/%s/%s", p.s.AgendaID(p.a), day))) < unverifiedPerDay
}

func (p *plainAgenda) departement() string {
	c, _ := programme.Communes().ByCode(p.s.Commune)
	return c.Departement
}
