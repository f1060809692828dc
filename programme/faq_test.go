package programme_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"escale/programme"
)

const aFAQ = `faq:
  - id: price
    asked: {fr: Le prix ?, en: The price?}
    heard: {fr: [c’est payant], en: [is it free]}
    answer: {fr: Gratuit., en: Free.}
    relays: [ccas]
`

func TestFAQ(t *testing.T) {
	p, err := programme.Load(withFAQ(t, aFAQ))
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := p.Answered("price"); !ok || f.Heard["en"][0] != "is it free" || f.Answer.In("en") != "Free." {
		t.Errorf("%+v", f)
	}
	if _, ok := p.Answered("nothing"); ok {
		t.Error("found what is not there")
	}
}

func withFAQ(t *testing.T, text string) fstest.MapFS {
	files := with(t, "programme.yaml", "", "")
	files["faq.yaml"] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// A fault says where, and leaves the questions out but nothing else.
func TestFAQFaults(t *testing.T) {
	for broken, want := range map[string][2]string{
		"fr: Le prix ?, en: The price?":       {"fr: Le prix ?", "faq.yaml:3:5: faq[0].asked: is missing in en"},
		"{fr: Gratuit., en: Free.}":           {"Gratuit.", "faq.yaml:5:13: faq[0].answer: is missing in en"},
		"is it free":                          {"c’est payant, is it free, is it  FREE", `faq.yaml:4:64: faq[0].heard.en[2]: "is it  FREE" is already asked by faq[0]`},
		"heard: {fr: [c’est payant], en:":     {"heard: {fr: [c’est payant], xx:", `"xx" is not a language of the programme`},
		"[ccas]":                              {"[ccac]", `faq.yaml:6:14: faq[0].relays[0]: "ccac" is not a relay`},
		"id: price":                           {"id: Price", `faq[0].id: "Price" is not an id`},
		"The price?":                          {"The price of it" + strings.Repeat(" all", 20), "a button shows 60 at most"},
		"[is it free]":                        {"['']", "faq[0].heard.en[0]: is empty"},
		"answer:":                             {"reply:", "faq[0].reply: is not known here"},
		"faq:\n  - id: price\n    asked: {fr": {"faq: {fr", ""},
	} {
		p, err := programme.Load(withFAQ(t, strings.Replace(aFAQ, broken, want[0], 1)))
		if err == nil || !strings.Contains(err.Error(), want[1]) {
			t.Errorf("%q: want %q, got %v", want[0], want[1], err)
		}
		if p == nil || len(p.FAQ) > 0 || len(p.Offers) == 0 {
			t.Errorf("%q: the programme is gone, or its broken questions stayed", want[0])
		}
	}
}

// What a button says leads to its own answer, so two never ask the same.
func TestSampleFAQ(t *testing.T) {
	p := loadSample(t)
	if n := len(p.FAQ); n < 15 {
		t.Errorf("%d questions", n)
	}
	for _, lang := range p.Languages {
		asked := map[string]string{}
		for _, f := range p.FAQ {
			if other := asked[f.Asked.In(lang)]; other != "" {
				t.Errorf("%s: %s asks what %s asks", lang, f.ID, other)
			}
			asked[f.Asked.In(lang)] = f.ID
		}
	}
}

// The question that the guide shows can be copied as it is.
func TestDocumentedFAQ(t *testing.T) {
	page, err := os.ReadFile("../docs/offres.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "```yaml\nfaq:")
	block, _, ok := strings.Cut(block, "```")
	if !ok {
		t.Fatal("docs/offres.md shows no faq.yaml")
	}
	p, err := programme.Load(withFAQ(t, "faq:"+block))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.FAQ) != 1 {
		t.Errorf("%d questions", len(p.FAQ))
	}
}

// Whoever asks is answered before anybody asked whether she is safe: where a joint
// offer leads is not among the answers.
func TestFAQLeadsToNoJointOffer(t *testing.T) {
	files := with(t, "programme.yaml", "    questionnaire: after\n", handedOver)
	text := strings.Replace(string(files["programme.yaml"].Data), "emergency:", "  - id: service\n    name: {fr: Service, en: Service}\nemergency:", 1)
	files["programme.yaml"].Data = []byte(text)
	files["faq.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(aFAQ, "[ccas]", "[ccas, service]", 1))}
	p, err := programme.Load(files)
	want := `faq.yaml:6:20: faq[0].relays[1]: "service" is where a joint offer leads`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("want %q, got %v", want, err)
	}
	if len(p.FAQ) > 0 || len(p.Offers) != 2 {
		t.Errorf("%d questions and %d offers are left", len(p.FAQ), len(p.Offers))
	}
}
