package locales

import (
	"maps"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Printer says things in one language. Safe for concurrent use.
type Printer struct {
	tag      string
	words    *i18n.Localizer
	fallback *Printer // French; nil for French itself
}

// Tag is the language of the texts.
func (p *Printer) Tag() string { return p.tag }

// T returns a text. Its placeholders are given as pairs ("Day", "mardi", …) or
// as one map[string]any. A text missing in this language is said in French; one
// missing there too is empty, never its id.
func (p *Printer) T(id string, args ...any) string {
	return p.say(&i18n.LocalizeConfig{MessageID: id, TemplateData: data(args)})
}

// N returns a text in the plural form of count, which it shows as {{.Count}}.
func (p *Printer) N(id string, count int, args ...any) string {
	d := maps.Clone(data(args))
	d["Count"] = count
	return p.say(&i18n.LocalizeConfig{MessageID: id, PluralCount: count, TemplateData: d})
}

func (p *Printer) say(c *i18n.LocalizeConfig) string {
	text, err := p.words.Localize(c)
	switch {
	case err == nil:
		return text
	case p.fallback != nil:
		return p.fallback.say(c)
	}
	return ""
}

func data(args []any) map[string]any {
	if len(args) == 1 {
		if m, ok := args[0].(map[string]any); ok {
			return m
		}
	}
	d := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			d[name] = args[i+1]
		}
	}
	return d
}
