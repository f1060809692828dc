package bot

import "testing"

// An age in words, in figures, in months chooses the answer that it is in.
func TestAnAgeIsAnAnswer(t *testing.T) {
	for typed, want := range map[string]string{
		"3": "0-5", "il a 3 ans": "0-5", "trois ans et demi": "0-5", "sept": "6-11", "8 mois": "0-5", "10 jours": "0-5", "14 mois": "0-5",
		"Mon fils a 11 ans.": "6-11", "17 ans": "12-17", "elle a 18 ans": "18-21", "23": "22-plus", "8 et 10 ans": "6-11", "je suis enceinte": "unborn",
		"le deuxième": "0-5", "il a 72 mois": "6-11",
		"elle a 3": "0-5", "un de mes enfants a 8 ans": "6-11",
		"130 ans": "", "il y a 3 ans": "", "depuis deux ans": "", "j’ai 3 enfants": "", "<script>alert(1)</script><img src=x onerror=alert(1)>": "", "à 14 h": "", "vers 14 heures": "", "3 et 7 ans": "", "un empêchement": "", "38000": "", "j’ai deux enfants et c’est un peu long à raconter, il y a 3 ans tout a changé": "",
	} {
		s := play(t, "> page fr", "> tap Mon rôle de parent", "> type 38100", "> type "+typed)
		if got := s.c.Answers["age"]; got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}

func TestAnAgeInOtherLanguages(t *testing.T) {
	for language, typed := range map[string]string{
		"en": "he is seven years old", "ar": "٧ سنوات", "tr": "yedi yaşında", "pt": "tem sete anos", "es": "tiene 7 años", "ro": "șapte ani", "ru": "семь лет", "uk": "йому 7 років", "fr-falc": "84 mois",
	} {
		s := play(t, "> speaks "+language, "> page "+language, "> type 1", "> type 38100", "> type "+typed)
		if got := s.c.Answers["age"]; got != "6-11" {
			t.Errorf("%s: %s: %q", language, typed, got)
		}
	}
}

// After a guess, a number is the guess's place.
func TestANumberAfterAGuessIsItsPlace(t *testing.T) {
	s := play(t, "> page fr", "> tap Mon rôle de parent", "> type 38100", "> type ils ont 3 et 7 ans", "> type 2")
	if got := s.c.Answers["age"]; got != "6-11" {
		t.Errorf("%q, want the second of the two", got)
	}
	s = play(t, "> page fr", "> tap Mon rôle de parent", "> type 38100", "> type abracadabra", "> type 14")
	if got := s.c.Answers["age"]; got != "12-17" {
		t.Errorf("%q, want the age: nothing was guessed", got)
	}
}
