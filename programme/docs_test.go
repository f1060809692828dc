package programme_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"escale/programme"
	"escale/programme/sample"
)

// The structure that the documentation shows is one that loads.
func TestDocumentedStructureLoads(t *testing.T) {
	page, err := os.ReadFile("../docs/structures.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	structure, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/structures.md shows no structure")
	}
	fsys := fstest.MapFS{"structures/documented.yaml": {Data: []byte(structure)}}
	err = fs.WalkDir(sample.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(sample.FS, name)
		fsys[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := programme.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
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
	// A trade in French alone is shown to everybody, and said to be so.
	for _, w := range p.Warnings {
		if w.File != "structures/documented.yaml" || !strings.Contains(w.Message, "is missing in") {
			t.Errorf("warning: %v", w)
		}
	}
}
