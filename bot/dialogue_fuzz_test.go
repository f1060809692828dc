package bot

import (
	"context"
	"strings"
	"testing"
)

// FuzzStep hands anything to the dialogue at every step of the way: it never
// panics, always says something or has something done whose outcome will say it, and
// all it says is well formed.
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
		{"", "partenaire.yes-pmi-exempleville"},
		{"", "0.slots.day-2026-99-99"},
		{"", "0.summary.mode-video"},
	} {
		f.Add(seed[0], seed[1], uint8(len(seed[0])))
	}
	f.Add("", "r.b1.drop", uint8(10)) // where there is such a booking: its outcome answers
	way := []string{
		"> type bonjour", "> tap Notre couple", "> type 33220", "> type Pineuilh", "> tap De 0 à 5 ans", "> tap Oui",
		"> tap Oui, tous les deux", "> tap Accompagnement individuel", "> type 1", "> type oui", "> questionnaire b1",
	}
	there := map[int]*stageDoor{} // a step changes none of them
	f.Fuzz(func(t *testing.T, text, choice string, at uint8) {
		n := int(at) % (len(way) + 1)
		if there[n] == nil {
			there[n] = play(t, way[:n]...)
		}
		s := there[n]
		turn, err := s.d.Step(context.Background(), s.c, Input{Inbound: &Inbound{Text: text, Choice: choice}, Now: s.now})
		if err != nil {
			t.Fatal(err)
		}
		if len(turn.Messages) == 0 && len(turn.Commands) == 0 {
			t.Error("said nothing, and nothing is to come")
		}
		for _, m := range turn.Messages {
			if err := wellFormed(m); err != nil && !strings.Contains(text, "{{") {
				t.Errorf("%v: %q", err, m.Text)
			}
		}
	})
}
