package evaluation

import (
	"errors"
	"slices"
	"strings"
)

// In returns the text in lang, else in the language lang derives from
// ("fr-falc" → "fr"), else in French.
func (t Text) In(lang string) string {
	if s := t[lang]; s != "" {
		return s
	}
	base, _, _ := strings.Cut(lang, "-")
	if s := t[base]; s != "" {
		return s
	}
	return t["fr"]
}

// Place is where a text stands, by ids: items, clarity, options, no, label.
type Place struct {
	Path []string
	Text Text
}

// Places lists the texts in the order of the questionnaire.
func (q *Questionnaire) Places() []Place {
	all := []Place{{[]string{"title"}, q.Title}}
	for _, it := range q.Items {
		all = append(all, Place{[]string{"items", it.ID, "text"}, it.Text})
		for _, o := range it.Options {
			all = append(all, Place{[]string{"items", it.ID, "options", o.ID, "label"}, o.Label})
			if o.Reply != nil {
				all = append(all, Place{[]string{"items", it.ID, "options", o.ID, "reply"}, o.Reply})
			}
		}
	}
	return all
}

// What Translate refuses.
var (
	ErrNoPlace = errors.New("is nothing of the questionnaire's")
	ErrTwice   = errors.New("is given twice: here and beside the French")
)

// Translate puts a text of another language in its place. ErrNoPlace: there is
// none; ErrTwice: the questionnaire has the text already. An empty text is none.
func (q *Questionnaire) Translate(lang string, path []string, text string) error {
	for _, place := range q.Places() {
		switch {
		case !slices.Equal(place.Path, path):
		case strings.TrimSpace(text) == "":
			return nil
		case place.Text[lang] != "":
			return ErrTwice
		default:
			place.Text[lang] = text
			return nil
		}
	}
	return ErrNoPlace
}

// Gap is a text that one language lacks.
type Gap struct {
	Path     []string // items, clarity, options, no, label
	Language string
}

// Missing lists the texts that any of the languages lacks, in the order of the
// questionnaire. A fallback does not count: "fr-falc" wants texts of its own.
func (q *Questionnaire) Missing(languages ...string) []Gap {
	var gaps []Gap
	for _, place := range q.Places() {
		for _, l := range languages {
			if strings.TrimSpace(place.Text[l]) == "" {
				gaps = append(gaps, Gap{Path: place.Path, Language: l})
			}
		}
	}
	return gaps
}
