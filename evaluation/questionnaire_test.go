package evaluation

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const afterSession = `id: after-session
title: {fr: "Après la séance", en: After the session}
items:
  - id: took-place
    kind: choice
    text: {fr: "La séance a-t-elle eu lieu ?", en: "Did it take place?"}
    indicator: took-place
    options:
      - {id: "yes", label: {fr: Oui, en: "Yes"}, favourable: true}
      - {id: absent, label: {fr: "Je n'ai pas pu", en: I couldn't}}
      - {id: nobody, label: {fr: "Personne n'était là", en: Nobody was there}}
  - id: clear
    kind: scale
    text: {fr: "Était-ce clair ?", en: Was it clear?}
    when: {took-place: ["yes"]}
    options:
      - {id: "no", label: {fr: Non, en: "No"}}
      - {id: clear, label: {fr: Oui, en: "Yes"}, favourable: true}
  - id: confidence
    kind: number
    max: 10
    text: {fr: "Confiance, de 0 à 10 ?", en: "Confidence, 0 to 10?"}
  - id: words
    kind: text
    optional: true
    text: {fr: "Un mot ?", en: A word?}
    when: {took-place: ["yes", nobody]}
`

func parsed(t testing.TB) *Questionnaire {
	t.Helper()
	q, err := ParseQuestionnaire("after-session.yaml", []byte(afterSession))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestItemsAreAskedInOrderUnderTheirConditions(t *testing.T) {
	q := parsed(t)
	for _, c := range []struct {
		name    string
		answers map[string]string
		next    string
	}{
		{"first", nil, "took-place"},
		{"it took place", map[string]string{"took-place": "yes"}, "clear"},
		{"it did not", map[string]string{"took-place": "absent"}, "confidence"},
		{"one of two values", map[string]string{"took-place": "nobody", "confidence": "3"}, "words"},
		{"skipped", map[string]string{"took-place": "nobody", "confidence": "3", "words": ""}, ""},
		{"nothing left", map[string]string{"took-place": "absent", "confidence": "3"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			it, ok := q.Next(c.answers)
			if it.ID != c.next || ok != (c.next != "") {
				t.Errorf("next is %q (%v), want %q", it.ID, ok, c.next)
			}
		})
	}
}

func TestValuesAreChecked(t *testing.T) {
	q := parsed(t)
	for _, c := range []struct {
		item, value string
		want        bool
	}{
		{"took-place", "yes", true},
		{"took-place", "maybe", false},
		{"took-place", "", false},
		{"confidence", "10", true},
		{"confidence", "11", false},
		{"confidence", "-1", false},
		{"confidence", "+1", false},
		{"confidence", "٣", false},
		{"words", "merci\nbeaucoup", true},
		{"words", "", true},
		{"words", "  ", false},
		{"words", "a\x00b", false},
		{"words", "\xff", false},
		{"words", strings.Repeat("é", MaxWords), true},
		{"words", strings.Repeat("é", MaxWords+1), false},
		{"no-such-item", "yes", false},
	} {
		if got := q.Valid(c.item, c.value); got != c.want {
			t.Errorf("Valid(%q, %.20q) = %v", c.item, c.value, got)
		}
	}
}

func TestMissingTextsAreNamed(t *testing.T) {
	q := parsed(t)
	if gaps := q.Missing("fr", "en"); gaps != nil {
		t.Errorf("complete in two languages, but %v is missing", gaps)
	}
	q.Items[1].Options[0].Label["en"] = " "
	want := []Gap{{[]string{"items", "clear", "options", "no", "label"}, "en"}}
	if diff := cmp.Diff(want, q.Missing("fr", "en")); diff != "" {
		t.Error(diff)
	}
}

func TestTextsOfOtherLanguages(t *testing.T) {
	q := parsed(t)
	label := []string{"items", "clear", "options", "no", "label"}
	if err := q.Translate("tr", label, "Hayır"); err != nil || q.Items[1].Options[0].Label.In("tr") != "Hayır" {
		t.Errorf("%v, label %v", err, q.Items[1].Options[0].Label)
	}
	if err := q.Translate("tr", label, "Yok"); !errors.Is(err, ErrTwice) {
		t.Errorf("given again: %v", err)
	}
	if err := q.Translate("ro", label, " "); err != nil || len(q.Missing("ro")) != len(q.Places()) {
		t.Errorf("an empty text counts: %v", err)
	}
	for _, path := range [][]string{nil, {"items", "clear"}, {"items", "gone", "text"}, {"items", "clear", "options", "no", "reply"}} {
		if err := q.Translate("tr", path, "x"); !errors.Is(err, ErrNoPlace) {
			t.Errorf("%v: %v", path, err)
		}
	}
}

func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	_, err := ParseQuestionnaire("q.yaml", []byte(`id: After
colour: red
items:
  - id: a
    kind: choose
    text: {en: A}
  - id: a
    kind: scale
    text: {fr: B}
    options: [{id: one, label: {fr: Un}, favourable: maybe}]
    when: {later: ["yes"]}
  - id: n
    kind: number
    max: ten
    text: {fr: N}
`))
	want := []string{
		`q.yaml:2:1: questionnaire.colour: one of id, title, items is expected`,
		`q.yaml:1:5: id: small letters, digits and hyphens, 32 at most, are expected, not "After"`,
		`q.yaml:1:1: title: a text by language is expected`,
		`q.yaml:6:12: items[0].text: a text in French (fr) is expected`,
		`q.yaml:5:11: items[0].kind: choice, scale, number or text is expected`,
		`q.yaml:7:9: items[1].id: an id that no earlier item has is expected, not "a"`,
		`q.yaml:10:54: items[1].options[0].favourable: true or false is expected`,
		`q.yaml:11:19: items[1].when.later: the id of an earlier item is expected`,
		`q.yaml:10:14: items[1].options: at least two options are expected`,
		`q.yaml:14:10: items[2].max: a whole number is expected`,
		`q.yaml:14:10: items[2].max: a whole number from 1 to 100 is expected`,
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNoQuestionnaireIsRefused(t *testing.T) {
	for _, text := range []string{"", "[]", "id: a\nitems: {}", "a: b: c", "id: x\n---\nid: y", "id: a\nid: b\nitems: [1]", "\t", "items: [{}]"} {
		if _, err := ParseQuestionnaire("q.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), "q.yaml:") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParseQuestionnaire(f *testing.F) {
	f.Add([]byte(afterSession))
	f.Add([]byte("id: &a [*a]\nitems: !!binary x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		q, err := ParseQuestionnaire("q.yaml", b)
		if (q == nil) == (err == nil) {
			t.Fatalf("questionnaire %v, error %v", q, err)
		}
	})
}
