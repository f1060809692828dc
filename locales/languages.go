package locales

import "strings"

// Languages that the program itself names. FALC ("facile à lire et à
// comprendre") is easy-to-read French: go-i18n ignores private-use tags silently,
// so it is a catalogue of its own here.
const (
	French  = "fr"
	English = "en"
	FALC    = "fr-falc"
)

// knownLanguage is one that there may be texts in.
type knownLanguage struct {
	tag   string
	forms []string // plural forms of CLDR, which a text with a count must all have
}

// known lists the languages in the order they are proposed. CLDR's "many" of
// French, Portuguese and Spanish is 1,000,000 and its like.
func known() []knownLanguage {
	return []knownLanguage{
		{French, []string{"one", "many", "other"}},
		{English, []string{"one", "other"}},
		{"ar", []string{"zero", "one", "two", "few", "many", "other"}},
		{"tr", []string{"one", "other"}},
		{"pt", []string{"one", "many", "other"}},
		{"es", []string{"one", "many", "other"}},
		{"ro", []string{"one", "few", "other"}},
		{"ru", []string{"one", "few", "many", "other"}},
		{"uk", []string{"one", "few", "many", "other"}},
		{FALC, []string{"one", "many", "other"}},
	}
}

// Known are the tags of the languages that there may be texts in, in the order
// they are proposed.
func Known() []string {
	var tags []string
	for _, l := range known() {
		tags = append(tags, l.tag)
	}
	return tags
}

// base is the language that a tag derives from: "fr" of "fr-falc".
func base(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

// RightToLeft reports whether the language is written from the right.
func RightToLeft(tag string) bool {
	switch base(strings.ToLower(tag)) {
	case "ar", "arc", "ckb", "dv", "fa", "he", "ks", "prs", "ps", "sd", "ug", "ur", "yi":
		return true
	}
	return false
}

// Names are what the languages are called in this one, by tag: "arabe, en arabe".
func (p *Printer) Names() map[string][]string {
	names := map[string][]string{}
	for _, entry := range p.Alternatives("language.asked") {
		tag, ways, _ := strings.Cut(entry, "=")
		for way := range strings.SplitSeq(ways, ",") {
			names[strings.TrimSpace(tag)] = append(names[strings.TrimSpace(tag)], strings.TrimSpace(way))
		}
	}
	return names
}
