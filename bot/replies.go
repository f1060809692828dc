package bot

import (
	"slices"
	"strconv"
	"strings"

	"escale/locales"
)

// replies is how one language says yes, no, and which one of a list. All is as
// plain writes it.
type replies struct {
	yes, no string          // how labels that say so begin
	agrees  map[string]bool // ways to say yes, and no: false
	polite  map[string]bool // "please", "thanks": around either
	places  map[string]int  // "second", even amid other words
	counts  map[string]int  // "two": amid other words, how many
	picking map[string]bool // words around a place, and what is glued to its figure
}

// repliesOf reads them out of the texts.
func repliesOf(say *locales.Printer) replies {
	r := replies{
		agrees: map[string]bool{}, polite: map[string]bool{},
		places: inGroups(say.Alternatives("said.places")), counts: inGroups(say.Alternatives("said.counts")),
		picking: eachWord(say.T("said.picking")),
	}
	for _, way := range slices.Backward(say.Alternatives("said.yes")) {
		r.yes = plain(way)
		r.agrees[r.yes] = true
	}
	for _, way := range slices.Backward(say.Alternatives("said.no")) {
		r.no = plain(way)
		r.agrees[r.no] = false
	}
	for _, way := range say.Alternatives("said.polite") {
		r.polite[plain(way)] = true
		for word := range strings.FieldsSeq(plain(way)) {
			r.picking[word] = true
		}
	}
	return r
}

// inGroups numbers, from 1, groups of ways to say a thing, with commas between.
func inGroups(groups []string) map[string]int {
	numbers := map[string]int{}
	for i, group := range groups {
		for way := range strings.SplitSeq(group, ",") {
			numbers[plain(way)] = i + 1
		}
	}
	return numbers
}

// eachWord is the set of the words of a list.
func eachWord(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(plain(list)) {
		set[word] = true
	}
	return set
}

// answer tells whether words say yes or no, and nothing else but thanks: "oui, tout
// à fait", "no, thanks". It is not clear when they say both or more.
func (r replies) answer(said string) (yes, clear bool) {
	for words := strings.Fields(said); len(words) > 0; {
		n, is, found := r.begins(words)
		switch {
		case n == 0, found && clear && is != yes:
			return false, false
		case found:
			yes, clear = is, true
		}
		words = words[n:]
	}
	return yes, clear
}

// longestReply is how many words a way to say yes or no, or thanks, may have.
const longestReply = 5

// begins finds the longest way that words begin with, and how many words it has;
// found is false of thanks.
func (r replies) begins(words []string) (n int, yes, found bool) {
	for n = min(len(words), longestReply); n > 0; n-- {
		way := strings.Join(words[:n], " ")
		if yes, found = r.agrees[way]; found || r.polite[way] {
			return n, yes, found
		}
	}
	return 0, false, false
}

// place reads which one of a list words mean, from 1: "le deuxième", "2e", "I take
// number 2"; 0 when none.
func (r replies) place(said string) int {
	if i := r.places[said] + r.counts[said]; i > 0 {
		return i
	}
	words := strings.Fields(said)
	if i := r.amid(words); i > 0 {
		return i
	}
	words = slices.DeleteFunc(words, func(w string) bool { return r.picking[w] })
	if len(words) != 1 {
		return 0
	}
	figures := strings.TrimRightFunc(words[0], func(c rune) bool { return c < '0' || c > '9' })
	glued := words[0][len(figures):]
	i, err := strconv.Atoi(figures)
	if err != nil || i < 1 || i > 99 || glued != "" && !r.picking[glued] {
		return 0
	}
	return i
}

// amid finds a place, or a count of several words ("number two"), with nothing
// around it but words that pick.
func (r replies) amid(words []string) int {
	first := slices.IndexFunc(words, func(w string) bool { return !r.picking[w] })
	for i := 0; i <= max(first, 0); i++ {
		for end := len(words); end > i; end-- {
			way := strings.Join(words[i:end], " ")
			if n := r.places[way]; n > 0 {
				return n
			}
			if n := r.counts[way]; n > 0 && end-i > 1 {
				return n
			}
			if !r.picking[words[end-1]] {
				break
			}
		}
	}
	return 0
}

// replies are those of the parent's language, of French and English, then of other
// languages.
func (t *turn) replies(others ...string) []replies {
	var all []replies
	tags := append([]string{t.say.Tag(), locales.French, locales.English}, others...)
	for i, tag := range tags {
		if r, ok := t.vocabulary.replies[tag]; ok && !slices.Contains(tags[:i], tag) {
			all = append(all, r)
		}
	}
	return all
}

// sameAs is what labels may begin with that say what she said: the yes or no of her
// language, or of French, which stands in for it; then her own words.
func (t *turn) sameAs(said string) []string {
	all := t.replies(t.vocabulary.tongues...)
	for _, r := range all {
		switch yes, clear := r.answer(said); {
		case clear && yes:
			return []string{all[0].yes, t.vocabulary.replies[locales.French].yes, said}
		case clear:
			return []string{all[0].no, t.vocabulary.replies[locales.French].no, said}
		}
	}
	return []string{said}
}

// ordinal reads a place in a list, from 1; 0 when it is none. In Portuguese the
// Spanish word for the second is Monday: here, few languages are tried.
func (t *turn) ordinal(said string) int {
	for _, r := range t.replies() {
		if i := r.place(said); i > 0 {
			return i
		}
	}
	return 0
}
