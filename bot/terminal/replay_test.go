package terminal_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/bot/terminal"
)

func TestATranscriptIsPlayed(t *testing.T) {
	script := strings.Join([]string{
		"# Un titre.", "",
		"> page en", "  Bonjour !", "  [Le sommeil, autrefois] [Autre]", "  [Confidentialité]", "  [Urgence]", "",
		"> tap Le sommeil, autrefois", "  [Urgence]", "",
		"> desk taken", "> tap Inconnu",
		"> type à demain", "> send photo", "> tap Urgence",
	}, "\n")
	term := terminal.New()
	var out strings.Builder
	var heard []bot.Inbound
	err := term.Run(t.Context(), terminal.Config{
		In: strings.NewReader(script), Out: &out, Replay: true, Address: "a", Language: "fr", Receive: func(ctx context.Context, in bot.Inbound) error {
			heard = append(heard, in)
			return term.Send(ctx, bot.Recipient{Address: in.Address}, bot.Message{Text: "reçu " + in.Text, Choices: []bot.Choice{
				{ID: "urgence", Label: "Urgence", Role: bot.Urgent}, {ID: "1.topic.sommeil", Label: "Le sommeil"},
			}})
		},
	})
	if err == nil || !strings.Contains(err.Error(), "2 lines") {
		t.Errorf("two lines can't be played here: %v", err)
	}
	var got []string
	for _, in := range heard {
		got = append(got, strings.Join([]string{in.Language, in.Text, in.Choice, in.Media}, "|"))
	}
	want := []string{"en|||", "en||1.topic.sommeil|", "en|à demain||", "en|||photo", "en||urgence|"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	for _, want := range []string{"> tap Le sommeil, autrefois\n  (= Le sommeil)", `(ligne 12 : "desk" is what others do`, `(ligne 13 : no choice "Inconnu" was shown)`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &out)
		}
	}
}
