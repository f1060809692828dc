package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/bot/terminal"
)

// reception answers what it heard, through the channel.
func reception(term *terminal.Terminal, heard *[]bot.Inbound) func(context.Context, bot.Inbound) error {
	return func(ctx context.Context, in bot.Inbound) error {
		*heard = append(*heard, in)
		if in.Text == "panne" {
			return errors.New("store closed")
		}
		to := bot.Recipient{Address: in.Address}
		m := bot.Message{Text: "reçu " + in.Text + in.Choice, Choices: []bot.Choice{
			{ID: "1.topic.sommeil", Label: "Le sommeil"},
			{ID: "urgence", Label: "Urgence", Role: bot.Urgent},
			{Label: "Confidentialité", URL: "https://exemple.invalid/p"},
		}}
		if in.Choice == "1.topic.sommeil" {
			m = bot.Message{Text: "Voici <votre> fichier", Document: &bot.Document{Name: "seance.ics", Type: "text/calendar", Data: []byte("x")}}
		}
		return term.Send(ctx, to, m)
	}
}

func run(t *testing.T, in string, json bool) (out string, heard []bot.Inbound) {
	t.Helper()
	term := terminal.New()
	var b strings.Builder
	err := term.Run(t.Context(), terminal.Config{
		In: strings.NewReader(in), Out: &b, JSON: json, Address: "a", Language: "fr", Receive: reception(term, &heard),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), heard
}

const choices = `,"choices":[{"id":"1.topic.sommeil","label":"Le sommeil"},{"id":"urgence","label":"Urgence"},{"id":"","label":"Confidentialité","url":"https://exemple.invalid/p"}]`

func TestEachLineOfJSONIsAnsweredUpToItsEnd(t *testing.T) {
	in := strings.Join([]string{
		`{"text":"bonjour"}`, `{"choice":"1.topic.sommeil"}`, `bonjour`, `{"text":"a","choice":"b"}`, `{}`,
		`{"text":"a"} {"text":"b"}`, `{"texte":"a"}`, ``, `[]`, "{\"text\":\"\xff\"}", `{"text":"panne"}`, `{"text":"fin"}`,
	}, "\n")
	out, heard := run(t, in, true)
	end := `{"end":true}`
	want := []string{
		`{"text":"reçu bonjour"` + choices + `}`, end,
		`{"text":"Voici <votre> fichier","document":{"name":"seance.ics","type":"text/calendar","data":"eA=="}}`, end,
		`"line":3}`, end, `"line":4}`, end, `"line":5}`, end, `"line":6}`, end, `"line":7}`, end, `"line":8}`, end,
		`"line":9}`, end, `{"error":"not UTF-8","line":10}`, end, `{"error":"store closed","line":11}`, end,
		`{"text":"reçu fin"` + choices + `}`, end,
	}
	got := strings.Split(strings.TrimSpace(out), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(got), len(want), out)
	}
	for i := range want {
		if !strings.HasSuffix(got[i], want[i]) || strings.HasPrefix(want[i], `"line"`) && !strings.HasPrefix(got[i], `{"error":"`) {
			t.Errorf("line %d: %s, want %s", i+1, got[i], want[i])
		}
	}
	ids := map[string]bool{}
	for _, in := range heard {
		ids[in.ID] = true
		if in.Channel != terminal.ChannelName || in.Address != "a" || in.Language != "fr" || !in.Verified {
			t.Errorf("inbound %+v", in)
		}
	}
	if len(heard) != 4 || len(ids) != 4 {
		t.Errorf("%d inbounds with %d ids, want 4", len(heard), len(ids))
	}
}

func TestALineTooLongIsSaidAndTheNextOneRead(t *testing.T) {
	in := `{"text":"` + strings.Repeat("a", 200_000) + "\"}\n" + `{"text":"suite"}` + "\n"
	out, heard := run(t, in, true)
	if !strings.HasPrefix(out, `{"error":"longer than 65536 bytes","line":1}`) || len(heard) != 1 || heard[0].Text != "suite" {
		t.Errorf("heard %d, said %.200s", len(heard), out)
	}
}

func TestAPersonChoosesByNumber(t *testing.T) {
	out, heard := run(t, "1\n\n3\n", false)
	var got []string
	for _, in := range heard {
		got = append(got, in.Text+"|"+in.Choice)
	}
	// The file's message has no menu: "3" is then words.
	if diff := cmp.Diff([]string{"|", "|1.topic.sommeil", "3|"}, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	for _, want := range []string{"  1. Le sommeil\n", "  2. Urgence\n", "Confidentialité : https://exemple.invalid/p", "[seance.ics, 1 octets]", "\n> "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

func TestATerminalObeysNoForeignText(t *testing.T) {
	out, _ := run(t, "\x1b[2Jeffacé\u009b31m\n", false)
	if strings.ContainsAny(out, "\x1b\u009b") {
		t.Errorf("control characters in %q", out)
	}
}
