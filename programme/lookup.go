package programme

import (
	"slices"
	"strings"
)

// Offer finds an offer by id.
func (p *Programme) Offer(id string) (Offer, bool) {
	return find(p.Offers, func(o Offer) bool { return o.ID == id })
}

// Question finds a question by id.
func (p *Programme) Question(id string) (Question, bool) {
	return find(p.Questions, func(q Question) bool { return q.ID == id })
}

// Relay finds a relay by id.
func (p *Programme) Relay(id string) (Relay, bool) {
	return find(p.Relays, func(r Relay) bool { return r.ID == id })
}

// Departement finds a département that takes part, by code.
func (p *Programme) Departement(code string) (Departement, bool) {
	return find(p.Departements, func(d Departement) bool { return d.Code == code })
}

// Structure finds a structure by id.
func (p *Programme) Structure(id string) (Structure, bool) {
	return find(p.Structures, func(s Structure) bool { return s.ID == id })
}

// Agenda finds an agenda, and its structure, by "structure/agenda".
func (p *Programme) Agenda(id string) (Structure, Agenda, bool) {
	structure, agenda, _ := strings.Cut(id, "/")
	s, ok := p.Structure(structure)
	if !ok {
		return Structure{}, Agenda{}, false
	}
	a, ok := find(s.Agendas, func(a Agenda) bool { return a.ID == agenda })
	return s, a, ok
}

// RelaysIn lists the relays of these ids that serve the département, in the
// order of the ids. An empty département keeps those that serve everywhere.
func (p *Programme) RelaysIn(departement string, ids []string) []Relay {
	var relays []Relay
	for _, id := range ids {
		r, ok := p.Relay(id)
		if ok && (len(r.Departements) == 0 || slices.Contains(r.Departements, departement)) {
			relays = append(relays, r)
		}
	}
	return relays
}

// Departement is where the structure stands: the département of its commune.
func (s Structure) Departement() string {
	c, _ := Communes().ByCode(s.Commune)
	return c.Departement
}

// AgendaID is what the agenda is called everywhere outside its structure's file.
func (s Structure) AgendaID(a Agenda) string { return s.ID + "/" + a.ID }

// OpenIn reports whether the offer is open in the département on the day.
func (o Offer) OpenIn(departement string, d Date) bool {
	if o.HandedOver() && len(o.Where) == 0 {
		return true
	}
	period, ok := o.Where[departement]
	return ok && period.Includes(d)
}

// Includes reports whether the day lies in the period, bounds included.
func (p Period) Includes(d Date) bool {
	return (p.From.IsZero() || d.Compare(p.From) >= 0) && (p.Until.IsZero() || d.Compare(p.Until) <= 0)
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}
