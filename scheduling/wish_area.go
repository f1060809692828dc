package scheduling

import (
	"slices"

	"escale/programme"
)

// Area is a part of a département: an EPCI or an arrondissement. The zero Area is
// all of it.
type Area struct {
	EPCI           string `json:"epci,omitempty"`
	Arrondissement string `json:"arrondissement,omitempty"`
}

func (a Area) has(c programme.Commune) bool {
	return (a.EPCI == "" || c.EPCI == a.EPCI) && (a.Arrondissement == "" || c.Arrondissement == a.Arrondissement)
}

// NearArea is the smallest area around a commune in which the offer is held:
// its EPCI, else its arrondissement, else all of the département.
func NearArea(p *programme.Programme, offer string, home programme.Commune) Area {
	there := heldIn(p, offer, home.Departement)
	for _, a := range []Area{{EPCI: home.EPCI}, {Arrondissement: home.Arrondissement}} {
		if a != (Area{}) && slices.ContainsFunc(there, a.has) {
			return a
		}
	}
	return Area{}
}

// IsAll reports whether the area holds every place of the département that has
// the offer.
func (a Area) IsAll(p *programme.Programme, offer, departement string) bool {
	return !slices.ContainsFunc(heldIn(p, offer, departement), func(c programme.Commune) bool { return !a.has(c) })
}

// heldIn lists the communes of a département in which an offer is held.
func heldIn(p *programme.Programme, offer, departement string) []programme.Commune {
	var all []programme.Commune
	for _, s := range p.Structures {
		c, ok := programme.Communes().ByCode(s.Commune)
		held := slices.ContainsFunc(s.Agendas, func(a programme.Agenda) bool { return slices.Contains(a.Offers, offer) })
		if ok && held && c.Departement == departement {
			all = append(all, c)
		}
	}
	return all
}
