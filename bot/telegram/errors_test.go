package telegram_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"escale/bot"
	"escale/bot/telegram"
)

// An answer of another form than Telegram's may repeat what was sent; the error, which
// is logged and kept with the message, does not.
func TestAnOddAnswerIsNotRepeated(t *testing.T) {
	const words = "mots inventés d’un parent"
	for _, answer := range []string{
		`{"ok":true,"error_code":"none","result":{"message_id":1,"text":"` + words + `"}}`,
		`{"ok":true,"result":{"text":"` + words + `"`,
		`<html>` + words,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }))
		defer server.Close()
		b, err := telegram.New(telegram.Config{Token: "12345:invented", URL: server.URL, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		err = b.Send(t.Context(), bot.Recipient{Address: "4711"}, bot.Message{Text: words})
		if err == nil || strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "invented") {
			t.Errorf("%s: %v", answer, err)
		}
	}
}
