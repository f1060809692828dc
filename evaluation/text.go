package evaluation

import "strings"

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

// Gap is a text that one language lacks.
type Gap struct {
	Path     string // "items.clarity.options.no.label"
	Language string
}

// Missing lists the texts that any of the languages lacks, in the order of the
// questionnaire. A fallback does not count: "fr-falc" wants texts of its own.
func (q *Questionnaire) Missing(languages ...string) []Gap {
	var gaps []Gap
	look := func(path string, t Text) {
		for _, l := range languages {
			if strings.TrimSpace(t[l]) == "" {
				gaps = append(gaps, Gap{Path: path, Language: l})
			}
		}
	}
	for _, it := range q.Items {
		path := "items." + it.ID
		look(path+".text", it.Text)
		for _, o := range it.Options {
			look(path+".options."+o.ID+".label", o.Label)
			if o.Reply != nil {
				look(path+".options."+o.ID+".reply", o.Reply)
			}
		}
	}
	return gaps
}
