package telegram_test

import (
	"strings"
	"testing"

	"escale/bot/telegram"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{"", "escale_exemple_bot", "EscaleBot", "a_bot", "T3bot", "TestNameBot", strings.Repeat("a", 29) + "bot"} {
		if err := telegram.CheckName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for name, want := range map[string]string{
		"@escale_bot":                      "without @",
		"https://t.me/escale_bot":          "without the address",
		"escale":                           "ending in bot",
		"abot":                             "5 to 32",
		"1escale_bot":                      "letters",
		"escale-exemple-bot":               "letters",
		"éscale_bot":                       "letters",
		"escale_bot\n":                     "letters",
		"escale_bot?start=x":               "letters",
		strings.Repeat("a", 30) + "bot":    "5 to 32",
		"escale_bot&lt;script&gt;alertbot": "letters",
	} {
		if err := telegram.CheckName(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", name, err, want)
		}
	}
}
