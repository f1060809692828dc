package programme

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Place is where a text of the programme stands, by ids: offers, accompagnement,
// name. A condition is named by what it says, an emergency number by itself.
type Place struct {
	Path []string
	Text Text
	// Heard are ways to ask a question, by language; then there is no Text.
	Heard map[string][]string
}

// Places lists every text that can be translated, in the order of the files:
// programme.yaml, structures, partners, questions often asked.
func (p *Programme) Places() []Place {
	all := placesIn(p)
	all = append(all, placesIn(&structureList{p.Structures})...)
	all = append(all, placesIn(&partnerList{p.Partners})...)
	return append(all, placesIn(&faqList{p.FAQ})...)
}

// structureList has the structures where translations look for them.
type structureList struct {
	Structures []Structure `yaml:"structures"`
}

// placesIn lists the texts within what v points to. They are the texts
// themselves: what is put into one is put into the programme.
func placesIn(v any) []Place {
	var s surveyor
	s.visit(reflect.ValueOf(v).Elem(), nil)
	return s.places
}

type surveyor struct{ places []Place }

var heardType = reflect.TypeFor[map[string][]string]()

func (s *surveyor) visit(v reflect.Value, path []string) {
	switch t := v.Type(); {
	case t == textType:
		s.places = append(s.places, Place{Path: path, Text: v.Interface().(Text)})
	case t == heardType:
		if v.IsNil() {
			v.Set(reflect.MakeMap(t))
		}
		s.places = append(s.places, Place{Path: path, Heard: v.Interface().(map[string][]string)})
	case t.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if key := t.Field(i).Tag.Get("yaml"); key != "" && key != "-" && t.Field(i).IsExported() {
				s.visit(v.Field(i), beneath(path, key))
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		taken := map[string]bool{}
		for i := range v.Len() {
			key := keyOf(v.Index(i), i)
			for n := 2; taken[key]; n++ { // two conditions that say the same
				key = fmt.Sprintf("%s (%d)", keyOf(v.Index(i), i), n)
			}
			taken[key] = true
			s.visit(v.Index(i), beneath(path, key))
		}
	}
}

func beneath(path []string, key string) []string {
	return append(path[:len(path):len(path)], key)
}

// keyOf is the name of one of a list.
func keyOf(v reflect.Value, i int) string {
	for _, name := range []string{"id", "number", "when", "name"} {
		for j := range v.NumField() {
			if f := v.Field(j); v.Type().Field(j).Tag.Get("yaml") == name && f.Kind() == reflect.String && f.String() != "" {
				return f.String()
			}
		}
	}
	return strconv.Itoa(i + 1)
}

// setApart notes the languages that have a file of their own, which is where what
// is missing is shown, and those without any text, of which that is said once.
func (p *Programme) setApart() {
	p.apart = map[string]bool{}
	for _, lang := range p.Languages {
		p.apart[lang] = p.hasFile(lang) || !p.speaks(lang)
	}
}

func (p *Programme) hasFile(lang string) bool {
	return slices.ContainsFunc(p.Translations, func(t Translation) bool { return t.Language == lang })
}

// speaks reports whether any text is given in the language.
func (p *Programme) speaks(lang string) bool {
	return slices.ContainsFunc(placesIn(p), func(place Place) bool { return strings.TrimSpace(place.Text[lang]) != "" })
}
