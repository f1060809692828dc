package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"escale/locales"
	"escale/programme/sample"
)

// printed is what `escale texts` prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), append([]string{"texts"}, args...), console{strings.NewReader(""), &out, &errs}); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	return out.String()
}

// sampleFolder is the sample in a folder, with a language more.
func sampleFolder(t *testing.T, lang string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, sample.FS); err != nil {
		t.Fatal(err)
	}
	main := filepath.Join(dir, "programme.yaml")
	data, err := os.ReadFile(main)
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?m)^languages: \[(.*)\]$`)
	if err := os.WriteFile(main, list.ReplaceAll(data, []byte("languages: [$1, "+lang+"]")), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// beside is a place to fill in, with the French above it.
var beside = regexp.MustCompile(`(?m)^( *)# fr: (.*)\n(?: *# .*\n)*( *[^#\n]*): ""$`)

// What is printed is what a translator fills in: with every text in its place,
// nothing is missing, and printed again it is the same.
func TestTextsOfAProgrammeAreFilledIn(t *testing.T) {
	const lang = "nl" // of which there is nothing yet
	dir := sampleFolder(t, lang)
	empty := printed(t, "-language", lang, "-programme", dir)
	filled := beside.ReplaceAllStringFunc(empty, func(place string) string {
		french := beside.FindStringSubmatch(place)[2]
		return strings.TrimSuffix(place, `""`) + quoted(french+" (nl)")
	})
	if n := strings.Count(filled, "(nl)"); n < 100 || strings.Contains(filled, `: ""`) {
		t.Fatalf("%d texts were filled in, and some are left", n)
	}
	if err := os.MkdirAll(filepath.Join(dir, "texts"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "texts", lang+".yaml")
	if err := os.WriteFile(file, []byte(filled), 0o644); err != nil {
		t.Fatal(err)
	}
	o, err := readOffered(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range translatable(o) {
		if place.Heard == nil && !strings.HasSuffix(place.Text[lang], "(nl)") {
			t.Errorf("%v: %q", place.Path, place.Text[lang])
		}
	}
	if again := printed(t, "-language", lang, "-programme", dir); again != filled {
		t.Errorf("printed again, it is another file")
	}
	short := strings.Replace(filled, `(nl)"`, `(nl)" # `, 1)
	short = regexp.MustCompile(`(?m)^ +label: .*\n`).ReplaceAllString(short, "")
	if err := os.WriteFile(file, []byte(short), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readOffered(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "texts/nl.yaml:") ||
		!strings.Contains(err.Error(), "questionnaires.") || !strings.Contains(err.Error(), "label: is missing") {
		t.Errorf("labels that are missing: %v", err)
	}
}

func TestQuestionnairesAreNotMistranslated(t *testing.T) {
	dir := sampleFolder(t, "nl")
	names, err := fs.Glob(os.DirFS(dir), "questionnaires/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "texts"), 0o755); err != nil {
		t.Fatal(err)
	}
	text := "questionnaires:\n  avant:\n    items:\n      gone: {text: Weg}\n"
	if err := os.WriteFile(filepath.Join(dir, "texts", "nl.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = readOffered(os.DirFS(dir))
	for _, want := range []string{
		"texts/nl.yaml:4:20: questionnaires.avant.items.gone.text: is nothing of the questionnaire's",
		"texts/nl.yaml:3:5: questionnaires.avant.items.difficulty.text: is missing",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in:\n%v", want, err)
		}
	}
}

// Escale's own texts are printed with every plural form of the language.
func TestTextsOfEscale(t *testing.T) {
	for _, lang := range locales.Known()[1:] {
		var read map[string]any
		if err := yaml.Unmarshal([]byte(printed(t, "-language", lang)), &read); err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		french, err := locales.Entries(locales.French)
		if err != nil || len(read) != len(french) {
			t.Errorf("%s: %d texts, in French %d (%v)", lang, len(read), len(french), err)
		}
		forms, err := locales.PluralForms(lang)
		counted, _ := read["say.appointments"].(map[string]any)
		if err != nil || len(counted) != len(forms) {
			t.Errorf("%s: forms %v, want %v (%v)", lang, counted, forms, err)
		}
	}
	if got := printed(t, "-language", "en"); !strings.Contains(got, "tap.back: \"Back\"\n") {
		t.Error("what is translated already is not filled in")
	}
	for _, args := range [][]string{nil, {"-language", "fr"}, {"-language", "tlh"}, {"-language", "ar", "-config", "none.yaml"}} {
		if code := run(t.Context(), append([]string{"texts"}, args...), console{strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{}}); code == 0 {
			t.Errorf("texts %v is taken", args)
		}
	}
}
