package bot

import (
	"strings"
	"testing"
)

// What others give to both parents together is gone from the page on screen, too:
// neither a word to go on nor one that nobody understands brings it back.
func TestMediationOnScreenGoes(t *testing.T) {
	for _, then := range []string{"continuer", "zorglub", "/start"} {
		s := play(
			t, "> type bonjour", "> tap Une séparation", "> type 38000", "> tap M’entendre avec l’autre parent", "> tap Oui",
			"> tap La médiation familiale", "> type "+cry,
		)
		before := s.out.Len()
		if s.c.Data.Wanted.Offer == "mediation" {
			t.Error("still wants it")
		}
		s.play("> type " + then)
		if said := s.out.String()[before:]; strings.Contains(said, "édiation") {
			t.Errorf("%q brings it back: %s", then, said)
		}
	}
}

// Nothing was free of a session for two: it is not searched for again.
func TestASessionForTwoIsNotSearchedForAgain(t *testing.T) {
	s := play(
		t, "> full", "> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> tap Oui, tous les deux",
		"> tap Conseil conjugal et familial",
	)
	if s.c.Step != stepStopped || s.c.Data.Wanted.Offer != "conseil-conjugal" {
		t.Fatalf("at %s, wants %q", s.c.Step, s.c.Data.Wanted.Offer)
	}
	again := s.find("Chercher à nouveau")
	s.play("> type " + cry)
	s.desk.full = false
	s.play("> forge " + again)
	if s.c.Data.Wanted.Offer == "conseil-conjugal" {
		t.Errorf("searches for it again: %s", &s.out)
	}
}

// Words of danger beside the list of a session for two: while she asks to be
// called, or answers a questionnaire. The list does not come back with it.
func TestASessionForTwoIsGoneBesideToo(t *testing.T) {
	list := []string{
		"> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> tap Oui, tous les deux",
		"> tap Conseil conjugal et familial",
	}
	booked := []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui", "> wait 60h", "> type recommencer"}
	for name, way := range map[string][]string{
		"call":     append(list[:7:7], "> type rappelez-moi", "> type "+cry, "> tap Retour"),
		"no call":  append(list[:7:7], "> type rappelez-moi", "> type 06 12 34 56 78", "> type "+cry, "> tap Le matin", "> tap Oui, appelez-moi"),
		"summary":  append(list[:7:7], "> type 1", "> type rappelez-moi", "> type "+cry, "> tap Retour"),
		"question": append(list[:4:4], "> type rappelez-moi", "> type "+cry, "> tap Retour"),
		"survey":   append(append(booked, list[1:]...), "> questionnaire b1", "> tap Oui", "> type "+cry, "> type continuer"),
	} {
		s := play(t, way...)
		last := ordinary(s.messages[len(s.messages)-1].Text)
		if s.c.Data.Wanted.Offer == "conseil-conjugal" || strings.Contains(last, "Conseil conjugal") || strings.Contains(last, "en sécurité à la maison") {
			t.Errorf("%s: wants %q, is asked %q", name, s.c.Data.Wanted.Offer, last)
		}
		if s.c.Step == stepCall {
			t.Errorf("%s: still at the request", name)
		}
	}
}

// A session for two that staff cancelled is not looked for again once she wrote of
// danger.
func TestASessionForTwoIsNotTakenAgain(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> tap Oui, tous les deux",
		"> tap Conseil conjugal et familial", "> type 1", "> type oui", "> deleted b1",
	)
	if b := s.desk.bookings["b1"]; b == nil || b.Offer != "conseil-conjugal" {
		t.Fatalf("booked %+v", b)
	}
	s.play("> type " + cry)
	before := s.out.Len()
	s.play("> tap Trouver un autre créneau")
	if said := s.out.String()[before:]; s.c.Data.Wanted.Offer == "conseil-conjugal" || !s.c.Data.Apart || strings.Contains(said, "Conseil conjugal") {
		t.Errorf("wants %q, apart %v: %s", s.c.Data.Wanted.Offer, s.c.Data.Apart, said)
	}
}

// She answered in an earlier flow that she is not safe: a new one gives no code
// before it has asked.
func TestANewFlowGivesNoCodeUnasked(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Non", "> type recommencer",
		"> type /lier",
	)
	if text := s.messages[0].Text; !strings.HasPrefix(text, "Une question avant") {
		t.Errorf("not asked: %q", text)
	}
	if s.play("> tap Non"); !s.messages[0].Purge || len(s.desk.asked) > 0 {
		t.Errorf("%q, commands %v", s.messages[0].Text, s.desk.asked)
	}
}
