package bot

import (
	"slices"
	"strings"

	"escale/programme"
)

// longestCommune is how many words the name of a commune may have, amid others.
const longestCommune = 6

// townIn finds the commune that she says she lives in, whatever else she says:
// "j’habite à Grenoble avec mes enfants". The name alone does, too.
func (t *turn) townIn(words string) (Place, bool) {
	around := eachWord(t.say.T("said.living"))
	for part := range strings.FieldsFuncSeq(words, func(r rune) bool { return strings.ContainsRune(",.;:!?\n()", r) }) {
		said := strings.Fields(plain(part))
		for i := range said {
			name := said[i:min(i+longestCommune, len(said))]
			for ; len(name) > 0; name = name[:len(name)-1] {
				if c, ok := t.theTown(name); ok && leadsToTown(said[:i], around, i+len(name) == len(said)) {
					return Place{Commune: c.Code, Departement: c.Departement}, true
				}
			}
		}
	}
	return Place{}, false
}

// leadsToTown: two words that say where one lives stand before a name, or one does
// and the name ends the sentence, or the name is all.
func leadsToTown(before []string, around map[string]bool, ends bool) bool {
	n := 0
	for _, word := range slices.Backward(before) {
		if !around[word] {
			break
		}
		n++
	}
	return n >= 2 || ends && n == len(before)
}

// theTown is the only commune of the name, or the only one where something is
// offered.
func (t *turn) theTown(name []string) (programme.Commune, bool) {
	found := t.communesOf(name)
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(c programme.Commune) bool { return t.outside(c) > 0 })
	}
	if len(found) != 1 {
		return programme.Commune{}, false
	}
	return found[0], true
}

// communesOf are those of just this name.
func (t *turn) communesOf(name []string) []programme.Commune {
	return slices.Clone(towns()[strings.Join(spelt(name), " ")])
}
