package programme_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"escale/programme"
)

// Whatever a file holds, Load answers with a programme or with faults that
// stand somewhere.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(small), []byte(smallStructure))
	for _, wild := range []string{"", "[", "- ", "a: &a [*a]", "? ", "<<: {a: b}", "%YAML 1.2\n---\n", "a:\n\t- b", "---\n---\n", "\x00", "!!binary x", "a: |\n", "\"", "{{{{", ": :", "offers: [{where: {38: {from: x}}}]"} {
		f.Add([]byte(wild), []byte(wild))
	}
	f.Fuzz(func(t *testing.T, main, structure []byte) {
		p, err := programme.Load(fstest.MapFS{
			"programme.yaml":            {Data: main},
			"structures/a.yaml":         {Data: structure},
			"questionnaires/after.yaml": {Data: []byte("items: []\n")},
		})
		if p == nil && (err == nil || strings.TrimSpace(err.Error()) == "") {
			t.Fatalf("no programme and no fault: %v", err)
		}
		if p != nil {
			p.Check()
		}
	})
}

// What would cost the parser too much is refused first.
func TestWildFilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"long":   strings.Repeat("# a comment\n", 30_000),
		"deep":   strings.Repeat("[", 100_000),
		"dashes": strings.Repeat("- ", 100_000),
	} {
		_, err := programme.Load(fstest.MapFS{"programme.yaml": {Data: []byte(text)}})
		if err == nil || strings.Contains(err.Error(), "missing") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
