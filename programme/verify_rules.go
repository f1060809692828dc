package programme

import (
	"fmt"
	"time"
)

// rules checks one level of rules. Above it stand those it inherits from: an
// offer has none above.
func (v verifier) rules(field string, r Rules) {
	if r.Policy != "" {
		v.one(field+".policy", r.Policy, "a policy", PolicyGrid, PolicyPacked)
	}
	v.positive(field+".daily_cap", r.DailyCap)
	for name, d := range map[string]time.Duration{"grid": r.Grid, "horizon": r.Horizon} {
		if d != 0 && d < 5*time.Minute {
			v.fault(field+"."+name, "%s: want 5 minutes or more", d)
		}
	}
	if r.Horizon != 0 && r.Notice >= r.Horizon {
		v.fault(field+".notice", "is as long as the horizon: no slot would be left")
	}
	if r.Policy == PolicyPacked && r.Grid != 0 {
		v.fault(field+".grid", "is for the policy grid: sessions that are packed follow each other")
	}
	v.unheard(field, r)
}

// unheard finds zeros that would not be taken at their word: where nothing is
// said, a rule is inherited, and zero says nothing.
func (v verifier) unheard(field string, r Rules) {
	for _, rule := range []struct {
		name string
		zero bool
	}{
		{"grid", r.Grid == 0},
		{"buffer", r.Buffer == 0},
		{"notice", r.Notice == 0},
		{"horizon", r.Horizon == 0},
		{"daily_cap", r.DailyCap == 0},
	} {
		if at := field + "." + rule.name; rule.zero && v.given(at) {
			v.fault(at, "0 says nothing: leave it out to inherit what the structure, the offer or the defaults say, or want more than 0")
		}
	}
}

// quota checks the bound on a family's sessions. One of zero would keep
// everybody out, and one that is left out keeps nobody out.
func (v verifier) quota(field string, q Quota) {
	switch sessions := field + ".sessions"; {
	case q.Sessions < 0, q.Sessions == 0 && v.given(sessions):
		v.fault(sessions, "%d: want 1 or more, or no quota at all", q.Sessions)
	case q.Sessions == 0 && v.given(field):
		v.fault(sessions, "is missing: want how many a family may have")
	}
	if q.Per != "" {
		v.one(field+".per", q.Per, "a reading of a year", PerCivilYear, PerRollingYear)
	}
}

// together checks, offer by offer, the rules that an agenda ends up with: each
// level may make sense where their sum does not.
func (v verifier) together(at string, s *Structure, a Agenda) {
	for _, id := range a.Offers {
		o, ok := v.p.Offer(id)
		if !ok {
			continue
		}
		r := v.p.RulesFor(o, *s, a)
		own := a.Rules.or(s.Rules)
		if r.Notice >= r.Horizon && (own.Notice != 0 || own.Horizon != 0 || len(a.Feeds) > 0) {
			v.fault(v.said(at, "notice", "horizon"), "%q would never be offered: %s of notice, and a horizon of %s", id, spoken(r.Notice), spoken(r.Horizon))
		}
		if r.Policy == PolicyPacked && own.Grid != 0 && own != a.Rules {
			v.fault(v.said(at, "grid", "policy"), "a grid is for the policy grid: %q is packed here", id)
		}
		if onlyHours(a) && longest(a.Hours) < o.Duration {
			v.fault(at+".hours", "%q takes %s: no hours are as long", id, spoken(o.Duration))
		}
	}
}

// said is the innermost field that says one of some rules.
func (v verifier) said(at string, rules ...string) string {
	for _, level := range []string{at + ".rules.", "rules."} {
		for _, rule := range rules {
			if v.given(level + rule) {
				return level + rule
			}
		}
	}
	return at
}

// given reports whether the file says something in the field.
func (v verifier) given(field string) bool {
	_, ok := v.marks[field]
	return ok
}

// onlyHours reports whether nothing else opens the agenda.
func onlyHours(a Agenda) bool {
	return len(a.Hours) > 0 && len(a.Open)+len(a.Feeds) == 0 && !a.Availability
}

// longest is the longest stretch of some hours.
func longest(hours []Hours) (most time.Duration) {
	for _, h := range hours {
		from, err := parseClock(h.From)
		to, err2 := parseClock(h.To)
		if err == nil && err2 == nil {
			most = max(most, time.Duration(to-from)*time.Minute)
		}
	}
	return most
}

// seats checks how many may come to a session, before what is left out is 1.
func (v verifier) seats(agendas []Agenda) {
	for i, a := range agendas {
		field := fmt.Sprintf("agendas[%d].seats", i)
		if a.Seats < 0 || a.Seats == 0 && v.given(field) {
			v.fault(field, "%d: want 1 or more", a.Seats)
		}
	}
}
