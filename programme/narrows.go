package programme

import "slices"

// Narrows reports whether what a consumed answer left (Assessment.Candidates) may
// depend on the answer to the question, so that it is asked anew when that one
// changes: an offer that it rules out silently was for others at the time, or
// refused aloud, and stayed a candidate. "departement" stands for where she lives.
func (p *Programme) Narrows(question string) bool {
	return slices.ContainsFunc(p.Offers, func(o Offer) bool {
		return p.guardedBy(o) != "" && slices.Contains(p.before(o), question)
	})
}

// guardedBy is the consumed question that may rule the offer out silently.
func (p *Programme) guardedBy(o Offer) string {
	for _, c := range o.Conditions {
		if c.Otherwise.Silent && c.rule != nil && len(c.rule.mentions) > 0 {
			return c.rule.mentions[0]
		}
	}
	return ""
}

// before are the questions that decide on the offer and are put before the consumed
// one, that one included.
func (p *Programme) before(o Offer) []string {
	names := []string{p.guardedBy(o)}
	note := func(r *rule) {
		if r != nil {
			names = append(names, r.mentions...)
		}
	}
	note(o.aim)
	for _, c := range o.Conditions {
		note(c.rule)
	}
	for _, q := range p.Questions {
		if slices.Contains(o.Asks, q.ID) {
			note(q.put)
		}
	}
	if p.differs(o) {
		names = append(names, departementName)
	}
	last := p.place(names[0])
	return slices.DeleteFunc(names, func(id string) bool { return id != departementName && p.place(id) > last })
}

// place is where a question stands in the programme.
func (p *Programme) place(question string) int {
	return slices.IndexFunc(p.Questions, func(q Question) bool { return q.ID == question })
}

// differs reports whether where she lives decides whether there is the offer.
func (p *Programme) differs(o Offer) bool {
	return len(o.Where) > 0 && slices.ContainsFunc(p.Departements, func(d Departement) bool {
		period, there := o.Where[d.Code]
		return !there || period != o.Where[p.Departements[0].Code]
	})
}
