package web

import (
	"fmt"
	"strings"

	"escale/evaluation"
	"escale/programme"
)

// User may read results, within a scope.
type User struct {
	Name         string
	PasswordHash string // from HashPassword
	Scope        Scope
}

// Scope bounds what a user sees. The zero Scope is national.
type Scope struct {
	Departement string // INSEE code: that Caf
	Structure   string // id: that structure alone
}

// ParseScope reads "national", "departement:38" or "structure:an-id".
func ParseScope(s string) (Scope, error) {
	kind, value, _ := strings.Cut(s, ":")
	switch {
	case kind == "national" && value == "":
		return Scope{}, nil
	case kind == "departement" && value != "":
		return Scope{Departement: value}, nil
	case kind == "structure" && value != "":
		return Scope{Structure: value}, nil
	}
	return Scope{}, fmt.Errorf("scope %q: national, departement:CODE or structure:ID is expected", s)
}

func (s Scope) national() bool { return s == Scope{} }

// allows reports whether a structure's own figures are within the scope.
func (s Scope) allows(p *programme.Programme, structure string) bool {
	switch {
	case s.national():
		return true
	case s.Structure != "":
		return structure == s.Structure
	}
	return structure != "" && departementOf(p, structure) == s.Departement
}

// bound narrows a filter to the scope, whatever was asked for. Every table is
// made from a bound filter.
func (s Scope) bound(f evaluation.Filter) evaluation.Filter {
	if s.Departement != "" {
		f.Departement = s.Departement
	}
	if s.Structure != "" {
		f.Structure, f.Departement = s.Structure, s.Departement
	}
	return f
}

// narrowed is the scope within which a bound filter looks.
func (s Scope) narrowed(f evaluation.Filter) Scope {
	if f.Structure != "" {
		return Scope{Structure: f.Structure}
	}
	return Scope{Departement: f.Departement}
}

// title names the scope for the person who has it.
func (s Scope) title(p *programme.Programme) string {
	switch {
	case s.Structure != "":
		return structureName(p, s.Structure)
	case s.Departement != "":
		return cafName(p, s.Departement)
	}
	return "tous les départements"
}
