package danger

import (
	"strings"

	"escale/locales"
)

// token is a word of a text, and where it stands.
type token struct {
	word     string // as locales.Words writes it, a letter doubled written once
	whole    string // the same with its doubled letters, for the rules of stems
	sentence int    // a phrase does not go on from one into the next
	clause   int    // nor does a "not"
}

// split takes a text apart.
func split(text string) []token {
	var tokens []token
	sentence, clause := 0, 0
	from := 0
	take := func(to int) {
		for _, word := range locales.Words(text[from:to]) {
			tokens = append(tokens, token{word: once(word), whole: word, sentence: sentence, clause: clause})
		}
		from = to
	}
	for i, r := range text {
		switch r {
		case '.', '!', '?', '\n', '؟', '…':
			take(i)
			sentence++
			clause++
		case ',', ';', ':', '،', '؛', '(', ')':
			take(i)
			clause++
		}
	}
	take(len(text))
	return tokens
}

// once writes a letter that is repeated once: "mourrriiir" as "mourir".
func once(word string) string {
	var b strings.Builder
	var last rune
	for _, r := range word {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
