package bot

import (
	"slices"
	"strconv"
	"strings"

	"escale/programme"
)

// longestAge is how many words may say an age; more tell a story.
const longestAge = 12

// aged finds the answer to the present question that all the ages named are in;
// "" when they are none's, or of several.
func (t *turn) aged(said string) string {
	n := t.notes()
	guessed := t.misses > 0 && !strings.Contains(said, " ") // "1": the first of what was guessed
	if guessed || n.AsideFirst && len(n.Aside) > 0 {
		return ""
	}
	if all := t.agesIn(said); len(all) == 1 {
		return all[0]
	}
	return ""
}

// agesIn are the choices that the ages named are in.
func (t *turn) agesIn(said string) []string {
	q := t.presentQuestion()
	if !slices.ContainsFunc(q.Choices, func(a programme.Answer) bool { return a.Ages.To > 0 }) {
		return nil
	}
	years, ok := t.years(said)
	if !ok {
		return nil
	}
	var ids []string
	for _, o := range t.notes().Offered {
		tap, _ := stepTap(o.ID)
		a, ok := t.answerOf(tap.value)
		if ok && slices.ContainsFunc(years, a.Ages.Has) {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// severalAges are the answers that children of different ages are in: she says of
// which one she would like to speak.
func (t *turn) severalAges(words string) []Choice {
	var choices []Choice
	for _, id := range t.agesIn(plain(words)) {
		if c, ok := t.choiceOf(id); ok && len(choices) < 2 {
			choices = append(choices, c)
		}
	}
	return choices
}

// years reads the ages in words: "3", "trois ans et demi", "18 mois", "4 et 7
// ans". Numbers in words count where a unit does, too: "un" has other uses. Not ok:
// there is none, or a number is of something else.
func (t *turn) years(said string) (all []int, ok bool) {
	words := strings.Fields(said)
	if len(words) > longestAge {
		return nil, false
	}
	united := slices.ContainsFunc(words, t.isUnit)
	for i, w := range words {
		n, isNumber := t.counted(w, united || len(words) == 1)
		if !isNumber {
			continue
		}
		switch unit := strings.Join(words[i+1:min(i+2, len(words))], ""); {
		case n > 120 || unit == "h" || strings.HasPrefix(unit, "heure"):
			return nil, false
		case t.names("said.months", unit):
			n /= 12
		case t.names("said.days", unit):
			n = 0
		}
		all = append(all, n)
	}
	return all, len(all) > 0
}

func (t *turn) isUnit(word string) bool {
	return t.names("said.years", word) || t.names("said.months", word) || t.names("said.days", word)
}

// counted reads figures or, inWords, one of the first numbers written out.
func (t *turn) counted(word string, inWords bool) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil || !inWords {
		return n, err == nil && n >= 0
	}
	i := slices.IndexFunc(t.say.Alternatives("said.numbers"), func(n string) bool { return plain(n) == word })
	return i + 1, i >= 0
}

// names reports whether the word is among those that a text lists.
func (t *turn) names(list, word string) bool {
	return word != "" && slices.ContainsFunc(t.say.Alternatives(list), func(w string) bool { return plain(w) == word })
}
