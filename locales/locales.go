// Package locales holds every text the product says, one go-i18n file a
// language, and writes dates, times and plurals as that language does. It
// imports nothing else of the project.
package locales

import (
	"embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages shipped. FALC ("facile à lire et à comprendre") is easy-to-read
// French: go-i18n ignores private-use tags silently, so it is a catalogue of
// its own here.
const (
	French  = "fr"
	English = "en"
	FALC    = "fr-falc"
)

//go:embed *.yaml
var files embed.FS

// Language is one that a person may choose.
type Language struct {
	Tag  string // as kept in a conversation: "fr", "en", "fr-falc"
	Name string // in the language itself
}

// Catalogue is all the texts. It is immutable, and safe for concurrent use.
type Catalogue struct {
	printers map[string]*Printer
	order    []Language
}

// New reads the embedded texts. An error names the file.
func New() (*Catalogue, error) {
	c := &Catalogue{printers: map[string]*Printer{}}
	for _, tag := range []string{French, English, FALC} {
		p, err := load(tag)
		if err != nil {
			return nil, err
		}
		p.fallback = c.printers[French]
		c.printers[tag] = p
		c.order = append(c.order, Language{Tag: tag, Name: p.T("language.name")})
	}
	return c, nil
}

// In returns the printer of the language: the exact tag, else the language it
// derives from ("en-GB" → "en"), else French.
func (c *Catalogue) In(lang string) *Printer {
	lang = strings.ToLower(strings.ReplaceAll(lang, "_", "-"))
	base, _, _ := strings.Cut(lang, "-")
	for _, tag := range []string{lang, base} {
		if p := c.printers[tag]; p != nil {
			return p
		}
	}
	return c.printers[French]
}

// Languages returns the languages in the order they are proposed.
func (c *Catalogue) Languages() []Language { return append([]Language(nil), c.order...) }

// load reads one file into a bundle of its own, under the plural rules of the
// language that the tag derives from.
func load(tag string) (*Printer, error) {
	name := tag + ".yaml"
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", tag, err)
	}
	base, _, _ := strings.Cut(tag, "-")
	rules, err := language.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", tag, err)
	}
	bundle := i18n.NewBundle(rules)
	if _, err := bundle.ParseMessageBytes(rules, data, yaml.Unmarshal); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return &Printer{tag: tag, words: i18n.NewLocalizer(bundle, base)}, nil
}
