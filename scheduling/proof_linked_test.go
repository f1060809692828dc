package scheduling_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"escale/programme"
	"escale/scheduling"
)

// tied are two parents who were said to be linked: when that was asked for, and
// when it was heard.
type tied struct{ given, heard int }

// pair names two parents in either order.
func pair(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// ties notes that a command is about to link or part. The ledger is locked.
func (l *ledger) ties(c scheduling.Command, at int) {
	switch c.Kind {
	case scheduling.DoLink:
		l.lastTie[c.Parent], l.lastTie[l.codeOf[c.Link]] = at, at
	case scheduling.DoUnlink:
		l.lastTie[c.Parent] = at
	}
}

// linked notes what a command of linking came to. The ledger is locked.
func (l *ledger) linked(c scheduling.Command, out scheduling.Outcome) {
	switch {
	case out.Code != scheduling.OK:
	case c.Kind == scheduling.DoCode && l.codeOf[out.Link] == "":
		l.codes, l.codeOf[out.Link] = append(l.codes, out.Link), c.Parent
	case c.Kind == scheduling.DoLink:
		p := pair(c.Parent, l.codeOf[c.Link])
		if t := l.tied[p]; t.given != l.begun[c.ID] {
			l.tied[p] = tied{l.begun[c.ID], l.now}
		}
	}
}

// tie links two parents, by a code that was given out just now or by any other,
// or ends it. Most have their mate, some several after one another.
func (s *side) tie() {
	n := s.rng.IntN(s.known())
	mate := n ^ 1
	if s.rng.IntN(3) == 0 {
		mate = s.rng.IntN(s.known())
	}
	who, other := s.parent(n), s.parent(mate)
	switch s.rng.IntN(5) {
	case 0, 1:
		s.give(of(who, scheduling.DoUnlink))
		return
	case 2, 3:
		s.give(of(who, scheduling.DoCode))
	}
	s.ledger.mu.Lock()
	codes := s.ledger.codes
	s.ledger.mu.Unlock()
	if len(codes) == 0 {
		return
	}
	c := of(other, scheduling.DoLink)
	c.Link = codes[len(codes)-1-s.rng.IntN(min(len(codes), 2))]
	s.give(c)
}

// kinship links, parts or erases.
func (s *side) kinship() {
	if s.rng.IntN(12) == 0 {
		s.erase()
		return
	}
	s.tie()
}

// known is how many parents there are: few, where they are to have much to do with
// each other.
func (s *side) known() int {
	if s.kin > 0 {
		return 6
	}
	return s.parents
}

// anyParent draws one.
func (s *side) anyParent() string { return s.parent(s.rng.IntN(s.known())) }

// keptFamily is a family's record.
type keptFamily struct {
	Uses []struct {
		Booking, Day string
		Copies       []string
		Other        bool
	}
	Partner string
}

// sessions are the bookings that count for it.
func (f keptFamily) sessions() []string {
	var all []string
	for _, u := range f.Uses {
		all = append(all, u.Booking)
	}
	slices.Sort(all)
	return all
}

// families: a family's record names its sessions, those of others only that are
// counted with them, each once and on its day; two who are linked count the same.
func (r *realm) families(all []scheduling.Booking) {
	kept := r.keptFamilies()
	rows := map[string]scheduling.Booking{}
	own := map[string][]string{}
	for _, b := range all {
		rows[b.ID] = b
		if offer, _ := r.programme.Offer(b.Offer); uses(b, offer.Quota) && b.Family != "" {
			own[b.Family] = append(own[b.Family], b.ID)
		}
	}
	going := func(id string) bool { return r.ledger.erased[strings.TrimPrefix(id, "f/")] != nil }
	for id, f := range kept {
		if going(id) { // with its parent: see forgotten
			continue
		}
		have := f.sessions()
		if n := len(have); n != len(slices.Compact(slices.Clone(have))) {
			r.ledger.found("family", "%s counts a session twice: %v", id, have)
		}
		for _, u := range f.Uses {
			b, known := rows[u.Booking]
			offer, _ := r.programme.Offer(b.Offer)
			switch {
			case !known || !uses(b, offer.Quota):
				r.ledger.found("family", "%s counts %s, which is %s by %q: %+v in %+v", id, u.Booking, b.State, b.By, b, kept)
			case u.Day != r.day(b).String():
				r.ledger.found("family", "%s counts %s on %s, and it is on %s", id, u.Booking, u.Day, r.day(b))
			case b.Parent != "" && u.Other != (b.Family != id):
				r.ledger.found("family", "%s takes %s of %s for another's: %v", id, u.Booking, b.Family, u.Other)
			}
		}
		if mate, linked := kept[f.Partner]; f.Partner != "" && !going(f.Partner) && (!linked || mate.Partner != id) {
			r.ledger.found("family", "%s is linked with %s, and that with %q", id, f.Partner, mate.Partner)
		} else if linked && !going(f.Partner) && !slices.Equal(have, mate.sessions()) {
			r.ledger.found("family", "%s and %s are linked, and count %v and %v", id, f.Partner, have, mate.sessions())
		}
	}
	for id, want := range own {
		for _, b := range want {
			if !going(id) && !slices.Contains(kept[id].sessions(), b) {
				r.ledger.found("family", "%s does not count %s", id, b)
			}
		}
	}
	r.together(all, kept)
}

// keptFamilies are the records, by family.
func (r *realm) keptFamilies() map[string]keptFamily {
	records, err := r.store.List(r.t.Context(), scheduling.Query{Kind: "family"})
	if err != nil {
		r.t.Fatal(err)
	}
	kept := map[string]keptFamily{}
	for _, rec := range records {
		var f keptFamily
		if err := json.Unmarshal(rec.Data, &f); err != nil {
			r.t.Fatal(err)
		}
		kept[rec.ID] = f
	}
	return kept
}

// together: while two parents are linked, neither is given a session with which
// both would have more than the quota. What staff put on another day, or was said
// to be missed, is left out.
func (r *realm) together(all []scheduling.Booking, kept map[string]keptFamily) {
	for p, t := range r.ledger.tied {
		if kept["f/"+p[0]].Partner != "f/"+p[1] || r.ledger.lastTie[p[0]] != t.given || r.ledger.lastTie[p[1]] != t.given {
			continue // it ended, or may have
		}
		type session struct {
			asked int
			day   programme.Date
		}
		had := map[string][]session{} // by offer
		for _, b := range all {
			offer, _ := r.programme.Offer(b.Offer)
			left := r.ledger.remarked[b.ID] || r.ledger.staff[place{b.ID, b.Stands()}] > 0 || b.Parent == ""
			if !left && uses(b, offer.Quota) && (b.Parent == p[0] || b.Parent == p[1]) {
				had[b.Offer] = append(had[b.Offer], session{r.ledger.begunBy(b, b.Stands()), r.day(b)})
			}
		}
		for id, sessions := range had {
			offer, _ := r.programme.Offer(id)
			slices.SortFunc(sessions, func(a, b session) int { return a.asked - b.asked })
			var days []programme.Date
			for _, s := range sessions {
				days = append(days, s.day)
				if s.asked > t.heard && offer.Quota.Sessions > 0 && around(offer.Quota, days, s.day) > offer.Quota.Sessions {
					r.ledger.found("quota", "%v, linked at %d, have %v of %s, quota %+v", p, t.heard, sessions, id, offer.Quota)
				}
			}
		}
	}
}

// around is how many of the days fall together in one of the quota's years that
// one of them is in.
func around(q programme.Quota, days []programme.Date, one programme.Date) int {
	near := slices.DeleteFunc(slices.Clone(days), func(d programme.Date) bool {
		if q.Per == programme.PerCivilYear {
			return d.Year != one.Year
		}
		early, late := d, one
		if early.Compare(late) > 0 {
			early, late = late, early
		}
		return !late.In(utc).Before(early.In(utc).AddDate(1, 0, 0))
	})
	return with(q, near, one)
}

// with is the most of the days that one quota's year holds, of those that hold
// that one, too.
func with(q programme.Quota, days []programme.Date, one programme.Date) (most int) {
	if q.Per == programme.PerCivilYear {
		return len(days)
	}
	for _, first := range days {
		until := first.In(utc).AddDate(1, 0, 0)
		if first.Compare(one) > 0 || !one.In(utc).Before(until) {
			continue
		}
		n := 0
		for _, d := range days {
			if d.Compare(first) >= 0 && d.In(utc).Before(until) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// namesIn are the families that a record leads to.
func (f keptFamily) namesIn() []string {
	names := map[string]bool{f.Partner: true}
	for _, u := range f.Uses {
		for _, c := range u.Copies {
			names[c] = true
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(names)), func(id string) bool { return !strings.HasPrefix(id, "f/") })
}
