package danger

import (
	"strings"
	"unicode/utf8"

	"escale/locales"
)

// element is one word of a phrase, with all it may be.
type element struct {
	id       int // of its words within the tongue
	adjacent bool
}

// lexicon finds which elements a word may be.
type lexicon struct {
	language string
	ids      map[string]int // by how the element is written
	stems    map[string][]int
	exact    map[string][]int
	begins   map[string][]part // by the first of their bytes
	parts    []part
	any      []int
}

// part is what a word begins with, ends with or contains.
type part struct {
	text string
	fits func(word, text string) bool
	id   int
}

func newLexicon(language string) *lexicon {
	return &lexicon{
		language: language, ids: map[string]int{},
		stems: map[string][]int{}, exact: map[string][]int{}, begins: map[string][]part{},
	}
}

// element returns the id of "a|b=|c*", whose $names were written out.
func (l *lexicon) element(written string) int {
	if id, known := l.ids[written]; known {
		return id
	}
	id := len(l.ids)
	l.ids[written] = id
	for word := range strings.SplitSeq(written, "|") {
		l.add(word, id)
	}
	return id
}

func (l *lexicon) add(word string, id int) {
	plain := once(strings.Join(locales.Words(word), ""))
	begins, ends := strings.HasSuffix(word, "*"), strings.HasPrefix(word, "*")
	switch {
	case plain == "":
		l.any = append(l.any, id)
	case begins && ends:
		l.parts = append(l.parts, part{plain, strings.Contains, id})
	case begins && len(plain) >= startLen:
		l.begins[start(plain)] = append(l.begins[start(plain)], part{plain, strings.HasPrefix, id})
	case begins:
		l.parts = append(l.parts, part{plain, strings.HasPrefix, id})
	case ends:
		l.parts = append(l.parts, part{plain, strings.HasSuffix, id})
	case strings.HasSuffix(word, "="):
		l.exact[plain] = append(l.exact[plain], id)
	default:
		l.exact[plain] = append(l.exact[plain], id)
		stem := l.stem(strings.Join(locales.Words(word), ""))
		l.stems[stem] = append(l.stems[stem], id)
	}
}

// startLen is how many bytes of a word its beginnings are found by.
const startLen = 2

func start(word string) string { return word[:min(startLen, len(word))] }

// foreign reports whether a word is in Latin letters where the language has its
// own: the rules of stems say nothing of it.
func (l *lexicon) foreign(word string) bool {
	return word[0] < utf8.RuneSelf && (l.language == "ar" || l.language == "ru" || l.language == "uk")
}

// stem is taken of the word as it stands, doubled letters written once after it.
func (l *lexicon) stem(whole string) string { return once(locales.Stem(l.language, whole)) }

// of adds the elements that a word may be to ids.
func (l *lexicon) of(t token, ids []int) []int {
	ids = append(ids, l.exact[t.word]...)
	if !l.foreign(t.word) {
		ids = append(ids, l.stems[l.stem(t.whole)]...)
		if t.word != t.whole {
			ids = append(ids, l.stems[l.stem(t.word)]...)
		}
	}
	if verb, plural := strings.CutSuffix(t.word, "ent"); plural && l.language == "fr" { // "frappent" keeps its ending
		ids = append(ids, l.stems[l.stem(verb+"e")]...)
	}
	for _, p := range l.begins[start(t.word)] {
		if p.fits(t.word, p.text) {
			ids = append(ids, p.id)
		}
	}
	for _, p := range l.parts {
		if p.fits(t.word, p.text) {
			ids = append(ids, p.id)
		}
	}
	return append(ids, l.any...)
}
