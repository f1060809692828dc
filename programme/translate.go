package programme

import (
	"regexp"
	"slices"
	"strings"
)

// translate gives the texts of v, which was just read, what the translations say
// of them. A text that is missing is a fault, but for those of structures, which
// may be left in French: these are counted.
func (l *loader) translate(v any) {
	for _, t := range l.p.Translations {
		if t.words == nil {
			continue
		}
		offered := slices.Contains(l.p.Languages, t.Language)
		for _, place := range placesIn(v) {
			t.fill(place, offered)
		}
	}
}

// fill puts one text in its place.
func (t Translation) fill(p Place, offered bool) {
	field := strings.Join(p.Path, ".")
	w := t.words.at(p.Path)
	switch {
	case p.Heard != nil:
		t.fillHeard(p, w, field, offered)
	case w != nil && (w.inner != nil || w.isList):
		t.wrong(p.Path)(field, "want one text")
		w.inner, w.order = nil, nil
	case len(p.Text) == 0:
		if w != nil && w.text != "" {
			t.wrong(p.Path)(field, "has no French text to translate")
		}
	case w == nil || strings.TrimSpace(w.text) == "":
		if offered && strings.TrimSpace(p.Text[t.Language]) == "" {
			t.missing(field, p.Path)
		}
	case p.Text[t.Language] != "":
		t.wrong(p.Path)(field, "is given twice: here and beside the French")
	case t.faithful(p, field, w.text):
		p.Text[t.Language] = w.text
	}
}

// wrong is how a text that does not fit is reported. Structures come, go and change
// their files any day: that must not keep the programme from loading, and parents
// read them in French until the translation follows.
func (t Translation) wrong(path []string) func(field, format string, args ...any) {
	if path[0] == "structures" {
		return t.doc.warn
	}
	return t.doc.fault
}

func (t Translation) missing(field string, path []string) {
	if path[0] == "structures" { // what a structure says of itself may stay French
		t.words.french++
		return
	}
	t.doc.fault(field, "is missing")
}

func (t Translation) fillHeard(p Place, w *words, field string, offered bool) {
	switch {
	case w == nil || w.inner == nil && !w.isList && w.text == "":
	case !w.isList:
		t.doc.fault(field, "want a list of sentences")
	case len(p.Heard[t.Language]) > 0:
		t.doc.fault(field, "is given twice: here and beside the French")
	case offered:
		p.Heard[t.Language] = w.heard
	}
}

var (
	hole   = regexp.MustCompile(`{{[^}]*}}`)
	number = regexp.MustCompile(`\d{3,}`)
)

// faithful reports whether a translation lost nothing that it must not:
// placeholders, and numbers that people call.
func (t Translation) faithful(p Place, field, text string) bool {
	french, fine := p.Text["fr"], true
	if want, got := sorted(hole, french), sorted(hole, text); !slices.Equal(want, got) {
		t.wrong(p.Path)(field, "has other placeholders than the French: want %s", orNone(want))
		fine = false
	}
	if want, got := sorted(number, french), sorted(number, text); !slices.Equal(want, got) {
		t.wrong(p.Path)(field, "has other numbers than the French: want %s", orNone(want))
		fine = false
	}
	return fine
}

func orNone(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

func sorted(form *regexp.Regexp, text string) []string {
	found := form.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}
