package programme_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"escale/programme"
	"escale/programme/sample"
)

// documented lists the YAML that the documentation shows: a structure first,
// then agendas that may stand in the place of its own.
func documented(t *testing.T) (first string, others []string) {
	t.Helper()
	page, err := os.ReadFile("../docs/agendas.md")
	if err != nil {
		t.Fatal(err)
	}
	for n, part := range strings.Split(string(page), "```yaml\n")[1:] {
		block, _, _ := strings.Cut(part, "```")
		if n == 0 {
			first = block
			continue
		}
		head, _, _ := strings.Cut(first, "agendas:\n")
		others = append(others, head+block)
	}
	if len(others) == 0 {
		t.Fatal("docs/agendas.md shows no structure, or no shapes of agendas")
	}
	return first, others
}

// threeLanguages is the sample's programme.yaml with the languages that stand in
// it: others come from files beside it, which know nothing of what a test adds.
func threeLanguages(programme []byte) []byte {
	return regexp.MustCompile(`(?m)^languages: .*$`).ReplaceAll(programme, []byte("languages: [fr, en, fr-falc]"))
}

// loaded is the sample programme with one more structure.
func loaded(t *testing.T, structure string) *programme.Programme {
	t.Helper()
	fsys := fstest.MapFS{"structures/documented.yaml": {Data: []byte(structure)}}
	err := fs.WalkDir(sample.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(sample.FS, name)
		if !strings.HasPrefix(name, "texts/") {
			fsys[name] = &fstest.MapFile{Data: threeLanguages(data)}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := programme.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The shapes of agendas that the documentation shows load without a word, but
// that a trade is in French alone.
func TestDocumentedShapesLoad(t *testing.T) {
	_, others := documented(t)
	for _, structure := range others {
		p := loaded(t, structure)
		for _, w := range p.Warnings {
			if !strings.Contains(w.Message, "is missing in") {
				t.Errorf("warning: %v", w)
			}
		}
		s, a, ok := p.Agenda("centre-social-des-lilas/anne")
		if !ok {
			t.Fatalf("the agenda is not there:\n%s", structure)
		}
		offer, _ := p.Offer("accompagnement")
		if notice := p.RulesFor(offer, s, a).Notice; len(a.Feeds) > 0 && (notice != programme.FeedNotice || !s.Hosts(a)) {
			t.Errorf("an agenda with feeds alone: notice %s, hosted %v", notice, s.Hosts(a))
		}
		first, last := programme.Date{Year: 2027, Month: 8, Day: 2}, programme.Date{Year: 2027, Month: 8, Day: 20}
		after := programme.Date{Year: 2027, Month: 8, Day: 21}
		if closed := len(a.Closed) > 0; s.ClosedOn(a, first) != closed || s.ClosedOn(a, last) != closed || s.ClosedOn(a, after) {
			t.Errorf("closed on the wrong days: %+v", a.Closed)
		}
	}
}

// The structure that the documentation shows is one that loads.
func TestDocumentedStructureLoads(t *testing.T) {
	structure, _ := documented(t)
	p := loaded(t, structure)
	s, a, ok := p.Agenda("centre-social-des-lilas/anne")
	if !ok {
		t.Fatal("the documented agenda is not there")
	}
	offer, _ := p.Offer("accompagnement")
	r := p.RulesFor(offer, s, a)
	if r.DailyCap != 4 || r.Policy != programme.PolicyPacked || r.Horizon.Hours() != 42*24 {
		t.Errorf("rules %+v are not those of the page", r)
	}
	if s.PhoneOf(a) != "04 65 71 10 98" || a.Video != "https://visio.lilas.example/anne" {
		t.Errorf("parents call %q and open %q", s.PhoneOf(a), a.Video)
	}
	if got := s.LanguagesOf(a); len(got) != 1 || got[0] != "en" {
		t.Errorf("languages %q are not those of the page", got)
	}
	// A trade in French alone is shown to everybody, and said to be so.
	for _, w := range p.Warnings {
		if w.File != "structures/documented.yaml" || !strings.Contains(w.Message, "is missing in") {
			t.Errorf("warning: %v", w)
		}
	}
}
