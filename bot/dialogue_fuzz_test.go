package bot

import (
	"context"
	"strings"
	"testing"
)

// FuzzStep hands anything to the dialogue at every step of the way: it never
// panics, always says something, and all it says is well formed.
func FuzzStep(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""},
		{"1", ""},
		{"oui", ""},
		{"38000", ""},
		{"/effacer", ""},
		{"amina@courriel.example", ""},
		{"\u202e\x00🙂", ""},
		{"", "0.welcome.topic-role"},
		{"", "0.slots.more-"},
		{"", "9999999999999999999.slots.x"},
		{"", "r.b1.drop"},
		{"", "q.id1.took-place.yes"},
		{"", "langue.xx"},
		{"", "effacer.oui"},
		{"", "0.slots.day-2026-99-99"},
		{"", "0.summary.mode-video"},
	} {
		f.Add(seed[0], seed[1], uint8(len(seed[0])))
	}
	f.Fuzz(func(t *testing.T, text, choice string, at uint8) {
		way := []string{
			"> type bonjour", "> tap Notre couple", "> type 33220", "> type Pineuilh", "> tap De 0 à 5 ans", "> tap Oui",
			"> tap Oui, tous les deux", "> tap Accompagnement individuel", "> type 1", "> type oui", "> questionnaire b1",
		}
		s := play(t, way[:int(at)%(len(way)+1)]...)
		turn, err := s.d.Step(context.Background(), s.c, Input{Inbound: &Inbound{Text: text, Choice: choice}, Now: s.now})
		if err != nil {
			t.Fatal(err)
		}
		if len(turn.Messages) == 0 {
			t.Error("said nothing")
		}
		for _, m := range turn.Messages {
			if err := wellFormed(m); err != nil && !strings.Contains(text, "{{") {
				t.Errorf("%v: %q", err, m.Text)
			}
		}
	})
}
