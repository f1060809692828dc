// Package locales holds every text the product says, one go-i18n file a
// language, and writes dates, times and plurals as that language does. It
// imports nothing else of the project.
package locales

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
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
func New() (*Catalogue, error) { return read(files) }

// read reads every language that has a file; French must.
func read(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{printers: map[string]*Printer{}}
	french, err := load(files, French)
	if err != nil {
		return nil, err
	}
	for _, l := range known() {
		p, err := load(files, l.tag)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if l.tag != French {
			p.fallback = french
		}
		c.printers[l.tag] = p
		c.order = append(c.order, Language{Tag: l.tag, Name: p.T("language.name")})
	}
	return c, c.strangers(files)
}

// strangers refuses a file that no language here would read.
func (c *Catalogue) strangers(files fs.FS) error {
	names, err := fs.Glob(files, "*.yaml")
	for _, name := range names {
		if c.printers[strings.TrimSuffix(name, ".yaml")] == nil {
			err = errors.Join(err, fmt.Errorf("%s: is the file of no language known here: want it in the table of languages", name))
		}
	}
	return err
}

// In returns the printer of the language: the exact tag, else the language it
// derives from ("en-GB" → "en"), else French.
func (c *Catalogue) In(lang string) *Printer {
	if p := c.match(lang); p != nil {
		return p
	}
	return c.printers[French]
}

// match finds the language of a tag as programs write it ("pt_BR", "fr-FALC").
func (c *Catalogue) match(lang string) *Printer {
	lang = strings.ToLower(strings.ReplaceAll(lang, "_", "-"))
	from := base(lang)
	if from == "mo" { // Moldova's old tag for Romanian
		from = "ro"
	}
	for _, tag := range []string{lang, from} {
		if p := c.printers[tag]; p != nil {
			return p
		}
	}
	return nil
}

// Languages returns the languages in the order they are proposed.
func (c *Catalogue) Languages() []Language { return append([]Language(nil), c.order...) }

// load reads one file into a bundle of its own, under the plural rules of the
// language that the tag derives from.
func load(files fs.FS, tag string) (*Printer, error) {
	name := tag + ".yaml"
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", tag, err)
	}
	rules, err := language.Parse(base(tag))
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", tag, err)
	}
	bundle := i18n.NewBundle(rules)
	if _, err := bundle.ParseMessageBytes(rules, data, yaml.Unmarshal); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return &Printer{tag: tag, rightToLeft: RightToLeft(tag), words: i18n.NewLocalizer(bundle, base(tag))}, nil
}
