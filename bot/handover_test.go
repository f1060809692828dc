package bot

import (
	"slices"
	"strings"
	"testing"

	"escale/programme"
)

// Whoever is not safe is sent to no mediation, wherever it stands, and nothing
// tells that it is missing.
func TestUnsafeIsNeverSentToMediation(t *testing.T) {
	for _, way := range [][]string{
		{"> tap Une séparation", "> type 38000", "> tap M’entendre avec l’autre parent"},
		{"> tap Une séparation", "> type 38000", "> tap Un lieu pour voir mon enfant"},
		{"> tap Une séparation", "> type 75011", "> tap M’entendre avec l’autre parent"},
		{"> tap Je suis un proche, ou un jeune", "> type 38000", "> tap Un grand-parent ou un proche"},
	} {
		for answer, offered := range map[string]bool{"Oui": true, "Je préfère ne pas répondre": true, "Non": false} {
			s := play(t, append(append([]string{"> type bonjour"}, way...), "> tap "+answer)...)
			if s.c.Data.Question == "judge" {
				s.play("> tap Pas encore")
			}
			if said := strings.Contains(s.out.String(), "édiation"); said != offered {
				t.Errorf("%s, %s: mediation is named: %v\n%s", way, answer, said, s.out.String())
			}
			if !strings.Contains(s.out.String(), "CIDFF") {
				t.Errorf("%s, %s: the CIDFF is out of reach", way, answer)
			}
		}
	}
}

// She changes her topic after she said that she is not safe: what was kept for
// another topic asks her anew, before anything that brings two together is named.
func TestUnsafeStaysSoWhenTheTopicChanges(t *testing.T) {
	for _, topic := range []string{"Mon rôle de parent", "Notre couple"} {
		s := play(
			t, "> type bonjour", "> tap "+topic, "> type 38000", "> tap De 0 à 5 ans", "> tap Non", "> type 1",
			"> tap Changer une réponse", "> tap "+topic, "> tap Une séparation", "> tap M’entendre avec l’autre parent",
		)
		if s.c.Data.Question != "safety" || strings.Contains(s.out.String(), "édiation") {
			t.Errorf("%s: asked for %q\n%s", topic, s.c.Data.Question, s.out.String())
		}
	}
}

// A hand-over is counted, once a conversation, under its own offer.
func TestHandOverIsCounted(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Un décès, une maladie", "> type 38000", "> tap Mon enfant est malade : le travail, l’argent",
		"> tap Retour", "> tap Mon enfant est malade : le travail, l’argent",
	)
	want := []string{"welcome", "postcode", "hardship", "handed-over-ajpp"}
	if !slices.Equal(s.reached, want) {
		t.Errorf("reached %v, want %v", s.reached, want)
	}
}

// From the last page, "oui" begins anew and "non" ends; "oui" is no booking.
func TestAnythingElse(t *testing.T) {
	way := []string{"> type bonjour", "> tap Un décès, une maladie", "> type 38000", "> tap Mon enfant est malade : le travail, l’argent"}
	if s := play(t, append(way, "> type oui")...); s.c.Step != stepWelcome || len(s.c.Answers) > 0 {
		t.Errorf("oui: at %s with %v", s.c.Step, s.c.Answers)
	}
	s := play(t, append(way, "> type non")...)
	if text := ordinary(s.messages[0].Text); !strings.HasPrefix(text, "Merci de votre confiance") {
		t.Errorf("non: %q", text)
	}
	if s.play("> tap Retour"); !strings.Contains(s.messages[0].Text, "AJPP") {
		t.Errorf("back: %q", s.messages[0].Text)
	}
}

// An offer that is no longer handed over, or gone, sends her on.
func TestHandOverThatChanged(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Un décès, une maladie", "> type 38000", "> tap Mon enfant est malade : le travail, l’argent")
	own := *s.desk.p
	own.Offers = slices.DeleteFunc(slices.Clone(own.Offers), func(o programme.Offer) bool { return o.ID == "ajpp" })
	config := s.d.DialogueConfig
	config.Catalogue = func() *programme.Programme { return &own }
	s.d = NewDialogue(config)
	s.play("> tap Français facile")
	if s.c.Step != stepStopped {
		t.Errorf("at %s", s.c.Step)
	}
}

// Both readings of the price: a scale is shown, and an income never asked.
func TestPriceByScale(t *testing.T) {
	s := newStageDoor(t)
	own := *s.desk.p
	own.Offers = slices.Clone(own.Offers)
	own.Offers[0].Price = programme.Text{"fr": "gratuit pour les foyers modestes, sinon de 2 à 10 € la séance"}
	own.Offers[0].Quota = programme.Quota{Sessions: 5, Per: programme.PerRollingYear}
	config := s.d.DialogueConfig
	config.Catalogue = func() *programme.Programme { return &own }
	s.d, s.desk.p = NewDialogue(config), &own
	for _, line := range []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 6 à 11 ans", "> tap Oui", "> type 1"} {
		s.play(line)
	}
	for _, want := range []string{"Prix : gratuit pour les foyers modestes, sinon de 2 à 10 € la séance.", "Séance 1 sur 5"} {
		if !strings.Contains(s.out.String(), want) {
			t.Errorf("want %q in\n%s", want, s.out.String())
		}
	}
}
