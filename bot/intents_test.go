package bot

import (
	"strings"
	"testing"
)

// Things that parents wrote, and that were answered with something else, or with an
// apology.
func TestAskedAndWished(t *testing.T) {
	slots := []string{"> page fr", "> tap Mon rôle de parent", "> type 38000", "> tap De 6 à 11 ans", "> tap Oui"}
	for _, c := range []struct {
		before      []string
		typed, want string
	}{
		{nil, "je voudrais voir un psy", "Les psychologues de la Caf"},
		{nil, "un loyer en retard", "Quel est votre code postal"},
		{nil, "j arrive plus a payer la cantine", "Quel est votre code postal"},
		{nil, "vous allez le dire a mes parents ?", "reste entre vous"},
		{nil, "au revoir", "Je reste là"},
		{slots, "merci, bonne journée", "Je reste là"},
		{slots, "c'est combien ?", "médiation familiale, le premier entretien"},
		{append(slots, "> type 1"), "en fait mon fils a 13 ans", "Peut-être la première réponse"},
		{[]string{"> page fr", "> tap Mon rôle de parent", "> type 38000"}, "en visio si possible", "je chercherai\u00a0: en visio"},
		{[]string{"> page fr", "> tap Une séparation", "> type 38000", "> tap Un lieu pour voir mon enfant", "> tap Oui"}, "non", "Un espace de rencontre"},
		{[]string{"> page fr", "> tap Parler à une personne", "> tap Qu’on me rappelle", "> type 06 12 34 56 78"}, "demain matin", "le matin"},
	} {
		before := c.before
		if before == nil {
			before = []string{"> page fr"}
		}
		s := play(t, append(before[:len(before):len(before)], "> type "+c.typed)...)
		if said := s.messages[len(s.messages)-1].Text; !strings.Contains(said, c.want) {
			t.Errorf("%s: %s", c.typed, said)
		}
	}
}
