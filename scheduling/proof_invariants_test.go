package scheduling_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// standing is a time that a booking has, and how it came by it.
type standing struct {
	scheduling.Booking
	at    scheduling.Interval
	in    string // agenda
	room  string
	asked int // when its parent asked for it
	staff int // when staff put it there last; 0: they did not
}

// bookings are all rows, in the order of their commands.
func (r *realm) bookings() []scheduling.Booking {
	var all []scheduling.Booking
	q := scheduling.Query{Kind: "booking", Limit: 1000}
	for {
		page, err := r.store.List(r.t.Context(), q)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, rec := range page {
			b := scheduling.Booking{Version: rec.Version}
			if err := json.Unmarshal(rec.Data, &b); err != nil {
				r.t.Fatal(err)
			}
			all = append(all, b)
		}
		if len(page) < q.Limit {
			return all
		}
		q.After = page[len(page)-1].ID
	}
}

// sound checks, while nobody is at work, what must be true at any moment.
func (r *realm) sound() {
	all := r.bookings()
	var standings []standing
	for _, b := range all {
		standings = append(standings, r.standings(b)...)
	}
	r.apart(standings)
	r.seats(standings)
	r.caps(standings)
	r.quotas(all)
	r.families(all)
	r.owners(all)
	r.kept(all)
	r.forgotten(all)
}

// standings are the times that a booking has or had: what it gave up is nobody's.
func (r *realm) standings(b scheduling.Booking) []standing {
	if b.State == scheduling.Cancelled || b.State == scheduling.Released {
		return nil
	}
	var all []standing
	add := func(agenda string, i scheduling.Interval) {
		s, a, _ := r.programme.Agenda(agenda)
		all = append(all, standing{
			Booking: b, at: i, in: agenda, asked: r.ledger.begunBy(b, i), staff: r.ledger.byStaff(b, agenda, i),
			room: s.RoomOf(a),
		})
	}
	if !b.State.Live() { // it took place
		add(b.Agenda, b.Stands())
		return all
	}
	if !b.Vacated {
		add(b.Agenda, b.Interval)
	}
	if b.Earlier != nil {
		add(b.Earlier.Agenda, b.Earlier.Interval)
	}
	if b.Proposed != nil {
		add(b.Agenda, *b.Proposed)
	}
	return all
}

// byStaff reports whether staff put one of the two where it meets the other:
// after that was asked for.
func byStaff(a, b standing) bool {
	return a.staff > 0 && b.staff > 0 || a.staff > 0 && b.asked <= a.staff || b.staff > 0 && a.asked <= b.staff
}

// apart: no two sessions placed by Escale meet on an agenda, nor in a room, and
// none meets an appointment that staff had before it was asked for. What is still
// being placed gives way to staff.
func (r *realm) apart(all []standing) {
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.ID == b.ID {
				continue
			}
			buffer := r.programme.Offers[0].Rules.Buffer
			if a.staff > 0 || b.staff > 0 {
				buffer = 0
			}
			near := a.at.Start.Before(b.at.End.Add(buffer)) && b.at.Start.Before(a.at.End.Add(buffer))
			together := r.group(a) && a.in == b.in && a.at == b.at // seats looks at those
			unsure := a.staff+b.staff > 0 && (a.State == scheduling.Placing || b.State == scheduling.Placing)
			if a.in == b.in && near && !together && !unsure && !byStaff(a, b) {
				r.ledger.found("overlap on an agenda", "%s\n%s", a, b)
			}
			if a.room != "" && a.room == b.room && a.in != b.in && a.at.Overlaps(b.at) && a.staff+b.staff == 0 {
				r.ledger.found("overlap in a room", "%s\n%s", a, b)
			}
		}
		for _, own := range r.ledger.busy[a.in] {
			if own.Overlaps(a.at) && own.at < a.asked && a.staff == 0 && a.State != scheduling.Placing {
				r.ledger.found("overlap on an agenda", "%s\nstaff's own from %s, since %d: %+v", a, own.Start, own.at, a.Booking)
			}
		}
	}
}

func (s standing) String() string {
	return fmt.Sprintf("%s %s %s–%s (%s, placement %d, asked for at %d, staff's at %d)", s.ID, s.in,
		s.at.Start.Format("2006-01-02 15:04"), s.at.End.Format("15:04"), s.State, s.Placement, s.asked, s.staff)
}

func (r *realm) group(s standing) bool {
	_, a, _ := r.programme.Agenda(s.in)
	return a.Seats > 1
}

// seats: a group has no more than its seats.
func (r *realm) seats(all []standing) {
	type session struct {
		agenda string
		scheduling.Interval
	}
	taken := map[session]map[string]bool{}
	for _, s := range all {
		_, a, _ := r.programme.Agenda(s.in)
		if a.Seats <= 1 || s.staff > 0 {
			continue
		}
		key := session{s.in, s.at}
		if taken[key] == nil {
			taken[key] = map[string]bool{}
		}
		if taken[key][s.ID] = true; len(taken[key]) > a.Seats {
			r.ledger.found("seats", "%s is one too many", s)
		}
	}
}

// caps: an agenda has no more sessions on a day than it may have. A group that
// staff began is theirs, whoever joins it.
func (r *realm) caps(all []standing) {
	sessions := map[string]map[string]bool{}
	for _, s := range all {
		place, a, _ := r.programme.Agenda(s.in)
		rules := a.Rules
		if rules.DailyCap == 0 || s.staff > 0 || !s.State.Live() {
			continue
		}
		day := s.in + s.at.Start.In(r.zone(place)).Format(" 2006-01-02")
		if sessions[day] == nil {
			sessions[day] = map[string]bool{}
		}
		which := s.ID
		if a.Seats > 1 && r.begunByStaff(s) {
			continue
		}
		if a.Seats > 1 {
			which = s.at.Start.String()
		}
		sessions[day][which] = true
		if len(sessions[day]) > rules.DailyCap {
			r.ledger.found("daily cap", "%s is one too many on %s", s, day)
		}
	}
}

// begunByStaff reports whether staff ever put somebody at a session's time.
func (r *realm) begunByStaff(s standing) bool {
	for p := range r.ledger.staff {
		if p.Interval == s.at {
			return true
		}
	}
	return false
}

// quotas: no family has more sessions than its quota, reckoned from the bookings
// alone. What staff put on another day, or was said to be missed, is left out.
func (r *realm) quotas(all []scheduling.Booking) {
	days := map[[2]string][]programme.Date{}
	for _, b := range all {
		offer, _ := r.programme.Offer(b.Offer)
		if !uses(b, offer.Quota) || r.ledger.remarked[b.ID] || r.ledger.staff[place{b.ID, b.Stands()}] > 0 || b.Parent == "" {
			continue // what an erased parent left to another was not asked for by her
		}
		key := [2]string{b.Family, b.Offer}
		days[key] = append(days[key], r.day(b))
	}
	for key, all := range days {
		offer, _ := r.programme.Offer(key[1])
		if n := most(offer.Quota, all); offer.Quota.Sessions > 0 && n > offer.Quota.Sessions {
			r.ledger.found("quota", "%s has %d sessions of %s on %v, quota %+v", key[0], n, key[1], all, offer.Quota)
		}
	}
}

// uses reports whether a booking counts against its family's quota.
func uses(b scheduling.Booking, q programme.Quota) bool {
	switch b.State {
	case scheduling.Cancelled, scheduling.Released:
		return false
	case scheduling.Missed:
		return q.MissedCounts
	}
	return true
}

// most is how many of the days fall together in one of the quota's years.
func most(q programme.Quota, days []programme.Date) (most int) {
	for _, first := range days {
		n := 0
		from := first.In(time.UTC)
		until := from.AddDate(1, 0, 0) // that of 29 February is 1 March
		for _, d := range days {
			at := d.In(time.UTC)
			if q.Per == programme.PerCivilYear && d.Year == first.Year || q.Per != programme.PerCivilYear && !at.Before(from) && at.Before(until) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// day is that of a session, where it is held.
func (r *realm) day(b scheduling.Booking) programme.Date {
	loc, err := time.LoadLocation(b.Zone)
	if err != nil {
		r.t.Fatal(err)
	}
	return programme.DateOf(b.Stands().Start.In(loc))
}

// owners: what is claimed is claimed for somebody who lives, and who lives has
// claimed what is hers.
func (r *realm) owners(all []scheduling.Booking) {
	claims := r.claims()
	live := map[string]bool{}
	for _, b := range all {
		if b.State.Live() {
			live["booking/"+b.ID], live["visitor/"+b.ID] = true, true
		}
	}
	claimed := map[string]bool{}
	for _, c := range claims {
		kind, _, _ := strings.Cut(c.Owner, "/")
		if (kind == "booking" || kind == "visitor") && !live[c.Owner] {
			r.ledger.found("claims", "%s keeps %s from %s", c.Owner, c.Resource, c.Start)
		}
		if (kind == "hold" || kind == "wish") && c.Expires.IsZero() {
			r.ledger.found("claims", "%s holds %s for ever", c.Owner, c.Resource)
		}
		claimed[c.Owner+" "+c.Resource+" "+c.Start.UTC().String()] = true
		if kind == "booking" && strings.HasPrefix(c.Resource, "seats/") {
			claimed["seat "+strings.TrimPrefix(c.Resource, "seats/")] = true
		}
	}
	for _, c := range claims {
		seats := strings.TrimPrefix(c.Owner, "group/")
		if strings.HasPrefix(c.Owner, "group/") && c.Expires.IsZero() && !claimed["seat "+seats] {
			r.ledger.found("claims", "%s keeps %s, and nobody comes", c.Owner, c.Resource)
		}
	}
	for _, b := range all {
		for _, s := range r.standings(b) {
			owner, resource := "booking/"+b.ID, "agenda/"+s.in
			if r.group(s) {
				resource = fmt.Sprintf("seats/%s/%d", s.in, s.at.Start.Unix())
			}
			if b.State.Live() && !claimed[owner+" "+resource+" "+s.at.Start.UTC().String()] {
				r.ledger.found("claims", "%s has not claimed its time", s)
			}
		}
	}
}

// claimable are the questions that find every claim but those on seats.
func (r *realm) claimable() []scheduling.Ask {
	ever := scheduling.Interval{Start: r.clock.Programme().AddDate(-3, 0, 0), End: r.clock.Programme().AddDate(3, 0, 0)}
	var asked []scheduling.Ask
	known := map[string]bool{}
	ask := func(resource string) {
		if !known[resource] {
			known[resource] = true
			asked = append(asked, scheduling.Ask{Resource: resource, Window: ever})
		}
	}
	for _, id := range r.agendas {
		s, a, _ := r.programme.Agenda(id)
		ask("agenda/" + id)
		if a.Room != "" {
			ask("room/" + s.RoomOf(a))
		}
		for _, slot := range r.slots[id] {
			day := slot.Start.In(r.zone(s)).Format(time.DateOnly)
			ask("cap/" + id + "/" + day)
			ask("unverified/" + id + "/" + day)
		}
	}
	return asked
}

// claims are all that stand on the realm's resources.
func (r *realm) claims() []scheduling.Claim {
	found, err := r.store.Claims(r.t.Context(), r.resources, r.clock.Machine())
	if err != nil {
		r.t.Fatal(err)
	}
	all := slices.Concat(found...)
	var seats []scheduling.Ask
	for _, c := range all {
		if group, ok := strings.CutPrefix(c.Owner, "group/"); ok {
			seats = append(seats, scheduling.Ask{Resource: "seats/" + group, Window: r.resources[0].Window})
		}
	}
	if found, err = r.store.Claims(r.t.Context(), seats, r.clock.Machine()); err != nil {
		r.t.Fatal(err)
	}
	return append(all, slices.Concat(found...)...)
}

// kept: what was acknowledged is there, and is over for a known reason only.
func (r *realm) kept(all []scheduling.Booking) {
	rows := map[string]scheduling.Booking{}
	for _, b := range all {
		rows[b.ID] = b
	}
	for id := range r.ledger.sure {
		b, there := rows[id]
		switch {
		case !there:
			r.ledger.found("forgotten", "booking %s is not there", id)
		case b.State == scheduling.Cancelled && b.By == "parent" && !r.ledger.left[id] && !r.ledger.gaveUpAll(b),
			b.State == scheduling.Cancelled && b.By == "staff" && !r.ledger.touched[id],
			b.State == scheduling.Released && !r.ledger.touched[id]:
			r.ledger.found("forgotten", "booking %s is %s by %s, and nobody wanted that", id, b.State, b.By)
		}
	}
}
