package programme

import "strings"

// Text is a sentence by language tag ("fr", "en", "fr-falc").
type Text map[string]string

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
