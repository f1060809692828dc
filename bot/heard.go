package bot

import (
	"strings"

	"escale/bot/when"
	"escale/locales"
)

// vocabulary is the words that work at any step, in every language: what she
// types in another one than the conversation's is understood all the same.
type vocabulary struct {
	replies map[string]replies           // by language
	times   map[string]*when.Vocabulary  // by language; French and English have more
	tongues []string                     // in order of proposal
	means   map[string]map[string]string // language → words, as plain writes them → id of a choice
}

// vocabularyOf reads the words out of the texts.
func vocabularyOf(texts *locales.Catalogue, words []anywhere) vocabulary {
	v := vocabulary{means: map[string]map[string]string{}, replies: map[string]replies{}, times: map[string]*when.Vocabulary{}}
	for _, l := range texts.Languages() {
		say, means := texts.In(l.Tag), map[string]string{}
		for _, other := range texts.Languages() {
			means[plain(other.Name)] = langue + other.Tag
		}
		for tag, names := range say.Names() {
			for _, name := range names {
				means[plain(name)] = langue + tag
			}
		}
		for _, w := range words {
			means[w.id] = w.id
			if w.text == "" {
				continue
			}
			for _, way := range say.Alternatives(w.text) {
				means[plain(way)] = w.id
			}
		}
		v.tongues, v.means[l.Tag] = append(v.tongues, l.Tag), means
		v.replies[l.Tag], v.times[l.Tag] = repliesOf(say), timesOf(say)
	}
	return v
}

// langue begins the ids of the choices of a language.
const langue = "langue."

// heard finds what words mean, in the language first, then in the others.
func (v vocabulary) heard(language, said string) string {
	if id := v.means[language][said]; id != "" {
		return id
	}
	for _, tag := range v.tongues {
		if id := v.means[tag][said]; id != "" {
			return id
		}
	}
	return ""
}

// spoken returns the id of a word that works anywhere, or of a language named;
// "/rdv", "/RDV@escale_bot" and "rdv" are the same. What only taps say is not
// typed.
func (t *turn) spoken(words, said string) string {
	if command, ok := strings.CutPrefix(words, "/"); ok {
		command, _, _ = strings.Cut(command, " ")
		command, _, _ = strings.Cut(command, "@")
		said = plain(command)
	}
	id := t.vocabulary.heard(t.say.Tag(), said)
	if tag, ok := strings.CutPrefix(id, langue); ok && !t.offers(tag) {
		return ""
	}
	return id
}

// offers reports whether a language is one of the programme's.
func (t *turn) offers(tag string) bool {
	for _, l := range t.languages() {
		if l.Tag == tag {
			return true
		}
	}
	return false
}
