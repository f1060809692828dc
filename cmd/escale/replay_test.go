package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestATranscriptIsPlayedOnTheServicesOwnCalendars books what the transcript
// books, on days of its own.
func TestATranscriptIsPlayedOnTheServicesOwnCalendars(t *testing.T) {
	t.Parallel()
	s := newService(t)
	script := filepath.Join("..", "..", "bot", "testdata", "dialogues", "01-toute-la-voie.txt")
	c := execute(t, "", "chat", "-config", s.config, "-replay", script)
	for _, want := range []string{"> tap Mon rôle de parent", "\n  (= ", "C’est réservé\u00a0!", "Référence"} {
		if !strings.Contains(c.out, want) {
			t.Errorf("%q is missing in what was played, which ends with %d:\n%s%s", want, c.code, c.out, c.err)
		}
	}
	none := execute(t, "", "chat", "-config", s.config, "-replay", "aucun.txt")
	if none.code != 1 || !strings.Contains(none.err, "aucun.txt") {
		t.Errorf("without the transcript, chat ends with %d: %s", none.code, none.err)
	}
}
