package programme

import (
	"fmt"
	"regexp"
	"slices"
)

// everyFamily is why a structure chooses no families.
const everyFamily = "every family has access, and a structure may not keep an offer to those that it receives already (instruction It 2023-131 of the Cnaf)"

// Refused is a field that is known so that it can be refused with its reason.
type Refused struct{}

// forAll refuses to name those whom a structure, or one of its agendas, would
// receive alone.
func (v verifier) forAll(field string) {
	if v.given(field) {
		v.fault(field, "can't be: %s", everyFamily)
	}
}

// knownThere finds questions that ask whether a structure knows her already, in
// French, which every question has.
var knownThere = regexp.MustCompile(`(?i)d[ée]j[àa] (venue?|re[çc]ue?s?|accueillie?s?|suivie?s?|inscrite?s?|connue?s?)|adh[ée]rent|fr[ée]quentez|usag[eè]re? d`)

// checkAccess refuses a condition by which being known to a structure decides: one on a
// question that asks it, or whose answers are structures.
func (p *Programme) checkAccess(doc *document) {
	closed := map[string]bool{}
	for _, q := range p.Questions {
		names := func(a Answer) bool { _, is := p.Structure(a.ID); return is }
		closed[q.ID] = knownThere.MatchString(q.Text["fr"]) || slices.ContainsFunc(q.Choices, names)
	}
	for i, o := range p.Offers {
		at := fmt.Sprintf("offers[%d]", i)
		decides := func(field string, r *rule) {
			if r != nil && slices.ContainsFunc(r.mentions, func(id string) bool { return closed[id] }) {
				doc.fault(field, "asks who is known to a structure: %s", everyFamily)
			}
		}
		decides(at+".for", o.aim)
		for j, c := range o.Conditions {
			decides(fmt.Sprintf("%s.conditions[%d].when", at, j), c.rule)
		}
	}
}
