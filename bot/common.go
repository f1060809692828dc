package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"escale/locales"
)

// common are the stems of the words of a language that belong to no meaning.
type common struct {
	light    map[string]bool // any sentence may have them
	refusing map[string]bool // they say "not"
}

// commonIn reads them out of the texts. French and English are written in one
// breath, and share theirs.
func (t *turn) commonIn(tag string) common {
	tags := []string{tag}
	if strings.HasPrefix(tag, locales.French) || tag == locales.English {
		tags = []string{tag, locales.French, locales.English}
	}
	c := common{light: map[string]bool{}, refusing: map[string]bool{}}
	for _, other := range tags {
		say := t.Locales.In(other)
		addStems(c.light, tag, say.T("said.light"))
		addStems(c.refusing, tag, say.T("said.refusing"))
	}
	return c
}

// addStems adds the words of a list as they are, and their stems.
func addStems(set map[string]bool, tag, list string) {
	list = plain(list)
	for _, stem := range slices.Concat(locales.Stems(tag, list), locales.Words(list)) {
		set[stem] = true
	}
}

// negated: they say "not".
func (c common) negated(stems []string) bool {
	return slices.ContainsFunc(stems, func(s string) bool { return c.refusing[s] })
}

// isLight: any sentence may have it. So may one letter, which is all that is left of
// some words.
func (c common) isLight(stem string) bool { return c.light[stem] || utf8.RuneCountInString(stem) < 2 }
