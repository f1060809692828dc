package web

import (
	"fmt"
	"net/url"

	"escale/evaluation"
	"escale/programme"
)

// question is what a coordinator asked for, as far as it could be understood.
type question struct {
	evaluation.Filter
	// Problems name each field that was left aside, and why.
	Problems []string
}

// read understands the form of the results page. What it can't understand or
// what lies outside the user's scope is left aside and said; the page is shown
// all the same.
func (w *Web) read(v url.Values, s Scope) question {
	p := w.Catalogue()
	var q question
	if s.Departement == "" && s.Structure == "" {
		q.departement(p, v.Get("departement"))
	} else if d := v.Get("departement"); d != "" && d != s.Departement {
		q.aside("Département", d, "il est hors de ce que vous pouvez voir")
	}
	q.structure(p, v.Get("structure"), s)
	if o := v.Get("offre"); o != "" {
		if _, ok := p.Offer(o); ok {
			q.Offer = o
		} else {
			q.aside("Offre", o, "elle n’existe pas dans le programme")
		}
	}
	q.From = q.month("Du mois", v.Get("de"))
	q.To = q.month("Au mois", v.Get("a"))
	if q.From != "" && q.To != "" && q.From > q.To {
		q.aside("Au mois", v.Get("a"), "il vient avant le premier mois")
		q.To = ""
	}
	q.Filter = s.bound(q.Filter)
	return q
}

func (q *question) departement(p *programme.Programme, code string) {
	if code == "" {
		return
	}
	if _, ok := p.Departement(code); !ok {
		q.aside("Département", code, "il ne participe pas au programme")
		return
	}
	q.Departement = code
}

func (q *question) structure(p *programme.Programme, id string, s Scope) {
	if id == "" {
		return
	}
	_, ok := p.Structure(id)
	switch {
	case !ok && s.national():
		q.aside("Structure", id, "elle n’existe pas dans le programme")
	case !s.allows(p, id):
		q.aside("Structure", id, "elle est hors de ce que vous pouvez voir")
	case q.Departement != "" && departementOf(p, id) != q.Departement:
		q.aside("Structure", structureName(p, id), "elle est dans un autre département")
	default:
		q.Structure = id
	}
}

func (q *question) month(field, s string) string {
	if s == "" {
		return ""
	}
	m, err := evaluation.ParseMonth(s)
	if err != nil {
		q.aside(field, s, "un mois s’écrit année-mois, par exemple 2026-11")
		return ""
	}
	return m
}

// aside notes a value that was left aside; a long one is cut.
func (q *question) aside(field, value, why string) {
	if r := []rune(value); len(r) > 40 {
		value = string(r[:40]) + "…"
	}
	q.Problems = append(q.Problems, fmt.Sprintf("%s « %s » : %s.", field, value, why))
}
