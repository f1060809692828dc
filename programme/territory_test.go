package programme_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

func TestTerritory(t *testing.T) {
	table := programme.Communes()
	if n := table.Len(); n != 34_969 {
		t.Errorf("%d communes, want 34,969", n)
	}
	postcodes, several, spanning := 0, 0, []string{}
	for n := range 100_000 {
		postcode := fiveDigits(n)
		communes := table.ByPostcode(postcode)
		if len(communes) == 0 {
			continue
		}
		postcodes++
		if len(communes) > 1 {
			several++
		}
		if slices.ContainsFunc(communes, func(c programme.Commune) bool { return c.Departement != communes[0].Departement }) {
			spanning = append(spanning, postcode)
		}
	}
	if postcodes != 6_310 || several != 4_205 {
		t.Errorf("%d postcodes, %d of several communes; want 6,310 and 4,205", postcodes, several)
	}
	want := []string{
		"01200", "01410", "01590", "05110", "05130", "05160", "05700", "06260",
		"13780", "21340", "33220", "37160", "42620", "43450", "48250", "52100",
	}
	if diff := cmp.Diff(want, spanning); diff != "" {
		t.Errorf("postcodes of two départements: %s", diff)
	}
}

func fiveDigits(n int) string {
	digits := []byte("00000")
	for i := 4; n > 0; i, n = i-1, n/10 {
		digits[i] += byte(n % 10)
	}
	return string(digits)
}

func TestPostcodes(t *testing.T) {
	for postcode, want := range map[string]string{
		"38000": "Grenoble",
		"75011": "Paris",
		"75116": "Paris",
		"69003": "Lyon",
		"13016": "Marseille",
		"97100": "Basse-Terre",
		"97600": "Mamoudzou",
		"20000": "Ajaccio",
	} {
		var names []string
		for _, c := range programme.Communes().ByPostcode(postcode) {
			names = append(names, c.Name)
		}
		if !slices.Contains(names, want) {
			t.Errorf("%s: %v, want %s", postcode, names, want)
		}
	}
	for _, postcode := range []string{"", "00000", "38", "380000", "abcde"} {
		if got := programme.Communes().ByPostcode(postcode); len(got) > 0 {
			t.Errorf("%q: %v, want nothing", postcode, got)
		}
	}
}

func TestCommuneByCode(t *testing.T) {
	for code, want := range map[string]string{
		"38185": "Grenoble",
		"2A004": "Ajaccio",
		"75111": "Paris", // a municipal arrondissement is part of its commune
		"69383": "Lyon",
		"13201": "Marseille",
	} {
		if c, ok := programme.Communes().ByCode(code); !ok || c.Name != want {
			t.Errorf("%s: %q, %v; want %s", code, c.Name, ok, want)
		}
	}
	if c, ok := programme.Communes().ByCode("38000"); ok {
		t.Errorf("38000 is a postcode, found %v", c)
	}
}

func TestNearness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"38185", "38185", programme.SameCommune},
		{"69381", "69389", programme.SameCommune},
		{"38185", "38421", programme.SameEPCI},           // Grenoble, Saint-Martin-d'Hères
		{"38185", "38563", programme.SameArrondissement}, // Grenoble, Voiron
		{"38185", "38544", programme.SameDepartement},    // Grenoble, Vienne
		{"38185", "33063", programme.Elsewhere},
		{"97611", "97608", programme.SameDepartement}, // Mayotte has no arrondissements
		{"29083", "29155", programme.SameDepartement}, // Sein and Ouessant have no EPCI
	} {
		a, ok1 := programme.Communes().ByCode(c.a)
		b, ok2 := programme.Communes().ByCode(c.b)
		if !ok1 || !ok2 {
			t.Fatalf("no commune %s or %s", c.a, c.b)
		}
		if got := programme.Nearness(a, b); got != c.want {
			t.Errorf("%s and %s: %d, want %d", a.Name, b.Name, got, c.want)
		}
		if programme.Nearness(a, b) != programme.Nearness(b, a) {
			t.Errorf("%s and %s: not as near the other way round", a.Name, b.Name)
		}
	}
	if got := programme.Nearness(programme.Commune{}, programme.Commune{}); got != programme.Elsewhere {
		t.Errorf("two unknown places: %d, want elsewhere", got)
	}
}
