package bot

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// understand finds the choice that words stand for: the label itself, a word
// that works anywhere, a number, yes or no, or a part of just one label. It
// returns "" when they are no choice's.
func (t *turn) understand(words string) string {
	said := plain(words)
	if said == "" {
		return ""
	}
	n := t.notes()
	lists := [][]Offered{n.Offered, n.Aside}
	if n.AsideFirst && len(n.Aside) > 0 {
		lists = [][]Offered{n.Aside, n.Offered}
	}
	for i, list := range lists {
		if id := labelled(list, said); id != "" {
			return id
		}
		if i == 0 && n.AsideFirst && !strings.HasPrefix(words, "/") {
			// "annuler", of the appointment on screen; "oui", though the question that
			// waits has just this answer, too.
			if id := t.meant(n.Aside, said); id != "" {
				return id
			}
		}
	}
	if id := t.aged(said); id != "" {
		return id
	}
	if id := t.spoken(words, said); id != "" {
		return id
	}
	for _, list := range lists {
		if slices.ContainsFunc(list, func(o Offered) bool { return o.Answer }) {
			if id := t.numbered(list, said); id != "" {
				return id
			}
			break // a number means the list she is answering, and no other
		}
	}
	for _, list := range lists {
		if id := t.meant(list, said); id != "" {
			return id
		}
	}
	return ""
}

// labelled finds the label typed out.
func labelled(list []Offered, said string) string {
	for _, o := range list {
		if plain(o.Label) == said {
			return o.ID
		}
	}
	return ""
}

// numbered reads "2", "2.", "la 2e", "deuxième".
func (t *turn) numbered(list []Offered, said string) string {
	i := t.ordinal(said)
	for _, o := range list {
		if !o.Answer {
			continue
		}
		if i--; i == 0 {
			return o.ID
		}
	}
	return ""
}

// meant finds the one choice that the words begin, or stand in: "ouais" for
// "Oui, je confirme", "grenoble" for a commune's label.
func (t *turn) meant(list []Offered, said string) string {
	for _, way := range t.sameAs(said) {
		for _, fits := range []func(label, said string) bool{equals, begins, contains} {
			if id := theOnly(list, way, fits); id != "" {
				return id
			}
		}
	}
	return ""
}

// theOnly finds the answer whose label alone fits.
func theOnly(list []Offered, said string, fits func(label, said string) bool) string {
	found := ""
	for _, o := range list {
		if !o.Answer || !fits(plain(o.Label), said) {
			continue
		}
		if found != "" {
			return ""
		}
		found = o.ID
	}
	return found
}

func equals(label, said string) bool { return label == said }

func begins(label, said string) bool { return strings.HasPrefix(label+" ", said+" ") }

func contains(label, said string) bool {
	return len(said) >= 3 && strings.Contains(" "+label+" ", " "+said+" ")
}

// plain reduces words to what they have in common however they are typed: lower
// case, no accents, no punctuation, single spaces.
func plain(words string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(words)) {
		switch {
		case alike[r] != 0:
			b.WriteRune(alike[r])
		case r == tatweel:
		case r != apostrophe && unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// alike are letters that many keyboards lack, or that people write for each other,
// as the one they are written here.
var alike = map[rune]rune{
	'ı': 'i',           // Turkish, where phones are set to other languages
	'ة': 'ه', 'ى': 'ي', // at the end of Arabic words
	'ی': 'ي', 'ک': 'ك', // on Persian keyboards
}

const (
	tatweel    = 'ـ'      // stretches an Arabic word, and means nothing
	apostrophe = '\u02bc' // of Ukrainian: parts a word, as any other does
)
