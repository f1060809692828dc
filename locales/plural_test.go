package locales

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// The forms that texts must have are those that the rules in force ask for, no
// more and no fewer.
func TestFormsAreThoseOfTheRules(t *testing.T) {
	var all strings.Builder
	all.WriteString("say.n:\n")
	for _, form := range []string{"zero", "one", "two", "few", "many", "other"} {
		all.WriteString("  " + form + ": " + form + "\n")
	}
	for _, l := range known() {
		files := fstest.MapFS{"fr.yaml": {Data: []byte("language.name: x\n" + all.String())}}
		files[l.tag+".yaml"] = files["fr.yaml"]
		c, err := read(files)
		if err != nil {
			t.Fatal(err)
		}
		asked := map[string]bool{"other": true} // of fractions, where of nothing else
		for n := range 1000 {
			asked[c.In(l.tag).N("say.n", n)] = true
		}
		asked[c.In(l.tag).N("say.n", 1_000_000)] = true
		if diff := cmp.Diff(slices.Sorted(slices.Values(l.forms)), keys(asked)); diff != "" {
			t.Errorf("%s (-table +rules):\n%s", l.tag, diff)
		}
	}
}

func TestArabicCounts(t *testing.T) {
	c := fixture(t, "ar", `
say.n:
  zero: لا مواعيد
  one: موعد واحد
  two: موعدان
  few: "{{.Count}} مواعيد"
  many: "{{.Count}} موعدًا"
  other: "{{.Count}} موعد"
`)
	for n, want := range map[int]string{0: "لا مواعيد", 1: "موعد واحد", 2: "موعدان", 3: "3 مواعيد", 11: "11 موعدًا", 100: "100 موعد", 103: "103 مواعيد"} {
		if got := withoutMarks(c.N("say.n", n)); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestSlavicCounts(t *testing.T) {
	c := fixture(t, "uk", `
say.n: {one: "{{.Count}} запис", few: "{{.Count}} записи", many: "{{.Count}} записів", other: "{{.Count}} запису"}
`)
	for n, want := range map[int]string{1: "1 запис", 2: "2 записи", 5: "5 записів", 11: "11 записів", 21: "21 запис", 22: "22 записи"} {
		if got := c.N("say.n", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// fixture is the printer of a language with a few texts.
func fixture(t *testing.T, tag, texts string) *Printer {
	t.Helper()
	c, err := read(fstest.MapFS{
		"fr.yaml": {Data: []byte("language.name: Français\n")}, tag + ".yaml": {Data: []byte(texts)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.In(tag)
}

func withoutMarks(s string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "", "\u200f", "").Replace(s)
}
