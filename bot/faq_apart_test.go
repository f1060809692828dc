package bot

import (
	"slices"
	"strings"
	"testing"
)

// asksWhoAnswers has the frequent question about both parents name relays.
func asksWhoAnswers(s *stageDoor, relays ...string) {
	p := s.d.Catalogue()
	p.FAQ = slices.Clone(p.FAQ)
	for i := range p.FAQ {
		if p.FAQ[i].ID == "both-parents" {
			p.FAQ[i].Relays = relays
		}
	}
}

// A frequent question leads anybody to the relays that it names; who is kept apart
// it sends to no mediator, however her danger came to be known, wherever she asks,
// and whichever of its ways she takes.
func TestAFrequentQuestionBringsNobodyTogetherWhoIsApart(t *testing.T) {
	separated := []string{"> type bonjour", "> tap Une séparation", "> type 38000", "> tap M’entendre avec l’autre parent"}
	for name, way := range map[string][]string{
		"words at first": {"> type " + cry},
		"words":          {"> type bonjour", "> type " + cry},
		"words later":    append(separated[:2:2], "> type "+cry),
		"the answer":     append(separated[:4:4], "> tap Non"),
	} {
		for _, ask := range []string{"> type peut-on venir à deux parents ?", "> type mon conjoint peut-il venir", "> forge faq.both-parents"} {
			s := newStageDoor(t)
			asksWhoAnswers(s, "mediation", "reaap")
			for _, line := range append(slices.Clone(way), ask) {
				s.play(line)
			}
			var said strings.Builder
			for _, m := range s.messages {
				said.WriteString(ordinary(m.Text) + "\n")
			}
			if !strings.Contains(said.String(), "sans l’autre parent") || !strings.Contains(said.String(), "CIDFF") {
				t.Errorf("%s, %s: not answered, or sent to nobody: %q", name, ask, said.String())
			}
			if strings.Contains(said.String(), "médiation familiale") {
				t.Errorf("%s, %s: sent to a mediator: %q", name, ask, said.String())
			}
		}
	}
}

// Nobody else loses the mediator.
func TestAFrequentQuestionNamesItsRelays(t *testing.T) {
	s := newStageDoor(t)
	asksWhoAnswers(s, "mediation", "reaap")
	for _, line := range []string{"> type bonjour", "> tap Une séparation", "> type peut-on venir à deux parents ?"} {
		s.play(line)
	}
	if text := ordinary(s.messages[0].Text); !strings.Contains(text, "Un service de médiation familiale") {
		t.Errorf("the relay is not named: %q", text)
	}
}
