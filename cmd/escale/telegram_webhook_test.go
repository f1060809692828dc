package main

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/bot/telegram/faketelegram"
)

func TestTelegramPostsToTheServiceAndFindsItAgainAfterACrash(t *testing.T) {
	t.Parallel()
	const chat = int64(900_001)
	f := faketelegram.New(7000)
	t.Cleanup(f.Close)
	f.Join(chat, "fr")
	s := newService(t, "telegram_token_file: telegram.token", "telegram_api: "+f.URL, "telegram_webhook: https://escale.exemple.invalid")
	s.file("telegram.token", faketelegram.Token+"\n")
	s.serve()
	f.Front(s.process.base)
	hears := func(words string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		defer cancel()
		err := f.Await(ctx, func() bool {
			return slices.ContainsFunc(f.Sent(chat), func(m faketelegram.Sent) bool { return strings.Contains(m.Text, words) })
		})
		if err != nil {
			t.Fatalf("never %q: %v\n%s", words, f.Sent(chat), s.process.output())
		}
	}
	f.Say(chat, "/start@escale_invented_bot")
	hears("De quoi aimeriez-vous")
	s.process.kill()
	f.Say(chat, "/rdv") // posted to nobody
	s.serve()
	f.Front(s.process.base)
	hears(said("say.no-appointment"))

	address, secret := f.Webhook()
	path := strings.TrimPrefix(address, "https://escale.exemple.invalid")
	resp, err := http.Post(s.process.base+path, "application/json", strings.NewReader(`{"update_id":1}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the secret: %d", resp.StatusCode)
	}
	for _, word := range []string{secret, path, faketelegram.Token, "900001"} {
		if strings.Contains(s.process.output(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

func TestAWebhookWithoutHTTPSIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "escale.yaml")
	writeFile(t, file, "installation: essai.escale.example\nmaster_key_file: master.key\ntelegram_webhook: http://escale.exemple.invalid\n")
	_, err := readConfig(file)
	if err == nil || !strings.Contains(err.Error(), "telegram_webhook") || !strings.Contains(err.Error(), "https://") {
		t.Errorf("read: %v, want to hear what is wrong with telegram_webhook", err)
	}
}
