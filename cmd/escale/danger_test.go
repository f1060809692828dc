package main

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/programme/sample"
)

func TestOwnWordsOfDanger(t *testing.T) {
	own := fstest.MapFS{dangerFile: {Data: []byte("languages:\n  fr:\n    danger:\n      violence: [zorgl*]\n")}}
	l, err := readDanger(own)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"il me zorglube", "il me frappe"} {
		if diff := cmp.Diff([]string{"violence"}, l.Find(words)); diff != "" {
			t.Errorf("%q: %s", words, diff)
		}
	}
	own[dangerFile].Data = []byte("languages:\n  fr:\n    danger:\n      anger: [zorgl*]\n")
	if _, err := readDanger(own); err == nil || !strings.HasPrefix(err.Error(), "danger.yaml:4: languages.fr.danger.anger") {
		t.Errorf("a broken file: %v", err)
	}
	if l, err := readDanger(fstest.MapFS{}); err != nil || l.Find("il me frappe") == nil {
		t.Errorf("without a file: %v", err)
	}
}

// check warns while nobody has reviewed the words, and of numbers that nobody
// has called for six months.
func TestCheckWarnsOfWhatNobodyReviewed(t *testing.T) {
	o, err := readOffered(sample.FS)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[programme.Date]bool{{Year: 2026, Month: 11, Day: 23}: false, {Year: 2027, Month: 8, Day: 1}: true} {
		var out strings.Builder
		k := checker{con: console{out: &out}}
		k.danger(o, day)
		lines := slices.Collect(strings.Lines(out.String()))
		if len(lines) != k.notes || !strings.Contains(lines[0], "reviewed_by is empty") {
			t.Errorf("%v: %d notes: %q", day, k.notes, lines)
		}
		if stale := strings.Contains(out.String(), "3919 was not verified"); stale != want {
			t.Errorf("%v: warns of 3919: %v", day, stale)
		}
	}
}
