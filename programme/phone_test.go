package programme

import (
	"errors"
	"strings"
	"testing"
)

func TestParsePhone(t *testing.T) {
	for _, c := range []struct {
		words, want, shown string
		err                error
	}{
		{"0612345678", "+33612345678", "06 12 34 56 78", nil},
		{"06 12 34 56 78", "+33612345678", "06 12 34 56 78", nil},
		{"06.12.34.56.78", "+33612345678", "06 12 34 56 78", nil},
		{"06\u00a012\u202f34–56-78", "+33612345678", "06 12 34 56 78", nil},
		{"mon numéro est le 06/12/34/56/78, après 18 h", "+33612345678", "06 12 34 56 78", nil},
		{"à 18 h au 01 99 00 12 34", "+33199001234", "01 99 00 12 34", nil},
		{"+33 6 12 34 56 78", "+33612345678", "06 12 34 56 78", nil},
		{"+33 (0)6 12 34 56 78", "+33612345678", "06 12 34 56 78", nil},
		{"+330612345678", "+33612345678", "06 12 34 56 78", nil},
		{"0033612345678", "+33612345678", "06 12 34 56 78", nil},
		{"33 6 12 34 56 78", "+33612345678", "06 12 34 56 78", nil},
		{"٠٦١٢٣٤٥٦٧٨", "+33612345678", "06 12 34 56 78", nil},
		{"\u206806 12 34 56 78\u2069", "+33612345678", "06 12 34 56 78", nil},
		{"0690 12 34 56", "+590690123456", "0690 12 34 56", nil}, // Guadeloupe
		{"0696 12 34 56", "+596696123456", "0696 12 34 56", nil}, // Martinique
		{"0694 12 34 56", "+594694123456", "0694 12 34 56", nil}, // Guyane
		{"0692 12 34 56", "+262692123456", "0692 12 34 56", nil}, // La Réunion
		{"0639 12 34 56", "+262639123456", "0639 12 34 56", nil}, // Mayotte
		{"+262 692 12 34 56", "+262692123456", "0692 12 34 56", nil},
		{"+32 470 12 34 56", "+32470123456", "+32470123456", nil},
		{"00 213 550 12 34 56", "+213550123456", "+213550123456", nil},
		{"", "", "", ErrNoPhone},
		{"je ne sais pas", "", "", ErrNoPhone},
		{"à 18 h", "", "", ErrNoPhone},
		{"06 12 34", "", "", ErrWrongPhone},
		{"06 12 34 56 7", "", "", ErrWrongPhone},
		{"06 12 34 56 78 9", "", "", ErrWrongPhone},
		{"612345678", "", "", ErrWrongPhone},
		{"+33 6 12 34 56", "", "", ErrWrongPhone},
		{"+0612345678", "", "", ErrWrongPhone},
		{"3919", "", "", ErrServicePhone},
		{"118 218", "", "", ErrServicePhone},
		{"0800 00 34 56", "", "", ErrServicePhone},
		{"+33 8 99 12 34 56", "", "", ErrServicePhone},
		{"+881 612 345 678", "", "", ErrServicePhone},
	} {
		got, err := ParsePhone(c.words)
		if string(got) != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q: %q, %v; want %q, %v", c.words, got, err, c.want, c.err)
		}
		if shown := strings.ReplaceAll(got.String(), "\u00a0", " "); shown != c.shown {
			t.Errorf("%q is shown as %q, want %q", c.words, shown, c.shown)
		}
	}
}

// What is understood is a number that is understood again, however it is shown.
func FuzzParsePhone(f *testing.F) {
	for _, seed := range []string{"06 12 34 56 78", "+32 470 12 34 56", "0690123456", "+33 (0)6", "٠٦", "+", "(0)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		p, err := ParsePhone(words)
		if err != nil {
			return
		}
		if len(p) < 9 || len(p) > 16 || p[0] != '+' || onlyDigits(string(p)) != string(p[1:]) {
			t.Fatalf("%q is %q", words, p)
		}
		if again, err := ParsePhone(p.String()); again != p {
			t.Errorf("%q is %q, shown as %q, which is %q, %v", words, p, p, again, err)
		}
	})
}
