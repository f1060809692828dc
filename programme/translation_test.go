package programme_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/programme/sample"
)

const frenchProgramme = `name: Un temps
languages: [fr, tr]
departements: [{code: "38", name: Isère}]
questions:
  - id: topic
    text: De quoi ?
    choices: [{id: role, label: Mon rôle}, {id: other, label: Autre}]
offers:
  - id: talk
    name: Parler
    summary: Une heure
    where: {"38": {from: 2024-01-01}}
    elsewhere: {text: Pas ici, relays: [ccas]}
    asks: [topic]
    conditions:
      - when: topic != "other"
        otherwise: {text: Appelez le 3114, relays: [ccas]}
relays: [{id: ccas, name: CCAS}]
emergency: [{number: "17", for: Police}]
`

const turkishTexts = `name: Bir an
questions:
  topic:
    text: Hangi konu?
    choices: {role: {label: Ebeveynlik}, other: {label: Başka}}
offers:
  talk:
    name: Konuşmak
    summary: Bir saat
    elsewhere: {text: Burada yok}
    conditions:
      'topic != "other"': {otherwise: {text: 3114 numarasını arayın}}
relays: {ccas: {name: CCAS}}
emergency: {"17": {for: Polis}}
structures: {maison: {access: Basamaksız}}
questionnaires: {after: {items: {clear: {text: Açık mı?}}}}
`

func inTurkish(turkish string) fstest.MapFS {
	return fstest.MapFS{
		"programme.yaml":            {Data: []byte(frenchProgramme)},
		"texts/tr.yaml":             {Data: []byte(turkish)},
		"questionnaires/after.yaml": {Data: []byte("id: after\nitems: []\n")},
		"structures/maison.yaml": {Data: []byte(`id: maison
name: Maison
kind: laep
commune: "38185"
address: 1 rue X
access: De plain-pied
agendas:
  - id: a
    professional: Mme Essai
    trade: conseillère
    qualification: Diplôme d’État
    offers: [talk]
    hours: [{days: [mon], from: "09:00", to: "10:00"}]
`)},
	}
}

func TestTranslationsAreMerged(t *testing.T) {
	p, err := programme.Load(inTurkish(turkishTexts))
	if err != nil {
		t.Fatal(err)
	}
	offer, _ := p.Offer("talk")
	got := []string{
		p.Name["tr"], p.Questions[0].Choices[1].Label["tr"], offer.Conditions[0].Otherwise.Text["tr"], offer.Elsewhere.Text["tr"],
		p.Relays[0].Name["tr"], p.Emergency[0].For["tr"], p.Structures[0].Access["tr"],
	}
	want := []string{"Bir an", "Başka", "3114 numarasını arayın", "Burada yok", "CCAS", "Polis", "Basamaksız"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := p.Structures[0].Agendas[0].Trade.In("tr"); got != "conseillère" {
		t.Errorf("what a structure left in French is %q", got)
	}
	if got, want := p.Warnings.Error(), "texts/tr.yaml:15:1: structures: 1 texts of structures are missing: parents read them in French"; got != want {
		t.Errorf("warnings: %q, want %q", got, want)
	}
	asked := p.Translations[0].Questionnaire("after")
	if len(asked) != 1 || strings.Join(asked[0].Path, ".") != "items.clear.text" || asked[0].Text != "Açık mı?" {
		t.Errorf("questionnaire: %+v", asked)
	}
	if got, want := asked[0].Fault("is odd").Error(), "texts/tr.yaml:16:48: questionnaires.after.items.clear.text: is odd"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFaultsOfTranslations(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"missing", "    name: Konuşmak\n", "", "texts/tr.yaml:7:3: offers.talk.name: is missing"},
		{"left empty", "Konuşmak", `""`, "texts/tr.yaml:8:11: offers.talk.name: is missing"},
		{"unknown", "name: CCAS", "nom: CCAS", "texts/tr.yaml:13:10: relays.ccas.name: is missing\ntexts/tr.yaml:13:22: relays.ccas.nom: is nothing of the programme's: want an id of programme.yaml"},
		{"unknown id", "ccas:", "ccsa:", `texts/tr.yaml:13:1: relays.ccas.name: is missing` + "\n" + `texts/tr.yaml:13:10: relays.ccsa: is nothing of the programme's: want an id of programme.yaml`},
		{"unknown questionnaire", "after:", "before:", `texts/tr.yaml:16:18: questionnaires.before: is nothing of the programme's: want an id of programme.yaml`},
		{"a condition that was changed", `topic != "other"`, `topic != "autre"`, `texts/tr.yaml:11:5: offers.talk.conditions.topic != "other".otherwise.text: is missing` + "\n" + `texts/tr.yaml:12:7: offers.talk.conditions.topic != "autre": is nothing of the programme's: want an id of programme.yaml`},
		{"twice in the file", "name: Bir an", "name: Bir an\nname: Bir an", "texts/tr.yaml:2:1: name: is given twice"},
		{"no text", "name: Konuşmak", "name: {tr: Konuşmak}", "texts/tr.yaml:8:5: offers.talk.name: want one text"},
		{"no French", "    name: Konuşmak", "    name: Konuşmak\n    price: Ücretsiz", "texts/tr.yaml:9:12: offers.talk.price: has no French text to translate"},
		{"another number", "3114", "3115", `texts/tr.yaml:12:46: offers.talk.conditions.topic != "other".otherwise.text: has other numbers than the French: want 3114`},
		{"a placeholder", "Bir saat", "'{{.Name}}'", "texts/tr.yaml:9:14: offers.talk.summary: has other placeholders than the French: want none"},
		{"an alias", "name: CCAS", "name: &a CCAS", "texts/tr.yaml:13:17: relays.ccas.name: want a text, or keys and values"},
		{"broken", "name: Bir an", "name: [", "texts/tr.yaml:1:7: sequence end token ']' not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(turkishTexts, c.old, c.new, 1)
			if text == turkishTexts {
				t.Fatal("nothing was changed")
			}
			p, err := programme.Load(inTurkish(text))
			if p == nil {
				t.Fatal("a translation's fault leaves no programme")
			}
			var faults programme.Faults
			if !errors.As(err, &faults) {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(c.want, "\n"), strings.Split(faults.Error(), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Structures come, go and change their files: what a translation says of them then
// fits no more, and stops nobody.
func TestTranslationsOfStructuresOnlyWarn(t *testing.T) {
	const access = "structures.maison.access"
	for _, c := range []struct{ name, old, new, want string }{
		{"one that left", "{maison: {", "{autre: {access: Uzak}, maison: {", `15:14: structures.autre: is nothing of the programme's: want "maison"`},
		{"all that left", "structures: {maison: {access: Basamaksız}}", "structures: {autre: {access: Uzak}}", `15:14: structures.autre: is nothing of the programme's`},
		{"an agenda that left", "access: Basamaksız", "agendas: {b: {trade: x}}", `15:33: structures.maison.agendas.b: is nothing of the programme's`},
		{"another number", "Basamaksız", "Basamaksız 3114", "15:31: " + access + ": has other numbers than the French: want none"},
		{"a placeholder", "Basamaksız", "'{{.Name}}'", "15:31: " + access + ": has other placeholders than the French: want none"},
		{"no text", "access: Basamaksız", "access: {tr: Basamaksız}", "15:23: " + access + ": want one text"},
		{"no French", "access: Basamaksız", "access: Basamaksız, languages_say: x", "languages_say: is nothing of the programme's"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(turkishTexts, c.old, c.new, 1)
			if text == turkishTexts {
				t.Fatal("nothing was changed")
			}
			p, err := programme.Load(inTurkish(text))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(p.Warnings.Error(), c.want) {
				t.Errorf("warnings: %v, want %s", p.Warnings, c.want)
			}
			if access := p.Structures[0].Access.In("tr"); access != "De plain-pied" && access != "Basamaksız" {
				t.Errorf("parents read %q", access)
			}
		})
	}
}

func TestQuestionsInALanguageThatNobodyIsOffered(t *testing.T) {
	files := inTurkish(turkishTexts)
	files["faq.yaml"] = &fstest.MapFile{Data: []byte("faq: [{id: price, asked: Combien ?, heard: {fr: [c’est cher]}, answer: Rien}]\n")}
	files["texts/tr.yaml"].Data = []byte(turkishTexts + "faq: {price: {asked: Kaç?, heard: [kaç para], answer: Ücretsiz}}\n")
	files["texts/ru.yaml"] = &fstest.MapFile{Data: []byte("faq: {price: {heard: [сколько стоит]}}")}
	p, err := programme.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if heard := p.FAQ[0].Heard; len(heard["tr"]) != 1 || len(heard["ru"]) != 0 {
		t.Errorf("heard %v", heard)
	}
}

func TestTextInBothPlaces(t *testing.T) {
	files := inTurkish(turkishTexts)
	files["programme.yaml"].Data = []byte(strings.Replace(frenchProgramme, "name: Parler", "name: {fr: Parler, tr: Söylemek}", 1))
	_, err := programme.Load(files)
	if want := "texts/tr.yaml:8:11: offers.talk.name: is given twice: here and beside the French"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestLanguageWithoutAnyText(t *testing.T) {
	files := inTurkish(turkishTexts)
	delete(files, "texts/tr.yaml")
	p, err := programme.Load(files)
	want := "texts/tr.yaml: is missing, and \"tr\" is among the languages: `escale texts -language tr` begins it"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if p == nil || p.Name.In("tr") != "Un temps" {
		t.Error("parents can't read French meanwhile")
	}
}

func TestFilesThatAreNoTranslation(t *testing.T) {
	files := inTurkish(turkishTexts)
	files["texts/fr.yaml"] = &fstest.MapFile{Data: []byte("name: x")}
	files["texts/Türkçe.yaml"] = &fstest.MapFile{Data: []byte("name: x")}
	files["texts/ru.yaml"] = &fstest.MapFile{Data: []byte("name: Время")}
	p, err := programme.Load(files)
	want := "texts/Türkçe.yaml:1:1: \"Türkçe\" is not a language tag: want a name such as ar.yaml\n" +
		"texts/fr.yaml:1:1: is not read: French stands in the files themselves"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if p == nil || !strings.Contains(p.Warnings.Error(), `texts/ru.yaml:1:1: is not used: "ru" is not among the languages`) {
		t.Errorf("no warning of a language that nobody is offered")
	}
}

// Every text of the sample has a place of its own, so that it can be translated.
func TestPlacesAreApart(t *testing.T) {
	p, err := programme.Load(sample.FS)
	if p == nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	for _, place := range p.Places() {
		path := strings.Join(place.Path, "\x00")
		if taken[path] {
			t.Errorf("two texts at %q", place.Path)
		}
		taken[path] = true
	}
	if len(taken) < 100 {
		t.Errorf("only %d places", len(taken))
	}
}

func FuzzTranslation(f *testing.F) {
	f.Add([]byte(turkishTexts))
	f.Add([]byte("offers: [a]\nname: {x: }\n? [a]: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, _ := programme.Load(inTurkish(string(data)))
		if p == nil {
			t.Fatal("a translation took the programme away")
		}
		p.Places()
	})
}
