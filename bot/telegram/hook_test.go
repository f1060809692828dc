package telegram_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/bot"
	"escale/bot/telegram"
	"escale/bot/telegram/faketelegram"
)

// public is the address that Telegram is told; the stand-in's Front leads on.
const public = "https://escale.exemple.invalid"

func (s *stage) hooked() *telegram.Bot {
	s.t.Helper()
	b, err := telegram.New(telegram.Config{
		Token: faketelegram.Token, URL: s.server.URL, Webhook: public, Clock: time.Now, Say: say,
		Log: slog.New(slog.NewTextHandler(s.logs, nil)), Pause: 2 * time.Millisecond,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// say stands in for the locales.
func say(language, id string, args ...any) string {
	words := []string{language, id}
	for _, a := range args {
		words = append(words, a.(string))
	}
	return strings.Join(words, " ")
}

// listen serves a replica's webhook until the test ends or stop is called, and
// returns its address.
func (s *stage) listen(b *telegram.Bot, receive func(context.Context, bot.Inbound) error) (address string, stop func()) {
	hook := b.Hook(receive)
	mux := http.NewServeMux()
	mux.Handle(b.WebhookPath(), hook)
	server := httptest.NewServer(mux)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { b.Introduce(ctx) })
	running.Go(func() { hook.Run(ctx) })
	stop = sync.OnceFunc(func() {
		server.CloseClientConnections()
		server.Close()
		cancel()
		running.Wait()
	})
	s.t.Cleanup(stop)
	return server.URL, stop
}

func TestAnUpdatePostedIsAnsweredOnceItsTurnIsCommitted(t *testing.T) {
	s := newStage(t)
	failures, pending := 3, 0
	s.react = func(in bot.Inbound) error {
		if in.Text == "deux" && failures > 0 {
			failures--
			pending = s.server.Pending()
			return errStore
		}
		if in.Text == "poison" {
			panic("poison")
		}
		return nil
	}
	for _, text := range []string{"un", "deux", "trois", "poison", "quatre"} {
		s.server.Say(zoe, text)
	}
	s.server.Push(map[string]any{"message": "not even an object"})
	tap := s.server.Tap(karim, 5, "1.topic.sommeil")
	address, _ := s.listen(s.hooked(), s.receive)
	s.server.Front(address)
	s.settled()
	var zoes []string
	for _, in := range s.heard() {
		if in.Address == "900001" {
			zoes = append(zoes, in.Text)
		}
	}
	if !slices.Equal(zoes, []string{"un", "deux", "trois", "quatre"}) || len(s.heard()) != 5 {
		t.Errorf("heard %q of zoe and %d in all, want each once and in order", zoes, len(s.heard()))
	}
	if pending < 4 {
		t.Errorf("%d updates unconfirmed while one failed, want at least those of its chat", pending)
	}
	s.await("spinner stopped", func() bool { return s.server.Unanswered() == 0 })
	if set, secret := s.server.Webhook(); !strings.HasPrefix(set, public+"/telegram/") || len(secret) < 40 || strings.Contains(set, secret) {
		t.Errorf("webhook %q, secret of %d characters", set, len(secret))
	}
	if strings.Contains(s.logs.String(), "sommeil") || tap == 0 {
		t.Error("the log says what was tapped")
	}
}

func TestTheWebhookTellsNothingToOthers(t *testing.T) {
	s := newStage(t)
	b := s.hooked()
	address, _ := s.listen(b, s.receive)
	s.server.Front(address)
	s.await("webhook set", func() bool { set, _ := s.server.Webhook(); return set != "" })
	_, secret := s.server.Webhook()
	update := `{"update_id":9,"message":{"message_id":1,"date":1,"chat":{"id":900001,"type":"private"},"from":{"id":900001},"text":"x"}}`
	for name, c := range map[string]struct {
		method, secret, body string
		want                 int
	}{
		"no secret":       {"POST", "", update, 401},
		"wrong secret":    {"POST", strings.Repeat("a", len(secret)), update, 401},
		"half a secret":   {"POST", secret[:20], update, 401},
		"secret and more": {"POST", secret + "a", update, 401},
		"looked at":       {"GET", secret, "", 404},
		"endless":         {"POST", secret, strings.Repeat("x", 2<<20), 413},
		"not JSON":        {"POST", secret, "<xml>", 200}, // would come again for a day
		"an update":       {"POST", secret, update, 200},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, address+b.WebhookPath(), strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.secret)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", name, resp.StatusCode, c.want)
		}
	}
	if heard := s.heard(); len(heard) != 1 || heard[0].ID != "9" {
		t.Errorf("heard %+v, want the one update with the secret", heard)
	}
}

func TestAWebhookThatTelegramWouldNotTakeIsRefused(t *testing.T) {
	for address, want := range map[string]string{
		"http://escale.exemple.invalid":        "https://",
		"escale.exemple.invalid":               "https://",
		"https://u:p@escale.exemple.invalid":   "https://",
		"https://escale.exemple.invalid/?a=b":  "https://",
		"https://escale.exemple.invalid:8080":  "8443",
		"https://localhost":                    "from outside",
		"https://127.0.0.1":                    "from outside",
		"https://10.0.0.7:8443":                "from outside",
		"https://escale.exemple.invalid:8443/": "",
		"":                                     "",
	} {
		_, err := telegram.New(telegram.Config{Token: faketelegram.Token, Webhook: address, Log: slog.New(slog.DiscardHandler), Clock: time.Now})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", address, err, want)
		}
	}
}

func TestWhoGoesBackToPollingTakesTheWebhookAway(t *testing.T) {
	s := newStage(t)
	address, stop := s.listen(s.hooked(), s.receive)
	s.server.Front(address)
	s.server.Say(zoe, "par la poste")
	s.settled()
	stop()
	s.server.Say(zoe, "demandé")
	s.run(s.bot(), s.receive)
	s.settled()
	if heard := s.heard(); len(heard) != 2 || heard[1].Text != "demandé" {
		t.Errorf("heard %+v", heard)
	}
	if set, _ := s.server.Webhook(); set != "" {
		t.Errorf("webhook %q still set", set)
	}
}

func TestAWebhookIsSetUntilTelegramTakesIt(t *testing.T) {
	s := newStage(t)
	s.server.Fail("setWebhook", faketelegram.Failure{Code: 502, HTML: true}, faketelegram.Failure{Cut: true}, faketelegram.Failure{Code: 401})
	address, _ := s.listen(s.hooked(), s.receive)
	s.server.Front(address)
	s.server.Say(zoe, "bonjour")
	s.settled()
	if len(s.heard()) != 1 || s.server.Calls("setWebhook") != 4 {
		t.Errorf("heard %d, asked %d times", len(s.heard()), s.server.Calls("setWebhook"))
	}
}
