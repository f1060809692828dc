package main

import (
	"slices"
	"testing"

	"escale/locales"
	"escale/programme/sample"
)

// Each language offered has a menu in its own words; what is offered no more is
// taken away.
func TestMenusOfTelegram(t *testing.T) {
	c, err := openCatalogue(sample.FS, silent())
	if err != nil {
		t.Fatal(err)
	}
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{catalogue: c, texts: texts}
	seen := map[string][]string{}
	for _, m := range h.menus() {
		var names []string
		for _, c := range m.Commands {
			if !isCommand.MatchString(c.Name) || c.Description == "" || slices.Contains(names, c.Name) {
				t.Errorf("%q: command %+v", m.Language, c)
			}
			names = append(names, c.Name)
		}
		if (len(names) > 0) != (m.Description != "" && m.Short != "") {
			t.Errorf("%q: described as %q, %q", m.Language, m.Description, m.Short)
		}
		seen[m.Language] = names
	}
	for lang, want := range map[string]string{"": "aide", "fr": "confidentialite", "en": "settings"} {
		if !slices.Contains(seen[lang], want) {
			t.Errorf("%q: %v, want %s", lang, seen[lang], want)
		}
	}
	for lang, names := range seen {
		if offered := lang == "" || slices.Contains(c.programme().Languages, lang); !offered && len(names) > 0 {
			t.Errorf("%q has a menu, and is not offered", lang)
		}
	}
	if len(seen) != len(locales.Known()) { // easy French has none, everybody has one
		t.Errorf("menus %v", seen)
	}
}
