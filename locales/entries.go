package locales

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Entry is one text of a file, for who translates it.
type Entry struct {
	ID string
	// Forms are the text by plural form; one without plurals has the form "".
	Forms map[string]string
}

// Entries returns the texts of a language in the order of its file; none when it
// has no file yet.
func Entries(tag string) ([]Entry, error) {
	data, err := files.ReadFile(tag + ".yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var raw yaml.MapSlice
	if err == nil {
		err = yaml.UnmarshalWithOptions(data, &raw, yaml.UseOrderedMap())
	}
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", tag, err)
	}
	var all []Entry
	for _, item := range raw {
		all = append(all, Entry{ID: fmt.Sprint(item.Key), Forms: formsIn(item.Value)})
	}
	return all, nil
}

func formsIn(value any) map[string]string {
	plural, ok := value.(yaml.MapSlice)
	if !ok {
		return map[string]string{"": fmt.Sprint(value)}
	}
	forms := map[string]string{}
	for _, form := range plural {
		forms[fmt.Sprint(form.Key)] = fmt.Sprint(form.Value)
	}
	return forms
}

// PluralForm is one that a language asks for, with the first numbers it is said of.
type PluralForm struct {
	Name    string
	Numbers []int
}

// PluralForms are those that a text with a count must have in the language; none
// for a language not known here.
func PluralForms(tag string) ([]PluralForm, error) {
	rules, err := language.Parse(base(tag))
	if err != nil {
		return nil, fmt.Errorf("plural forms of %s: %w", tag, err)
	}
	message := &i18n.Message{ID: "form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}
	bundle := i18n.NewBundle(rules)
	if err := bundle.AddMessages(rules, message); err != nil {
		return nil, fmt.Errorf("plural forms of %s: %w", tag, err)
	}
	words := i18n.NewLocalizer(bundle, base(tag))
	numbers := map[string][]int{}
	for n := range 1001 {
		form, err := words.Localize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: n})
		if err != nil {
			return nil, fmt.Errorf("plural forms of %s: %w", tag, err)
		}
		if len(numbers[form]) < 8 {
			numbers[form] = append(numbers[form], n)
		}
	}
	var all []PluralForm
	for _, l := range known() {
		if l.tag == tag {
			for _, form := range l.forms {
				all = append(all, PluralForm{form, numbers[form]})
			}
		}
	}
	return all, nil
}
