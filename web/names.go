package web

import (
	"strings"
	"time"

	"escale/evaluation"
	"escale/programme"
)

// departementOf is where a structure stands; empty for one that is unknown.
func departementOf(p *programme.Programme, structure string) string {
	s, ok := p.Structure(structure)
	if !ok {
		return ""
	}
	return s.Departement()
}

// structureName names a structure; one that left the programme keeps its id.
func structureName(p *programme.Programme, id string) string {
	if s, ok := p.Structure(id); ok && s.Name != "" {
		return s.Name
	}
	return id
}

func departementName(p *programme.Programme, code string) string {
	if d, ok := p.Departement(code); ok && d.Name != "" {
		return d.Name
	}
	if code == "" {
		return "Sans département"
	}
	return "Département " + code
}

func cafName(p *programme.Programme, code string) string {
	if d, ok := p.Departement(code); ok && d.Caf != "" {
		return d.Caf
	}
	return departementName(p, code)
}

func offerName(p *programme.Programme, id string) string {
	if o, ok := p.Offer(id); ok {
		return o.Name.In("fr")
	}
	return id
}

// placeName names a row that stands for a place.
func placeName(p *programme.Programme, r evaluation.Row) string {
	switch r.Level {
	case evaluation.Departement:
		return departementName(p, r.ID)
	case evaluation.OneStructure:
		return structureName(p, r.ID)
	case evaluation.OneOffer:
		if r.Under != "" {
			return departementName(p, r.Under) + " · " + offerName(p, r.ID)
		}
		return offerName(p, r.ID)
	}
	return "Ensemble"
}

var monthNames = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// monthName writes 2026-11 as "novembre 2026".
func monthName(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return monthNames[t.Month()-1] + " " + t.Format("2006")
}

// shortMonth writes 2026-11 as "nov. 2026".
func shortMonth(month string) string {
	name, year, _ := strings.Cut(monthName(month), " ")
	short := map[string]string{
		"janvier": "janv.", "février": "févr.", "avril": "avr.", "juillet": "juil.",
		"septembre": "sept.", "octobre": "oct.", "novembre": "nov.", "décembre": "déc.",
	}
	if s, ok := short[name]; ok {
		name = s
	}
	return strings.TrimSpace(name + " " + year)
}
