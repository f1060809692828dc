package programme

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	faqFile = "faq.yaml"
	// longestAsked is the longest question on a button, in characters.
	longestAsked = 60
	// longestID of a question leaves room in a choice for what it belongs to.
	longestFAQ = 32
)

// faqList is faq.yaml.
type faqList struct {
	FAQ []FAQ `yaml:"faq"`
}

// faq reads faq.yaml, which may be missing. A fault leaves all its questions out.
func (l *loader) faq() {
	if !slices.Contains(l.files("."), faqFile) {
		return
	}
	doc := newDocument(faqFile)
	var read faqList
	if data, ok := l.file(doc); ok && doc.decode(data, &read) && l.readable {
		l.translate(&read)
		verifier{doc, l.p}.faq(read.FAQ)
	}
	l.faults = append(l.faults, doc.faults...)
	if wrong, _ := doc.faults.split(); len(wrong) == 0 {
		l.p.FAQ = read.FAQ
	}
}

func (v verifier) faq(all []FAQ) {
	taken, asked := map[string]string{}, map[string]string{}
	for i, f := range all {
		at := fmt.Sprintf("faq[%d]", i)
		v.id(at+".id", f.ID, plainID, taken)
		if len(f.ID) > longestFAQ {
			v.fault(at+".id", "%q is longer than %d letters", f.ID, longestFAQ)
		}
		v.text(at+".asked", f.Asked)
		for lang, words := range f.Asked {
			v.shown(at+".asked."+lang, words)
		}
		v.heard(at, f.Heard, asked)
		v.text(at+".answer", f.Answer)
		v.known(at+".relays", f.Relays, "a relay", v.isRelay)
		v.unguarded(at, f.Relays) // whoever asks is answered, and nobody asked her before
	}
}

func (v verifier) shown(field, words string) {
	if n := utf8.RuneCountInString(words); n > longestAsked {
		v.fault(field, "%d characters: a button shows %d at most", n, longestAsked)
	}
}

// heard checks that no two questions are asked in the same words.
func (v verifier) heard(at string, heard map[string][]string, taken map[string]string) {
	for lang, ways := range heard {
		field := at + ".heard." + lang
		if !slices.Contains(v.p.Languages, lang) {
			v.fault(field, "%q is not a language of the programme", lang)
		}
		for j, words := range ways {
			field := fmt.Sprintf("%s[%d]", field, j)
			key := lang + " " + strings.ToLower(strings.Join(strings.Fields(words), " "))
			switch other := taken[key]; {
			case strings.TrimSpace(words) == "":
				v.fault(field, "is empty")
			case other != "":
				v.fault(field, "%q is already asked by %s", words, other)
			default:
				taken[key] = at
			}
		}
	}
}
