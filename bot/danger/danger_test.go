package danger

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func shippedList(t testing.TB) *List {
	t.Helper()
	l, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// sentence is a line of testdata: what it speaks of, "" when of nothing. A line
// that begins with ~ is one the list still gets wrong.
type sentence struct {
	file, kind, text string
	wrong            bool
}

func sentences(t testing.TB) []sentence {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []sentence
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			kind, text, ok := strings.Cut(lines.Text(), " : ")
			if !ok || strings.HasPrefix(kind, "#") {
				continue
			}
			kind, wrong := strings.CutPrefix(kind, "~")
			all = append(all, sentence{filepath.Base(name), strings.TrimPrefix(kind, "-"), text, wrong})
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Every sentence of testdata speaks of its danger, or of none, whichever
// language the conversation is in; what is known to go wrong still does, else its
// mark comes off.
func TestSentences(t *testing.T) {
	l := shippedList(t)
	with, without := map[string]int{}, map[string]int{}
	for _, s := range sentences(t) {
		kinds := l.Find(s.text)
		right := len(kinds) == 0
		if s.kind == "" {
			without[s.file]++
		} else {
			with[s.file]++
			right = slices.Contains(kinds, s.kind)
		}
		if right == s.wrong {
			t.Errorf("%s: %q is taken for %v, want %q (known to go wrong: %t)", s.file, s.text, kinds, s.kind, s.wrong)
		}
	}
	for _, language := range languages {
		want := map[string]int{"fr": 40, "en": 15}[language]
		name := language + ".txt"
		if want = max(want, 8); with[name] < want || without[name] < want {
			t.Errorf("%s: %d sentences with danger and %d without, want %d of each", name, with[name], without[name], want)
		}
	}
}
