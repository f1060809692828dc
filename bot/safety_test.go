package bot

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot/danger"
	"escale/programme"
)

// shippedWords are read once: reading them takes longer than most tests.
var shippedWords = sync.OnceValues(danger.Shipped)

func shippedDanger(t *testing.T) func(string) []string {
	t.Helper()
	l, err := shippedWords()
	if err != nil {
		t.Fatal(err)
	}
	return l.Find
}

// Words name the same kinds of danger as numbers do.
func TestKindsAreThoseOfTheProgramme(t *testing.T) {
	if diff := cmp.Diff(programme.Dangers(), danger.Kinds()); diff != "" {
		t.Error(diff)
	}
}

// everywhereAsked are the ways to each place where something may be typed.
func everywhereAsked() map[string][]string {
	booked := []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui"}
	return map[string][]string{
		"first words": {},
		"topic":       booked[:1],
		"postcode":    booked[:2],
		"age":         booked[:3],
		"safety":      booked[:4],
		"slots":       booked[:5],
		"first name":  append(booked[:6:6], "> tap Donner un prénom"),
		"booked":      booked,
		"e-mail":      append(booked[:7:7], "> tap Des rappels par e-mail"),
		"code":        {"> type bonjour", "> type /lier", "> tap Oui, je suis en sécurité", "> tap J’ai un code"},
		"cancelling":  append(booked[:7:7], "> type rdv", "> type annuler"),
		"survey":      append(booked[:7:7], "> wait 60h", "> questionnaire b1"),
		"after a day": append(booked[:3:3], "> wait 26h"),
	}
}

const cry = "mon mari me frappe, aidez-moi zorglub"

// Wherever she is, words of danger bring the numbers first and at once, in a
// message that leaves no trace, and nothing keeps the words.
func TestWordsOfDangerAnywhere(t *testing.T) {
	for at, way := range everywhereAsked() {
		s := play(t, way...)
		answers := len(s.answers)
		s.play("> type " + cry)
		first := s.messages[0]
		if !first.Purge || !strings.Contains(first.Text, "3919") || !strings.HasPrefix(first.Text, "Merci de me l’avoir dit") {
			t.Errorf("%s: %q", at, first.Text)
		}
		data, err := json.Marshal(s.c)
		if err != nil {
			t.Fatal(err)
		}
		for _, kept := range []string{"zorglub", "frappe", "violence", "danger", "3919"} {
			if strings.Contains(string(data), kept) {
				t.Errorf("%s: the conversation keeps %q: %s", at, kept, data)
			}
		}
		for _, m := range s.messages {
			if numbers := strings.Contains(m.Text, "3919"); numbers != m.Purge || strings.Contains(m.Text, "zorglub") {
				t.Errorf("%s: %q, purge %v", at, m.Text, m.Purge)
			}
		}
		if len(s.answers) > answers {
			t.Errorf("%s: recorded %+v", at, s.answers)
		}
		if s.c.Data.Wanted.FirstName != "" || s.c.Email != "" || s.c.Data.Code {
			t.Errorf("%s: took the words for an answer", at)
		}
		if err := wellFormed(first); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// What is kept does not tell which danger it was, nor that it was words.
func TestAnyDangerLeavesTheSame(t *testing.T) {
	kept := map[string]string{}
	for _, words := range []string{"mon mari me frappe", "je veux mourir", "je suis à bout", "mon fils se fait harceler", "mon bébé ne respire plus"} {
		s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type "+words)
		data, err := json.Marshal(s.c)
		if err != nil {
			t.Fatal(err)
		}
		kept[string(data)] = words
	}
	if len(kept) != 1 {
		t.Errorf("conversations differ: %v", kept)
	}
}

// From then on in this flow: no session for two, no mediation, no code for the
// other parent, no reason; and the question about safety is not put again.
func TestApartFromThenOn(t *testing.T) {
	s := play(t, "> type bonjour", "> type "+cry, "> tap Notre couple", "> type 38000")
	for range 8 {
		for _, m := range s.messages {
			for _, left := range []string{"Conseil conjugal", "médiation", "Médiation", "en sécurité à la maison"} {
				if strings.Contains(ordinary(m.Text), left) && !strings.Contains(m.Text, "sert à parler du couple") {
					t.Errorf("names %q: %q", left, m.Text)
				}
			}
		}
		if s.c.Step == stepSlots || s.c.Step == stepStopped {
			break
		}
		s.play("> type 2")
	}
	s.play("> type /lier")
	if text := s.messages[0].Text; !strings.HasPrefix(text, "Je ne peux pas lier") {
		t.Errorf("link: %q", text)
	}
	for _, id := range []string{"lier.code", "lier.entrer", "lier.sur.oui"} {
		s.play("> forge " + id)
		if text := s.messages[0].Text; !strings.HasPrefix(text, "Je ne peux pas lier") {
			t.Errorf("%s: %q", id, text)
		}
	}
	s.play("> type recommencer")
	s.play("> type /lier")
	if text := s.messages[0].Text; !strings.HasPrefix(text, "Une question avant") {
		t.Errorf("in another flow: %q", text)
	}
}

// A session for two that was being chosen is let go, with its hold.
func TestASessionForTwoIsLetGo(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> tap Oui, tous les deux",
		"> tap Conseil conjugal et familial",
	)
	if s.c.Data.Wanted.Offer != "conseil-conjugal" {
		t.Fatalf("wants %q", s.c.Data.Wanted.Offer)
	}
	s.play("> type " + cry)
	if s.c.Data.Wanted.Offer == "conseil-conjugal" || s.c.Data.Wanted.Slot != nil {
		t.Errorf("still wants %+v", s.c.Data.Wanted)
	}
	before := s.out.Len()
	s.play("> type 1")
	for range 3 {
		s.play("> tap Retour")
	}
	if said := s.out.String()[before:]; strings.Contains(said, "Conseil conjugal") {
		t.Errorf("offered again on the way back: %s", said)
	}
}

// She is asked whether she is safe before every code, whatever she said before,
// since that is kept nowhere: the conversation is the same whatever she said.
func TestACodeOnlyForWhoIsSafe(t *testing.T) {
	for _, said := range []string{"Oui", "Non"} {
		way := []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap " + said, "> type /lier"}
		for answer, want := range map[string]string{
			"Oui, je suis en sécurité": "Les séances sont comptées", "Non": "Merci de me l’avoir dit", "Je préfère ne pas le dire": "Je ne peux pas lier",
		} {
			s := play(t, append(way[:6:6], "> tap "+answer)...)
			if text := s.messages[0].Text; !strings.HasPrefix(text, want) {
				t.Errorf("%s, %s: %q", said, answer, text)
			}
		}
	}
}

// The label typed out does what its tap does, danger or not.
func TestALabelTypedIsATap(t *testing.T) {
	tapped := play(t, "> type bonjour", "> tap Je n’en peux plus")
	typed := play(t, "> type bonjour", "> type je n'en peux plus")
	if diff := cmp.Diff(throughJSON(t, tapped.c), throughJSON(t, typed.c)); diff != "" {
		t.Error(diff)
	}
	if !tapped.messages[0].Purge || !strings.HasPrefix(tapped.messages[0].Text, "Vous faites bien d’en parler") {
		t.Errorf("%q", tapped.messages[0].Text)
	}
}

// What she chose to write in a questionnaire is kept as she chose.
func TestDangerInAQuestionnaire(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui",
		"> wait 60h", "> questionnaire b1", "> tap Oui", "> tap Oui, tout à fait", "> tap Oui, tout à fait", "> tap Oui, tout à fait",
		"> tap Oui, tout à fait", "> tap Non", "> tap Oui", "> type "+cry,
	)
	if last := s.answers[len(s.answers)-1]; last.Item != "words" || last.Value != cry {
		t.Errorf("recorded %+v", last)
	}
	if !s.messages[0].Purge || len(s.messages) < 2 {
		t.Errorf("%d messages, the first %q", len(s.messages), s.messages[0].Text)
	}
}
