package bot

import (
	"slices"
	"strconv"
	"strings"

	"escale/programme"
)

const (
	longestAge = 12  // words that may say an age; more tell a story
	mostBefore = 3   // words beside a number without a unit: "my son is 7"
	oldest     = 120 // years
)

// aged finds the answer to the present question that all the ages named are in;
// "" when they are none's, or of several.
func (t *turn) aged(said string) string {
	if n := t.notes(); n.AsideFirst && len(n.Aside) > 0 || t.isGuess(said) {
		return ""
	}
	if all := t.agesIn(said); len(all) == 1 {
		return all[0]
	}
	return ""
}

// isGuess: just a number, of one of the choices on screen, after what may have been
// meant was put before them: "1" is the first of these.
func (t *turn) isGuess(said string) bool {
	shown, q := t.notes().Offered, t.presentQuestion()
	place, err := strconv.Atoi(said)
	if t.misses == 0 || err != nil || place > len(shown) || len(q.Choices) == 0 {
		return false
	}
	tap, _ := stepTap(shown[0].ID)
	return tap.value != answerValue(q, q.Choices[0])
}

// agesIn are the choices that the ages named are in.
func (t *turn) agesIn(said string) []string {
	if !t.asksAge() {
		return nil
	}
	years := t.years(said)
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

// asksAge: an age answers the present question.
func (t *turn) asksAge() bool { return tellsAges(t.presentQuestion()) }

func tellsAges(q programme.Question) bool {
	return slices.ContainsFunc(q.Choices, func(a programme.Answer) bool { return a.Ages.To > 0 })
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

// years reads the ages in words: "3", "elle a 3", "trois ans et demi", "18 mois", "4
// et 7 ans". A unit tells that a number is an age; without one, little else may be
// said, and it comes last: "3 enfants" is none.
func (t *turn) years(said string) []int {
	words := strings.Fields(said)
	if len(words) == 0 || len(words) > longestAge || t.isPast(said) {
		return nil
	}
	var all []int
	others, united := 0, false
	for i, w := range words {
		unit := strings.Join(words[i+1:min(i+2, len(words))], "")
		switch n, figures, ok := t.counted(w); {
		case !ok && !t.isUnit(w):
			others++
		case !ok:
		case n > oldest:
			return nil
		case figures || t.isUnit(unit) || len(words) == 1:
			united = united || t.isUnit(unit)
			all = append(all, t.inYears(n, unit))
		}
	}
	if _, _, last := t.counted(words[len(words)-1]); !united && (!last || others > mostBefore) {
		return nil
	}
	return all
}

// isPast: the years are how long ago something was.
func (t *turn) isPast(said string) bool {
	return slices.ContainsFunc(t.say.Alternatives("said.ago"), func(way string) bool { return strings.Contains(" "+said+" ", " "+plain(way)+" ") })
}

func (t *turn) inYears(n int, unit string) int {
	switch {
	case t.names("said.months", unit):
		return n / 12
	case t.names("said.days", unit):
		return 0
	}
	return n
}

func (t *turn) isUnit(word string) bool {
	return t.names("said.years", word) || t.names("said.months", word) || t.names("said.days", word)
}

// counted reads figures, or one of the first numbers written out.
func (t *turn) counted(word string) (n int, figures, ok bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, true, n >= 0
	}
	i := slices.IndexFunc(t.say.Alternatives("said.numbers"), func(n string) bool { return plain(n) == word })
	return i + 1, false, i >= 0
}

// names reports whether the word is among those that a text lists.
func (t *turn) names(list, word string) bool {
	return word != "" && slices.ContainsFunc(t.say.Alternatives(list), func(w string) bool { return plain(w) == word })
}
