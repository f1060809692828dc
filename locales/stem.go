package locales

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/turkish"
	"golang.org/x/text/unicode/norm"
)

// Stems returns the stem of each word of a text, in order, by the rules of the
// language ("fr", "fr-falc", "ar"…; of an unknown one the words themselves).
// Accents, capitals and signs make no difference, so that what is typed in haste
// on a telephone has the stems of what is in the dictionary.
func Stems(language, text string) []string {
	words := Words(text)
	for i, word := range words {
		words[i] = Stem(language, word)
	}
	return words
}

// longest is more bytes than any word has: what is longer is noise, and the rules
// would be slow on it.
const longest = 100

// Stem returns the stem of one word that Words gave.
func Stem(language, word string) string {
	if len(word) > longest {
		return word
	}
	base, _, _ := strings.Cut(language, "-")
	var rules func(*snowballstem.Env) bool
	switch base {
	case "fr":
		word, rules = withoutMute(word), french.Stem
	case "en":
		rules = english.Stem
	case "ar":
		rules = arabic.Stem
	case "tr":
		rules = turkish.Stem
	case "pt":
		rules = portuguese.Stem
	case "es":
		rules = spanish.Stem
	case "ro":
		rules = romanian.Stem
	case "ru":
		rules = russian.Stem
	case "uk":
		word, rules = inRussianLetters.Replace(word), russian.Stem
	default:
		return word
	}
	env := snowballstem.NewEnv(word)
	rules(env)
	if env.Current() == "" {
		return word
	}
	return env.Current()
}

// withoutMute gives a participle that lost its accents the ending that the
// rules know: "frappees" → "frappe".
func withoutMute(word string) string {
	short := strings.TrimSuffix(word, "s")
	if strings.HasSuffix(short, "ee") {
		return strings.TrimSuffix(short, "e")
	}
	return word
}

// inRussianLetters lets the Russian rules, which are near enough, see the
// vowels of Ukrainian. There are no free rules for Ukrainian itself.
var inRussianLetters = strings.NewReplacer("і", "и", "ї", "и", "є", "е", "ґ", "г")

// Words returns the words of a text in any script, in lower case, without marks:
// "Ça, c’est l’été !" → ca c est l ete.
func Words(text string) []string {
	var b []rune
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case r == breve && len(b) > 0 && b[len(b)-1] == 'и':
			b[len(b)-1] = 'й' // a letter, and endings hang on it
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), r == tatweel:
		case unicode.IsLetter(r) && r != apostrophe, unicode.IsDigit(r):
			b = append(b, unmarked(r)...)
		default:
			b = append(b, ' ')
		}
	}
	return strings.Fields(string(b))
}

const (
	breve      = '\u0306'
	tatweel    = '\u0640' // stretches an Arabic word, and means nothing
	apostrophe = '\u02bc' // of Ukrainian: parts a word like any other, however it is typed
)

// unmarked writes the letters that Unicode does not take apart.
func unmarked(r rune) []rune {
	switch r {
	case 'ı':
		return []rune{'i'}
	case 'œ':
		return []rune("oe")
	case 'æ':
		return []rune("ae")
	case 'ß':
		return []rune("ss")
	case 'ø':
		return []rune{'o'}
	case 'ł':
		return []rune{'l'}
	}
	return []rune{r}
}
