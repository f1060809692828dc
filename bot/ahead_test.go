package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

// What she says at once, or before it is asked, is not asked again.
func TestSaidAhead(t *testing.T) {
	for _, c := range []struct {
		typed   string
		answers programme.Answers // once the postcode is known
		commune string            // where she said it
	}{
		{"mon fils de 14 ans ne me parle plus et sèche les cours", programme.Answers{"topic": "role", "age": "12-17"}, ""},
		{"bonjour mon fils de 14 ans me parle plu et il seche l ecole je sais plus quoi faire", programme.Answers{"topic": "role", "age": "12-17"}, ""},
		{"je peux plus payer mon loyer, j'ai recu un courrier de l'huissier", programme.Answers{"topic": "money", "money": "rent"}, ""},
		{"un loyer en retard", programme.Answers{"topic": "money", "money": "rent"}, ""},
		{"j arrive plus a payer la cantine", programme.Answers{"topic": "money", "money": "help", "aid": "youth"}, ""},
		{"je suis mamie et je ne vois plus mes petits enfants depuis le divorce", programme.Answers{"topic": "someone", "someone": "relative"}, ""},
		{"je suis enceinte et j'ai 16 ans", programme.Answers{"topic": "someone", "someone": "young-parent", "age": "unborn"}, ""},
		{"mon mari est mort il y a 2 mois", programme.Answers{"topic": "hardship", "hardship": "bereavement"}, ""},
		{"ma fille a un cancer, je dois arreter de travailler", programme.Answers{"topic": "hardship", "hardship": "sick-child"}, ""},
		{"je suis séparé depuis 6 mois, mon ex ne veut plus me donner les enfants", programme.Answers{"topic": "separation", "separation": "meeting"}, ""},
		{"je veux parler de ma fille de 8 mois, j'habite a grenoble", programme.Answers{"topic": "role", "age": "0-5"}, "38185"},
		{"une séparation, 33000", programme.Answers{"topic": "separation"}, "33063"},
		{"notre couple, on vit à Lille avec le petit", programme.Answers{"topic": "couple"}, "59350"},
		{"mon ado de 16 ans se drogue, jhabite bordeaux", programme.Answers{"topic": "role", "age": "12-17"}, "33063"},
		{"je veux divorcer, 38000, c'est combien ?", programme.Answers{"topic": "separation"}, "38185"},
		// Neither how long ago something was, nor her own age, is a child's; several
		// ages leave the question open.
		{"je suis seule avec mes enfants depuis 3 ans", programme.Answers{"topic": "solo"}, ""},
		{"j'ai 34 ans et je suis maman solo", programme.Answers{"topic": "solo"}, ""},
		{"parler de mes enfants de 3 ans et 9 ans", programme.Answers{"topic": "role"}, ""},
	} {
		s := play(t, "> page fr", "> type "+c.typed)
		if got := s.c.Data.Place.Commune; got != c.commune {
			t.Errorf("%s: lives in %q, want %q", c.typed, got, c.commune)
		}
		if c.commune == "" {
			s.play("> type 38000")
		}
		if d := cmp.Diff(c.answers, s.c.Answers); d != "" {
			t.Errorf("%s: answers (-want +got):\n%s", c.typed, d)
		}
	}
}

// At the first question, too, a place or an age alone is kept, and the question
// stays.
func TestSaidAheadAlone(t *testing.T) {
	s := play(t, "> page fr", "> type j'habite à Grenoble", "> type ma fille a 9 ans")
	if len(s.c.Answers) > 0 || s.c.Step != stepWelcome {
		t.Fatalf("at %s with %v", s.c.Step, s.c.Answers)
	}
	if said := strings.Join(texts(s.messages), "\n"); !strings.Contains(said, "De 6 à 11 ans") {
		t.Errorf("says %q", said)
	}
	s.play("> tap Mon rôle de parent")
	if s.c.Data.Question != "safety" || s.c.Answers["age"] != "6-11" || s.c.Data.Place.Departement != "38" {
		t.Errorf("asks %q, knows %v of %v", s.c.Data.Question, s.c.Answers, s.c.Data.Place)
	}
	s.play("> tap Retour")
	if s.c.Data.Question != "age" {
		t.Errorf("back at %q, want the age", s.c.Data.Question)
	}
}

// Of danger, and at the question on safety, nothing is kept ahead.
func TestNothingAheadOfDanger(t *testing.T) {
	for _, typed := range []string{"mon mari me frappe, mon fils a 3 ans, j'habite à Grenoble", "j'ai envie de mourir, ma fille a 9 ans"} {
		s := play(t, "> page fr", "> type "+typed)
		if d := cmp.Diff(Ahead{}, s.c.Data.Ahead); d != "" {
			t.Errorf("%s: %s", typed, d)
		}
	}
	s := play(t, "> page fr", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> type on viendrait tous les deux")
	if d := cmp.Diff(Ahead{}, s.c.Data.Ahead); d != "" {
		t.Error(d)
	}
}
