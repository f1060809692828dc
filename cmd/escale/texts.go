package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"escale/locales"
	"escale/programme"
)

// runTexts prints what is to be translated into a language, with the French and
// the English beside and what is there already filled in: the texts of a
// programme, as its texts/LANGUAGE.yaml; without one, those of Escale itself.
func runTexts(_ context.Context, con console, args []string) error {
	fs := flag.NewFlagSet("texts", flag.ContinueOnError)
	fs.SetOutput(con.err)
	file := fs.String("config", os.Getenv("ESCALE_CONFIG"), "configuration `file` of the programme")
	folder := fs.String("programme", "", "or the programme's own `folder`")
	lang := fs.String("language", "", "`tag` of the language: ar, tr, pt…")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if *lang == "" || *lang == locales.French {
		return usageError{errors.New("which language, other than French? -language ar")}
	}
	if *folder == "" && *file == "" {
		return ownTexts(con.out, *lang)
	}
	if *folder == "" {
		c, err := readConfig(*file)
		if err != nil {
			return err
		}
		*folder = c.Programme
	}
	return programmeTexts(con, *folder, *lang)
}

// programmeTexts prints texts/LANGUAGE.yaml of a programme. What is missing is
// what this is for; other faults are told, and leave out what they are in.
func programmeTexts(con console, folder, lang string) error {
	o, err := readOffered(os.DirFS(folder))
	if o == nil {
		return err
	}
	if err != nil {
		fmt.Fprintf(con.err, "escale texts: there are faults, which escale check shows as well:\n%v\n", err)
	}
	s := skeleton{}
	fmt.Fprintf(&s, "# Save as texts/%s.yaml beside programme.yaml, and add %s to its languages. Keep the\n"+
		"# keys; write the text after each. Keep numbers that people call, and {{…}}.\n"+
		"# A structure's own texts may stay empty: parents then read the French.\n", lang, lang)
	for _, place := range translatable(o) {
		s.place(place, lang)
	}
	_, err = io.WriteString(con.out, s.String())
	return err
}

// translatable are all places that have a French text.
func translatable(o *offered) []programme.Place {
	all := o.programme.Places()
	for _, name := range slices.Sorted(maps.Keys(o.questionnaires)) {
		for _, p := range o.questionnaires[name].Places() {
			path := append([]string{"questionnaires", name}, p.Path...)
			all = append(all, programme.Place{Path: path, Text: programme.Text(p.Text)})
		}
	}
	return slices.DeleteFunc(all, func(p programme.Place) bool {
		return p.Text["fr"] == "" && len(p.Heard["fr"]) == 0
	})
}

// ownTexts prints locales/LANGUAGE.yaml.
func ownTexts(w io.Writer, lang string) error {
	french, err := locales.Entries(locales.French)
	english, err2 := locales.Entries(locales.English)
	own, err3 := locales.Entries(lang)
	forms, err4 := locales.PluralForms(lang)
	if err := errors.Join(err, err2, err3, err4); err != nil {
		return err
	}
	if len(forms) == 0 {
		return usageError{fmt.Errorf("no language %q here: want one of %s", lang, strings.Join(locales.Known(), ", "))}
	}
	s := skeleton{}
	fmt.Fprintf(&s, "# Save as locales/%s.yaml. Keep the ids; write the text after each. Keep {{…}}. Several\n"+
		"# ways to say a thing stand between bars. docs/langues.md says more. Plural forms:\n", lang)
	for _, f := range forms {
		fmt.Fprintf(&s, "#   %-5s %s\n", f.Name, numbers(f.Numbers))
	}
	for _, e := range french {
		s.entry(e, textsOf(english, e.ID), textsOf(own, e.ID), forms)
	}
	_, err = io.WriteString(w, s.String())
	return err
}

// numbers shows what a plural form is said of.
func numbers(all []int) string {
	if len(all) == 0 {
		return "1000000 and its like, or fractions"
	}
	text := strings.Trim(strings.ReplaceAll(fmt.Sprint(all), " ", ", "), "[]")
	if len(all) == 8 {
		text += "…"
	}
	return text
}

func textsOf(all []locales.Entry, id string) map[string]string {
	for _, e := range all {
		if e.ID == id {
			return e.Forms
		}
	}
	return nil
}

// skeleton is a YAML file with places to fill in.
type skeleton struct {
	strings.Builder
	path []string // the keys that are open
}

// entry writes one of Escale's own texts.
func (s *skeleton) entry(french locales.Entry, english, own map[string]string, forms []locales.PluralForm) {
	s.WriteString("\n")
	if _, plain := french.Forms[""]; plain {
		s.beside(0, "fr", french.Forms[""])
		s.beside(0, "en", english[""])
		s.text(0, french.ID, own[""])
		return
	}
	for _, form := range []string{"one", "other"} {
		s.beside(0, "fr "+form, french.Forms[form])
		s.beside(0, "en "+form, english[form])
	}
	s.WriteString(french.ID + ":\n")
	for _, form := range forms {
		s.text(1, form.Name, own[form.Name])
	}
}

// place writes one of a programme's texts beneath its keys.
func (s *skeleton) place(p programme.Place, lang string) {
	last := len(p.Path) - 1
	same := 0
	for same < last && same < len(s.path) && s.path[same] == p.Path[same] {
		same++
	}
	for depth := same; depth < last; depth++ {
		s.WriteString(indent(depth) + key(p.Path[depth]) + ":\n")
	}
	s.path = p.Path[:last]
	if p.Heard != nil {
		s.beside(last, "fr", strings.Join(p.Heard["fr"], " | "))
		s.beside(last, "en", strings.Join(p.Heard["en"], " | "))
		s.WriteString(indent(last) + key(p.Path[last]) + ":" + cmp.Or(list(p.Heard[lang]), " []") + "\n")
		return
	}
	s.beside(last, "fr", p.Text["fr"])
	s.beside(last, "en", p.Text["en"])
	s.text(last, p.Path[last], p.Text[lang])
}

func list(items []string) string {
	if len(items) == 0 {
		return ""
	}
	for i, item := range items {
		items[i] = quoted(item)
	}
	return " [" + strings.Join(items, ", ") + "]"
}

// beside writes the text in a language that is known, as a comment.
func (s *skeleton) beside(depth int, lang, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if text != "" {
			s.WriteString(strings.TrimRight(indent(depth)+"# "+lang+": "+line, " ") + "\n")
		}
	}
}

func (s *skeleton) text(depth int, name, text string) {
	s.WriteString(indent(depth) + key(name) + ":")
	if !strings.Contains(text, "\n") {
		s.WriteString(" " + quoted(text) + "\n")
		return
	}
	s.WriteString(" |-\n")
	for line := range strings.SplitSeq(text, "\n") {
		s.WriteString(strings.TrimRight(indent(depth+1)+line, " ") + "\n")
	}
}

func indent(depth int) string { return strings.Repeat("  ", depth) }

// key quotes what YAML would read as anything but a word.
func key(name string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_' || r == '.'
	}
	if strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }) || slices.Contains([]string{"yes", "no", "on", "off", "true", "false", "null", "y", "n"}, strings.ToLower(name)) {
		return "'" + strings.ReplaceAll(name, "'", "''") + "'"
	}
	return name
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`).Replace(text) + `"`
}
