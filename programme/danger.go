package programme

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Dangers are the kinds of danger that emergency numbers, relays and answers may
// name.
func Dangers() []string {
	return []string{"suicide", "health", "violence", "own-violence", "child", "bullying"}
}

// NumbersFor returns the emergency numbers for these kinds of danger, the most
// useful first: those that answer at the instant before those that do not, then
// those that are there for a kind in the first place (the first of their list),
// then in the programme's order. Numbers for all dangers come last. If nothing
// fits, all numbers are returned.
func (p *Programme) NumbersFor(kinds []string, now time.Time) []EmergencyNumber {
	var fit []EmergencyNumber
	for _, n := range p.Emergency {
		if n.rank(kinds) >= 0 {
			fit = append(fit, n)
		}
	}
	if !slices.ContainsFunc(fit, func(n EmergencyNumber) bool { return len(n.Danger) > 0 }) {
		return p.Emergency
	}
	closed := func(n EmergencyNumber) int {
		if n.OpenAt(now) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(fit, func(a, b EmergencyNumber) int {
		return cmp.Or(closed(a)-closed(b), a.rank(kinds)-b.rank(kinds))
	})
	return fit
}

// rank is how soon a number is to be named; -1: not at all.
func (n EmergencyNumber) rank(kinds []string) int {
	if len(n.Danger) == 0 {
		return len(Dangers())
	}
	return slices.IndexFunc(n.Danger, func(kind string) bool { return slices.Contains(kinds, kind) })
}

// OpensAt is when a number that does not answer at the instant answers next;
// zero when it does, or never.
func (n EmergencyNumber) OpensAt(t time.Time) time.Time {
	if n.OpenAt(t) {
		return time.Time{}
	}
	paris := location(Paris)
	first := time.Time{}
	for ahead := range 8 {
		day := DateOf(t.In(paris).AddDate(0, 0, ahead))
		for _, h := range n.Hours {
			if from, _, ok := h.On(day, paris); ok && from.After(t) && (first.IsZero() || from.Before(first)) {
				first = from
			}
		}
		if !first.IsZero() {
			return first
		}
	}
	return first
}

// RelaysFor are the relays that help with one of these kinds of danger and serve
// the département ("": everywhere).
func (p *Programme) RelaysFor(kinds []string, departement string) []Relay {
	var ids []string
	for _, r := range p.Relays {
		if slices.ContainsFunc(r.Danger, func(kind string) bool { return slices.Contains(kinds, kind) }) {
			ids = append(ids, r.ID)
		}
	}
	return p.RelaysIn(departement, ids)
}

// dangers checks the kinds of danger named anywhere.
func (v verifier) dangers(field string, kinds []string) {
	v.known(field, kinds, "a kind of danger", func(kind string) bool { return slices.Contains(Dangers(), kind) })
}

// Stale warns of the emergency numbers and relays that nobody has verified for
// six months on the day, or ever: a number that changed is worse than none.
func (p *Programme) Stale(today Date) Faults {
	doc := &document{file: mainFile}
	if p.source != nil {
		doc.marks = p.source.marks
	}
	since := DateOf(today.In(time.UTC).AddDate(0, -6, 0))
	check := func(field, what string, on Date) {
		switch {
		case on.IsZero():
			doc.warn(field+".verified_on", "nobody has verified %s yet: want the day when somebody called it", what)
		case on.Compare(since) < 0:
			doc.warn(field+".verified_on", "%s: %s was not verified for more than six months", on, what)
		}
	}
	for i, n := range p.Emergency {
		check(fmt.Sprintf("emergency[%d]", i), n.Number, n.VerifiedOn)
	}
	for i, r := range p.Relays {
		check(fmt.Sprintf("relays[%d]", i), r.ID, r.VerifiedOn)
	}
	return doc.faults
}
