package bot

import (
	"strings"
	"testing"

	"escale/scheduling"
)

// A code that she gave out before she wrote of danger is worth nothing from then
// on, and nobody is told that another was drawn.
func TestACodeIsTakenBackAtWordsOfDanger(t *testing.T) {
	s := play(t, "> type bonjour", "> type /lier", "> tap Oui, je suis en sécurité", "> tap Recevoir un code")
	if !strings.Contains(s.messages[0].Text, "K7M2") {
		t.Fatalf("no code: %q", s.messages[0].Text)
	}
	was := s.out.Len()
	s.play("> type " + cry)
	if n := s.drawn(); n != 2 {
		t.Errorf("%d codes were drawn, want another in place of the first", n)
	}
	if said := strings.ReplaceAll(s.out.String()[was:], "~ code", ""); strings.Contains(said, "K7M2") || strings.Contains(said, "code") {
		t.Errorf("she is told: %s", said)
	}
	s.play("> type " + cry)
	if n := s.drawn(); n != 2 || s.c.Data.Replaced {
		t.Errorf("%d codes after the second time, still replacing: %t", n, s.c.Data.Replaced)
	}
}

// Who has drawn none draws none.
func TestWordsOfDangerDrawNoCode(t *testing.T) {
	if s := play(t, "> type bonjour", "> type "+cry); s.drawn() != 0 {
		t.Error("a code was drawn")
	}
}

// A code that can't be replaced today is told of in no way either.
func TestACodeThatIsNotReplacedIsNotTalkedAbout(t *testing.T) {
	s := play(t, "> type bonjour", "> type /lier", "> tap Oui, je suis en sécurité", "> tap Recevoir un code", "> desk "+scheduling.TooMany)
	was := s.out.Len()
	s.play("> type " + cry)
	if said := strings.ReplaceAll(s.out.String()[was:], "~ code", ""); strings.Contains(said, "code") || s.c.Data.Replaced {
		t.Errorf("she is told: %s", said)
	}
}

// drawn counts the codes that were asked for.
func (s *stageDoor) drawn() (n int) {
	for _, c := range s.desk.asked {
		if c.Kind == scheduling.DoCode {
			n++
		}
	}
	return n
}
