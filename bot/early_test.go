package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot/when"
)

// early is what is kept of when she would like to come.
func keptEarly(t *testing.T, s *stageDoor) bool {
	t.Helper()
	data, err := json.Marshal(s.c)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(data), `"early"`)
}

// The time that she said goes with what it was said for.
func TestEarlyIsForgotten(t *testing.T) {
	toList := []string{"> type plutôt jeudi", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui"}
	for name, lines := range map[string][]string{
		"start again":     {"> type recommencer"},
		"all slots":       {"> tap Voir tous les créneaux"},
		"another day":     {"> tap Choisir le jour ou le moment", "> tap mercredi 25 novembre"},
		"a part of days":  {"> tap Choisir le jour ou le moment", "> tap L’après-midi"},
		"it is booked":    {"> type 1", "> type oui"},
		"the day is over": {"> tap Retour", "> wait 120h", "> type bonjour", "> tap Continuer", "> tap Oui"},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, toList...)
			if !keptEarly(t, s) || s.c.Data.Wanted.Span.From != "2026-11-26" {
				t.Fatalf("not kept, or not looked for: %+v", s.c.Data.Wanted)
			}
			for _, line := range lines {
				s.play(line)
			}
			if keptEarly(t, s) {
				t.Errorf("still kept: %+v", s.c.Data.Early)
			}
		})
	}
}

// At the question whose answer is never kept, a time may be part of the answer.
func TestEarlyIsNotNotedWhereNothingIs(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans")
	before := s.c.Data.Early
	for _, words := range []string{"le soir", "mardi", "in the evening", "dès que possible"} {
		turn := s.does(Inbound{Text: words})
		if turn.Conversation.Data.Early != before || turn.Conversation.Data.Misses != 1 {
			t.Errorf("%q: %+v", words, turn.Conversation.Data.Early)
		}
	}
}

// What may be an answer, or tells more than a time, is not taken for one.
func TestEarlyIsATimeAndNothingElse(t *testing.T) {
	for place, all := range map[string][]string{
		"welcome":  {"mon fils mardi", "pas mardi", "je suis en retard", "annuler mon rdv de mardi", "il pleut aujourd'hui"},
		"age":      {"3", "le 2", "il naît en janvier", "il aura 3 ans mardi", "dans deux mois", "en janvier", "le 12 février"},
		"postcode": {"38000", "j’habite à Grenoble depuis mardi"},
	} {
		s := stand(t, place, "fr")
		for _, words := range all { // "en janvier" may be when the child will be born
			if got := s.does(Inbound{Text: words}).Conversation.Data.Early; got != (Early{}) {
				t.Errorf("at %s, %q: %+v", place, words, got)
			}
		}
	}
}

// Who changes an answer has a slot already.
func TestEarlyIsNotNotedWhileAnAnswerChanges(t *testing.T) {
	s := stand(t, "summary", "fr")
	s.play("> tap Changer une réponse")
	s.play("> tap De 0 à 5 ans")
	if got := s.does(Inbound{Text: "plutôt jeudi"}).Conversation.Data.Early; got != (Early{}) {
		t.Errorf("noted: %+v", got)
	}
}

// Where nothing at all is free, the time that she said is not to blame.
func TestNothingIsFreeWhateverSheSaid(t *testing.T) {
	said := func(first ...string) Turn {
		s := play(t, append(first, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> full")...)
		return s.does(Inbound{Choice: s.find("Oui")})
	}
	without, with := said(), said("> type plutôt jeudi")
	if diff := cmp.Diff(without.Messages, with.Messages); diff != "" || without.Conversation.Step != with.Conversation.Step {
		t.Errorf("at %q and %q (-without +with): %s", without.Conversation.Step, with.Conversation.Step, diff)
	}
}

// Whatever she says before the list, "all slots" or another time is one step away.
func TestEarlyLeavesAWayOut(t *testing.T) {
	for _, words := range []string{"le soir", "le 12 février", "mardi par téléphone", "avant demain 8h", "entre 22h et 23h", "ce week-end"} {
		s := play(t, "> type "+words, "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui")
		if s.c.Data.Early.When == (when.Heard{}) || s.c.Step != stepSlots {
			t.Fatalf("%q: %+v at %s", words, s.c.Data.Early, s.c.Step)
		}
		s.play("> tap Voir tous les créneaux")
		if s.c.Data.Wanted.narrowed() || len(s.c.Data.Wanted.Shown) == 0 {
			t.Errorf("%q: still narrowed: %+v", words, s.c.Data.Wanted)
		}
	}
}
