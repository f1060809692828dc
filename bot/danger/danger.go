// Package danger recognises, in what somebody writes, that she or a child may be
// in danger: words of ten languages in danger.yaml, compared by their stems. It
// says what kind of danger it may be, keeps nothing, and does nothing about it.
package danger

import (
	_ "embed"
	"fmt"
	"slices"
)

// The kinds of danger, as danger.yaml and the programme's emergency numbers name
// them.
const (
	Suicide     = "suicide"
	Health      = "health" // a medical emergency
	Violence    = "violence"
	OwnViolence = "own-violence" // at the end of one's strength, afraid of hurting somebody
	Child       = "child"        // a child in danger
	Bullying    = "bullying"
)

// Kinds returns all kinds, those that can wait least first.
func Kinds() []string {
	return []string{Suicide, Health, Violence, OwnViolence, Child, Bullying}
}

//go:embed danger.yaml
var shipped []byte

// List is words of danger. It is immutable, and safe for concurrent use.
type List struct {
	sets []set
	// ReviewedBy is who read the shipped list through, and ReviewedOn when
	// (2006-01-02); empty: nobody has.
	ReviewedBy, ReviewedOn string
}

// Shipped is the list that comes with the program.
func Shipped() (*List, error) {
	f, err := read("danger.yaml", shipped, nil)
	if err != nil {
		return nil, err
	}
	return &List{sets: []set{f.set}, ReviewedBy: f.reviewedBy, ReviewedOn: f.reviewedOn}, nil
}

// With returns the list with an installation's own words beside the shipped
// ones, which stay in force. Errors give file, line and field.
func (l *List) With(name string, data []byte) (*List, error) {
	f, err := read(name, data, l.sets[0])
	if err != nil {
		return nil, err
	}
	wider := *l
	wider.sets = append(slices.Clone(l.sets), f.set)
	return &wider, nil
}

// Find returns the kinds of danger that a text speaks of, those that can wait
// least first; nil when it speaks of none. The words may be of any language.
func (l *List) Find(text string) []string {
	found := map[string]bool{}
	tokens := split(text)
	for _, s := range l.sets {
		s.find(tokens, found)
	}
	var kinds []string
	for _, kind := range Kinds() {
		if found[kind] {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// set is the words of one file, by language.
type set map[string]*tongue

// find adds the kinds it finds in any language. What is harmless in one language
// is not taken for danger in another.
func (s set) find(tokens []token, found map[string]bool) {
	tokens = s.parted(tokens)
	safe := make([]bool, len(tokens))
	readings := map[*tongue]reading{}
	for _, t := range s {
		if r, ok := t.read(tokens); ok {
			readings[t] = r
			t.spare(r, safe)
		}
	}
	for t, r := range readings {
		matches := t.find(r, safe)
		for _, m := range matches {
			if !slices.ContainsFunc(matches, m.within) {
				found[m.kind] = true
			}
		}
	}
}

// place is where a fault stands in a file.
func place(name string, line int, field string) string {
	return fmt.Sprintf("%s:%d: %s", name, line, field)
}
