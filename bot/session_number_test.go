package bot

import (
	"strings"
	"testing"
)

// The summary counts what the family has had by any conversation, as the
// booking will.
func TestTheSummaryCountsTheFamilysSessions(t *testing.T) {
	s := newStageDoor(t)
	s.desk.had = 1
	for _, line := range []string{
		"type bonjour", "tap Mon rôle de parent", "type 38000", "tap De 0 à 5 ans", "tap Oui", "type 1",
	} {
		s.play(line)
	}
	if last := ordinary(s.messages[len(s.messages)-1].Text); !strings.Contains(last, "Séance 2 sur 3 pour l’année") {
		t.Errorf("the summary reads %q", last)
	}
}
