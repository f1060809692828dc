package scheduling

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPlaceSaysNoMore(t *testing.T) {
	const known = "Centre social des Tilleuls-Imaginaires, 12 allée des Tilleuls-Imaginaires, 38000 Grenoble"
	ignore := words("Grenoble Centre social des Tilleuls-Imaginaires")
	for said, same := range map[string]bool{
		known:                               true,
		"12 allée des Tilleuls-Imaginaires": true,
		"12, ALLEE DES TILLEULS IMAGINAIRES — 38000 GRENOBLE":      true,
		"12 All. des Tilleuls-Imaginaires, 38100 Grenoble, France": true,
		"Centre social des Tilleuls\u2011Imaginaires":              true,
		"14 allée des Tilleuls-Imaginaires":                        false,
		"Salle 3, 12 allée des Tilleuls-Imaginaires":               false,
		"Maison des Roses":                      false,
		"12 bis allée des Tilleuls-Imaginaires": false,
		"https://visio.example/x":               false,
		"12 alle\u0301e des Tilleuls-Imaginaires,\n38000 Grenoble Cedex 9": false,
	} {
		if got := saysNoMore(said, known, ignore); got != same {
			t.Errorf("%q: %v, want %v", said, got, same)
		}
	}
}

// What staff write becomes one bounded line, whatever it is.
func FuzzPlace(f *testing.F) {
	for _, seed := range []string{"Salle 3", "a\r\nEND:VEVENT\x00", strings.Repeat("é", 500), "\u202eabc", "\xff\xfe", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line := oneLine(text)
		if strings.ContainsFunc(line, unicode.IsControl) || utf8.RuneCountInString(line) > maxPlace {
			t.Errorf("%q became %q", text, line)
		}
		if oneLine(line) != line {
			t.Errorf("%q is not kept", line)
		}
		words(text)
	})
}
