package bot

import (
	"strings"
	"testing"
)

// Who has the first page before her is answered, and not welcomed again.
func TestFirstWordsOnThePage(t *testing.T) {
	for typed, want := range map[string]string{
		"bonjour":                         "De quoi aimeriez-vous parler",
		"mon couple va mal":               "Quel est votre code postal",
		"une séparation":                  "Quel est votre code postal",
		"combien ça coûte ?":              "gratuit",
		"abracadabra":                     "Je n’ai pas compris",
		"👍":                               "Je vous lis mieux",
		"mon mari me frappe":              "3919",
		"aide":                            "/retour",
		strings.Repeat("trop long ", 300): "De quoi aimeriez-vous parler",
	} {
		s := play(t, "> page fr", "> type "+typed)
		said := strings.Join(texts(s.messages), "\n")
		if strings.Contains(said, "bienvenue") || !strings.Contains(said, want) {
			t.Errorf("%.40s: %s", typed, said)
		}
	}
}

// Who writes without having seen it is welcomed, and answered.
func TestFirstWordsElsewhere(t *testing.T) {
	for typed, want := range map[string]string{
		"bonjour":            "De quoi aimeriez-vous parler",
		"mon couple va mal":  "Quel est votre code postal",
		"combien ça coûte ?": "gratuit",
		"abracadabra":        "De quoi aimeriez-vous parler",
	} {
		s := play(t, "> type "+typed)
		said := strings.Join(texts(s.messages), "\n")
		if strings.Count(said, "bienvenue") != 1 || !strings.Contains(said, want) || strings.Contains(said, "pas compris") {
			t.Errorf("%s: %s", typed, said)
		}
	}
}

func texts(messages []Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return all
}
