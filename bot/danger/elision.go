package danger

import (
	"slices"
	"strings"
)

// elided is what French writes with an apostrophe before a vowel, and a hasty
// thumb without one: "menferme", "jetrangle".
var elided = []string{"qu", "j", "m", "n", "l", "d", "s", "t", "c"}

// shortest is how many letters must follow: in less, too much begins so.
const shortest = 5

// parted takes apart what was written as one word for want of an apostrophe,
// where the rest of it is a word of the French list and the whole is not.
func (s set) parted(tokens []token) []token {
	french := s["fr"]
	if french == nil {
		return tokens
	}
	parted := make([]token, 0, len(tokens)+4)
	for _, t := range tokens {
		head, rest, ok := french.lexicon.elision(t.whole)
		if !ok {
			parted = append(parted, t)
			continue
		}
		before, after := t, t
		before.word, before.whole = head, head
		after.word, after.whole = once(rest), rest
		parted = append(parted, before, after)
	}
	return parted
}

// elision is where a word parts; false when it is one word.
func (l *lexicon) elision(word string) (head, rest string, ok bool) {
	switch word { // short, but no other words, and too frequent to be lost
	case "jai", "cest", "sest":
		return word[:1], word[1:], true
	case "quil", "quils", "quon":
		return word[:2], word[2:], true
	}
	for _, head := range elided {
		rest, begins := strings.CutPrefix(word, head)
		if begins && len(rest) >= shortest && strings.ContainsRune("aeiouyh", rune(rest[0])) {
			return head, rest, !l.knows(word) && l.knows(rest)
		}
	}
	return "", "", false
}

// knows reports whether a word is one of the list's.
func (l *lexicon) knows(whole string) bool {
	ids := l.of(token{word: once(whole), whole: whole}, nil)
	return slices.ContainsFunc(ids, func(id int) bool { return !slices.Contains(l.any, id) })
}
