package scheduling

import "testing"

func TestWishesAreSaidToStructures(t *testing.T) {
	for wish, want := range map[string]string{
		"interpreter":              "Interprète souhaité",
		"interpreter-ar":           "Interprète souhaité : arabe",
		"interpreter-uk":           "Interprète souhaité : ukrainien",
		"interpreter-so":           "Interprète souhaité : so",
		"interpreter-my own words": "",
		"tr":                       "Langue d’accueil souhaitée : turc",
		"fsl":                      "Langue d’accueil souhaitée : langue des signes",
		"ps-af":                    "Langue d’accueil souhaitée : ps-af",
		"":                         "",
		"Call me at home":          "",
		"verylongword":             "",
	} {
		if got := wishWord(wish); got != want {
			t.Errorf("%q: %q, want %q", wish, got, want)
		}
	}
}
