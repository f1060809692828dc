package programme_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"escale/programme"
	"escale/programme/sample"
)

// sampleWith is the sample's programme, changed in one place.
func sampleWith(t *testing.T, old, changed string) *programme.Programme {
	t.Helper()
	data, err := fs.ReadFile(sample.FS, "programme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("the sample holds no %q", old)
	}
	fsys := fstest.MapFS{"programme.yaml": {Data: threeLanguages([]byte(strings.Replace(string(data), old, changed, 1)))}}
	for _, name := range []string{"apres-seance", "avant", "un-mois-apres"} {
		file := "questionnaires/" + name + ".yaml"
		data, err := fs.ReadFile(sample.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		fsys[file] = &fstest.MapFile{Data: data}
	}
	p, err := programme.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Each fault of a catalogue is found by walking it, and told with the answers that
// lead there, in words.
func TestWalkFinds(t *testing.T) {
	for _, c := range []struct{ name, old, changed, want string }{
		{
			"a refusal that leads nowhere", "relays: [departement, ccas, adil]", "relays: []",
			`topic “L’argent ou le logement”, money “Un loyer en retard”, allocataire “Non”: "impaye-loyer" is refused, and nothing says where to go instead`,
		},
		{
			"nobody to receive her there", "relays: [caf-psychologues, \"3114\"]", "relays: [caf-psychologues]",
			`topic “Un décès, une maladie”, hardship “Un décès dans la famille”, allocataire “Oui”: "psychologues" is handed over to nobody there ` +
				`(first met in a département that does not take part`,
		},
		{
			"an answer that leads nowhere", `for: money == "living"`, `for: money == "help"`,
			`topic “L’argent ou le logement”, money “Le RSA, la prime d’activité”: neither an offer nor a relay`,
		},
		{
			"an offer out of reach", `for: aid == "home"`, `for: aid == "home" and topic == "role"`,
			`no combination of answers leads to "aide-logement"`,
		},
		{
			"a question out of reach", "asks: [topic, separation, judge]\n    conditions:\n      - when: judge == \"yes\"", "asks: [topic, separation]\n    conditions:\n      - when: topic == \"separation\"",
			`no combination of answers leads to the question "judge"`,
		},
		{
			"too long a way", `when: topic == "money"`, `when: topic in ["money", "couple", "separation"]`,
			"7 steps with the postcode, want at most 6",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := sampleWith(t, c.old, c.changed).Check().Error(); !strings.Contains(got, c.want) {
				t.Errorf("want %q in\n%s", c.want, got)
			}
		})
	}
}

// The offer that the documentation adds loads, and every path still ends.
func TestDocumentedOfferLoads(t *testing.T) {
	page, err := os.ReadFile("../docs/offres.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "```yaml\n")
	block, _, found := strings.Cut(block, "```")
	if !found {
		t.Fatal("docs/offres.md shows no offer")
	}
	p := sampleWith(t, "  - id: groupes\n", block+"\n  - id: groupes\n")
	if faults := p.Check(); len(faults) > 0 {
		t.Errorf("check:\n%v", faults)
	}
	a := p.Assess(programme.Answers{"topic": "role", "age": "6-11", "safety": "yes"}, "38", today, nil)
	if !slices.Contains(a.Eligible, "aide-aux-devoirs") {
		t.Errorf("it is not among %v", a.Eligible)
	}
}

func BenchmarkCheck(b *testing.B) {
	p, err := programme.Load(sample.FS)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if faults := p.Check(); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}
