package web

import (
	"slices"
	"strings"

	"escale/evaluation"
	"escale/programme"
)

// form is the filters, with what may be chosen in each.
type form struct {
	Departements, Structures, Offers, From, To []choice
}

type choice struct {
	Value, Label string
	Chosen       bool
}

// form lists only what the user may see.
func (w *Web) form(b builder, u User) form {
	p := b.programme
	f := form{Offers: []choice{{"", "Toutes", b.filter.Offer == ""}}}
	if u.Scope.national() {
		f.Departements = []choice{{"", "Tous", b.filter.Departement == ""}}
		for _, d := range p.Departements {
			f.Departements = append(f.Departements, choice{d.Code, departementName(p, d.Code), d.Code == b.filter.Departement})
		}
	}
	if u.Scope.Structure == "" {
		f.Structures = structuresFor(p, u.Scope, b.filter)
	}
	for _, o := range p.Offers {
		if !o.HandedOver() { // nothing of it is booked
			f.Offers = append(f.Offers, choice{o.ID, offerName(p, o.ID), o.ID == b.filter.Offer})
		}
	}
	f.From = b.months("Le début", b.filter.From)
	f.To = b.months("Aujourd’hui", b.filter.To)
	return f
}

func structuresFor(p *programme.Programme, s Scope, f evaluation.Filter) []choice {
	all := []choice{{"", "Toutes", f.Structure == ""}}
	for _, st := range p.Structures {
		if s.allows(p, st.ID) {
			all = append(all, choice{st.ID, st.Name, st.ID == f.Structure})
		}
	}
	slices.SortStableFunc(all[1:], func(a, b choice) int { return strings.Compare(a.Label, b.Label) })
	return all
}

// months lists every month there is anything of, and the chosen one.
func (b builder) months(open, chosen string) []choice {
	all := []choice{{"", open, chosen == ""}}
	first, last := b.release.Span()
	seen := false
	for _, m := range evaluation.Months(first, last) {
		seen = seen || m == chosen
		all = append(all, choice{m, monthName(m), m == chosen})
	}
	if chosen != "" && !seen {
		all = append(all, choice{chosen, monthName(chosen), true})
	}
	return all
}
