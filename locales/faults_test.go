package locales

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var placeholder = regexp.MustCompile(`{{[^}]*}}`)

// faultsIn is what is wrong with the texts of a language beside the French ones.
func faultsIn(tag string, french, texts map[string]message) []string {
	var faults []string
	fault := func(id, format string, args ...any) {
		faults = append(faults, id+": "+fmt.Sprintf(format, args...))
	}
	for _, id := range keys(french) {
		if texts[id] == nil {
			fault(id, "is missing")
		}
	}
	for _, id := range keys(texts) {
		if french[id] == nil {
			fault(id, "is not among the French texts")
			continue
		}
		for _, wrong := range wrongForms(tag, french[id], texts[id]) {
			fault(id, "%s", wrong)
		}
		for _, form := range keys(texts[id]) {
			for _, wrong := range wrongText(tag, id, texts[id][form]) {
				fault(id, "%s: %q", wrong, texts[id][form])
			}
		}
	}
	return append(faults, wrongNames(tag, texts["language.asked"][""])...)
}

// wrongForms compares plural forms and placeholders with the French.
func wrongForms(tag string, french, text message) []string {
	var wrong []string
	want := []string{""}
	if _, plural := french["other"]; plural {
		want = formsOf(tag)
	}
	if diff := cmp.Diff(want, keys(text)); diff != "" {
		wrong = append(wrong, "other plural forms than CLDR's (-want +got): "+diff)
	}
	for _, form := range keys(text) {
		got, want := holes(message{"": text[form]}), holes(french)
		if !slices.Contains(got, "{{.Count}}") && oneNumber(tag, form) {
			want = slices.DeleteFunc(want, func(hole string) bool { return hole == "{{.Count}}" })
		}
		if !slices.Equal(got, want) {
			wrong = append(wrong, fmt.Sprintf("has the placeholders %v, in French %v: %q", got, want, text[form]))
		}
	}
	return wrong
}

// oneNumber: the form is said of one number only, or of none and one, and need
// not name it. "one" in Russian and Ukrainian is also 21 and 31.
func oneNumber(tag, form string) bool {
	return form == "zero" || form == "two" || form == "one" && tag != "ru" && tag != "uk"
}

func formsOf(tag string) []string {
	for _, l := range known() {
		if l.tag == tag {
			return slices.Sorted(slices.Values(l.forms))
		}
	}
	return nil
}

// holes are the placeholders of a text, of "other" when it has forms.
func holes(m message) []string {
	text := m[""]
	if other, ok := m["other"]; ok {
		text = other
	}
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// longestLabel is more letters than a telephone shows on a button.
const longestLabel = 44

var (
	html     = regexp.MustCompile(`<[a-zA-Z/!]|&[a-z]+;|&#`)
	command  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	isName   = regexp.MustCompile(`https?://\S+|/[a-z]+|[\w.]+@[\w.]+`) // the same in every script
	unspaced = regexp.MustCompile(`  | \n|^\s|\s$`)
)

// wrongText is what is wrong with one text by itself.
func wrongText(tag, id, text string) []string {
	var wrong []string
	check := func(is bool, what string) {
		if is {
			wrong = append(wrong, what)
		}
	}
	bare := placeholder.ReplaceAllString(text, "")
	check(strings.TrimSpace(text) == "", "is empty")
	check(!utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError), "is not UTF-8")
	check(html.MatchString(text), "has HTML")
	check(unspaced.MatchString(text), "has spaces too many")
	check(strings.Contains(text, "—") || strings.Contains(text, "--"), "has an em dash: want a comma, a colon or two sentences")
	check(strings.ContainsFunc(text, func(r rune) bool { return directs(r) || r == '\u200e' || r == '\u200f' }), "has marks of direction: they are put in when it is shown")
	check(strings.HasPrefix(id, "tap.") && utf8.RuneCountInString(bare) > longestLabel, fmt.Sprintf("is longer than %d letters, which a button shows", longestLabel))
	check(strings.HasPrefix(id, "menu.") && utf8.RuneCountInString(text) > menuLimit(id), "is longer than Telegram takes")
	check(isList(id) && strings.HasPrefix(id, "date.") && len(strings.Fields(text)) != listLength(id), fmt.Sprintf("want %d words", listLength(id)))
	check(strings.HasPrefix(id, "word.") && latin(tag) && !command.MatchString(strings.TrimSpace(strings.Split(text, "|")[0])), "the first is no command: want small letters a to z")
	check(foreign(tag, bare), "is not written in the letters of the language")
	return wrong
}

func menuLimit(id string) int {
	switch id {
	case "menu.description":
		return 512
	case "menu.short":
		return 120
	}
	return 256
}

// isList: words, no sentence.
func isList(id string) bool {
	return strings.HasPrefix(id, "word.") || strings.HasPrefix(id, "intent.") || strings.HasPrefix(id, "said.") || id == "language.asked" ||
		strings.HasSuffix(id, "weekdays") || strings.HasSuffix(id, "months")
}

func listLength(id string) int {
	if strings.HasSuffix(id, "months") {
		return 12
	}
	return 7
}

func latin(tag string) bool { return script(tag) == unicode.Latin }

func script(tag string) *unicode.RangeTable {
	switch tag {
	case "ar":
		return unicode.Arabic
	case "ru", "uk":
		return unicode.Cyrillic
	}
	return unicode.Latin
}

// foreign: most letters are another script's, or one of them the neighbour's.
func foreign(tag, text string) bool {
	if tag == "ru" && strings.ContainsAny(text, "іїєґІЇЄҐ") || tag == "uk" && strings.ContainsAny(text, "ыэъёЫЭЪЁ") {
		return true
	}
	own, others := 0, 0
	for _, r := range isName.ReplaceAllString(text, "") {
		switch {
		case unicode.Is(script(tag), r):
			own++
		case unicode.IsLetter(r):
			others++
		}
	}
	return others > own
}

// wrongNames: the language names every other, in itself.
func wrongNames(tag, text string) []string {
	var wrong []string
	for _, want := range Known() {
		if !strings.Contains("| "+text, "| "+want+" = ") {
			wrong = append(wrong, fmt.Sprintf("language.asked: %s does not name %s", tag, want))
		}
	}
	return wrong
}

// A translator's slips are found, each by name.
func TestSlipsAreFound(t *testing.T) {
	files := fstest.MapFS{
		"fr.yaml": {Data: []byte(`
say.hello: "Bonjour {{.Name}}, appelez le {{.Number}}."
say.count:
  one: "Un rendez-vous"
  many: "{{.Count}} rendez-vous"
  other: "{{.Count}} rendez-vous"
say.gone: "C’est fini."
tap.yes: "Oui"
word.aide: "aide"
date.short-weekdays: "d l m m j v s"
language.asked: "fr = français"
`)},
		"uk.yaml": {Data: []byte(`
say.hello: "Добрый день, {{.Name}}, это вы."
say.count:
  one: "Один запис"
  few: "{{.Count}} записи"
  other: "{{.Count}} запису"
say.more: "Ще"
tap.yes: "Так, і ще дуже багато слів, яких жодна кнопка не покаже"
word.aide: "допомога"
date.short-weekdays: "н п в с ч п"
language.asked: "fr = французька | en = англійська | ar = арабська | tr = турецька | pt = португальська | es = іспанська | ro = румунська | ru = російська | fr-falc = проста французька"
`)},
		"tr.yaml": {Data: []byte(`
say.hello: "Merhaba {{.Name}} — <b>{{.Number}}</b>"
say.count: "{{.Count}} randevu"
say.gone: "Здравствуйте"
tap.yes: "Evet "
word.aide: "yardım"
date.short-weekdays: "Paz Pzt Sal Çar Per Cum Cmt"
language.asked: "fr = Fransızca | en = İngilizce | ar = Arapça | tr = Türkçe | pt = Portekizce | es = İspanyolca | ro = Rumence | ru = Rusça | uk = Ukraynaca | fr-falc = kolay Fransızca"
`)},
	}
	french := readFrom(t, files, French)
	for tag, want := range map[string][]string{
		"uk": {
			"say.gone: is missing", "date.short-weekdays: want 7 words", "say.count: other plural forms",
			"say.count: has the placeholders [], in French [{{.Count}}]: \"Один запис\"",
			"say.hello: has the placeholders [{{.Name}}], in French [{{.Name}} {{.Number}}]",
			"say.hello: is not written in the letters", "say.more: is not among the French", "tap.yes: is longer than 44",
			"language.asked: uk does not name uk",
		},
		"tr": {
			"say.count: other plural forms", "say.gone: is not written", "say.hello: has HTML", "say.hello: has an em dash",
			"tap.yes: has spaces too many", "word.aide: the first is no command",
		},
	} {
		got := faultsIn(tag, french, readFrom(t, files, tag))
		for i, fault := range got {
			if i >= len(want) || !strings.HasPrefix(fault, want[i]) {
				t.Errorf("%s: fault %d is %q, want %q", tag, i, fault, append(want, make([]string, len(got))...)[i])
			}
		}
		if len(got) < len(want) {
			t.Errorf("%s: %d faults, want %d", tag, len(got), len(want))
		}
	}
}
