package bot

import (
	"testing"

	"escale/scheduling"
)

func TestATownIsAnAnswer(t *testing.T) {
	for typed, want := range map[string]string{
		"Grenoble": "38185", "grenoble !": "38185", "j’habite à Grenoble": "38185", "St-Martin-d'Hères": "38421",
		"st martin d heres": "38421", "Lyon 3e": "69123", "PARIS 15": "75056", "Le Havre": "76351", "à L'Isle-d'Abeau": "38193",
		"lyon 69": "69123", "quelque part": "", "vers nulle part": "", "12": "", "Saint-Martin": "", "Saint-Denis": "",
	} {
		s := play(t, "> page fr", "> tap Mon rôle de parent", "> type "+typed)
		if got := s.c.Data.Place.Commune; got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
		if asked := s.c.Step == stepPostcode; asked != (want == "") {
			t.Errorf("%s: at %s", typed, s.c.Step)
		}
	}
}

func TestATownWithATime(t *testing.T) {
	for typed, want := range map[string]scheduling.Part{"Grenoble, plutôt le soir": scheduling.Evening, "j’habite à Grenoble, je préfère le matin": scheduling.Morning} {
		s := play(t, "> page fr", "> tap Mon rôle de parent", "> type "+typed)
		if n := s.c.Data; n.Place.Commune != "38185" || n.Early.When.Part != want {
			t.Errorf("%s: %+v %+v", typed, n.Place, n.Early)
		}
	}
}

func TestATownInOtherLanguages(t *testing.T) {
	for language, typed := range map[string]string{
		"en": "I live in Grenoble", "ar": "أعيش في Grenoble", "tr": "Grenoble'da oturuyorum", "pt": "moro em Grenoble", "es": "vivo en Grenoble",
		"ro": "locuiesc în Grenoble", "ru": "я живу в Grenoble", "uk": "живу у Grenoble", "fr-falc": "à Grenoble",
	} {
		s := play(t, "> speaks "+language, "> page "+language, "> type 1", "> type "+typed)
		if got := s.c.Data.Place.Commune; got != "38185" {
			t.Errorf("%s: %s: %q", language, typed, got)
		}
	}
}

// Of a name that several communes have, one is chosen by a tap; any other code in
// its place is a forgery, and a commune all the same.
func TestOneOfSeveralTowns(t *testing.T) {
	s := play(t, "> page fr", "> tap Mon rôle de parent", "> type saint denis", "> tap Saint-Denis (974)")
	if got := s.c.Data.Place; got.Departement != "974" || got.Postcode != "" {
		t.Errorf("%+v", got)
	}
}
