package locales

import (
	"fmt"
	"maps"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Printer says things in one language. Safe for concurrent use.
type Printer struct {
	tag         string
	rightToLeft bool
	words       *i18n.Localizer
	fallback    *Printer // French; nil for French itself
}

// Tag is the language of the texts.
func (p *Printer) Tag() string { return p.tag }

// T returns a text. Its placeholders are given as pairs ("Day", "mardi", …) or
// as one map[string]any. A text missing in this language is said in French; one
// missing there too is empty, never its id. Values stand apart from the text
// around them; see Apart.
func (p *Printer) T(id string, args ...any) string {
	return p.say(&i18n.LocalizeConfig{MessageID: id, TemplateData: p.apart(id, data(args))})
}

// N returns a text in the plural form of count, which it shows as {{.Count}}.
func (p *Printer) N(id string, count int, args ...any) string {
	d := maps.Clone(data(args))
	d["Count"] = count
	d = p.apart(id, d)
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

// apart keeps the values of a text apart. The parts of a date are words of the
// language's own, and the whole date is kept apart where it is put.
func (p *Printer) apart(id string, values map[string]any) map[string]any {
	if strings.HasPrefix(id, "date.") {
		return values
	}
	kept := make(map[string]any, len(values))
	for name, v := range values {
		if s, ok := v.(string); ok {
			v = p.Apart(s)
		} else if p.rightToLeft {
			v = p.Apart(fmt.Sprint(v))
		}
		kept[name] = v
	}
	return kept
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

// Alternatives are the ways to say a thing that a text lists between bars:
// "stop | arrêter".
func (p *Printer) Alternatives(id string) []string {
	var ways []string
	for way := range strings.SplitSeq(p.T(id), "|") {
		if way = strings.TrimSpace(way); way != "" {
			ways = append(ways, way)
		}
	}
	return ways
}

// List joins what belongs together as the language does: "a, b et c".
func (p *Printer) List(items []string) string { return p.join(items, "list.last") }

// Series joins one thing after the other: "a, b, c".
func (p *Printer) Series(items []string) string { return p.join(items, "list.next") }

func (p *Printer) join(items []string, last string) string {
	if len(items) == 0 {
		return ""
	}
	text := p.Apart(items[0])
	for i, item := range items[1:] {
		id := "list.next"
		if i == len(items)-2 {
			id = last
		}
		text = p.say(&i18n.LocalizeConfig{MessageID: id, TemplateData: map[string]any{"Before": text, "Item": p.Apart(item)}})
	}
	return p.inOrder(text, len(items))
}

// inOrder keeps several things in the order of reading, whatever is put around.
func (p *Printer) inOrder(text string, n int) string {
	if p.rightToLeft && n > 1 {
		return rightToLeft + text
	}
	return text
}

// Row sets things side by side on one line: a button, a line of facts.
func (p *Printer) Row(parts ...string) string {
	kept := make([]string, len(parts))
	for i, part := range parts {
		kept[i] = p.Apart(part)
	}
	return p.inOrder(strings.Join(kept, " · "), len(parts))
}
