package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"escale/bot"
	"escale/bot/telegram"
	"escale/bot/telegram/faketelegram"
	"escale/scheduling"
)

// others is a Desk where every booking and place is another family's.
type others struct {
	full
	run *oneRun
}

// oneRun is the run of the fuzzing that is on.
type oneRun struct {
	sync.Mutex
	t     *testing.T
	heard int
}

func (o others) Booking(_ context.Context, id string) (scheduling.Booking, error) {
	return scheduling.Booking{
		ID: id, State: scheduling.Booked, Placement: 1, Conversation: "another family's", Parent: "another parent",
		Slot: scheduling.Slot{
			Agenda: "secret-agenda", Structure: "centre-social-des-tilleuls", Offer: "accompagnement",
			Interval: scheduling.Interval{Start: time.Now().Add(48 * time.Hour), End: time.Now().Add(49 * time.Hour)},
		},
	}, nil
}

func (o others) Do(ctx context.Context, c scheduling.Command) (scheduling.Outcome, error) {
	if c.Booking != "" {
		o.run.t.Errorf("%s of another family's booking", c.Kind)
	}
	return o.full.Do(ctx, c)
}

// mute takes what the bot would send, and looks at it.
type mute struct {
	bot.Channel
	run *oneRun
}

func (m mute) Send(_ context.Context, _ bot.Recipient, message bot.Message) error {
	if !utf8.ValidString(message.Text) || message.Text == "" || strings.Contains(message.Text, "goroutine ") || strings.Contains(message.Text, "secret-agenda") {
		m.run.t.Errorf("sent %q", message.Text)
	}
	for _, c := range message.Choices {
		if len(c.ID) > 64 || c.Label == "" || c.ID == "" && c.URL == "" {
			m.run.t.Errorf("choice %+v", c)
		}
	}
	return nil
}

// FuzzUpdate posts anything with the secret, after a greeting: it is answered
// 200, since it would come again for a day otherwise, and nothing in it acts on
// somebody else's booking.
func FuzzUpdate(f *testing.F) {
	wrap := func(kind string, fields map[string]any) []byte {
		raw, err := json.Marshal(map[string]any{"update_id": 77, kind: fields})
		if err != nil {
			f.Fatal(err)
		}
		return raw
	}
	private := map[string]any{"id": zoe, "type": "private"}
	person := map[string]any{"id": zoe, "is_bot": false, "first_name": "Inventée"}
	typed := func(text string) []byte {
		return wrap("message", map[string]any{"message_id": 5, "date": 1, "chat": private, "from": person, "text": text})
	}
	tap := func(data string) []byte {
		return wrap("callback_query", map[string]any{
			"id": "q", "from": person, "chat_instance": "1", "data": data,
			"message": map[string]any{"message_id": 5, "date": 1, "chat": private, "text": "x"},
		})
	}
	for _, text := range []string{"", "oui", "/start x-y_z", "/start " + strings.Repeat("A", 64), "/start <b>&amp;", "{{.When}}", "\u202e\x00🙂", "38000", "/effacer", "/mesdonnees"} {
		f.Add(typed(text))
	}
	for _, data := range []string{"", "r.b1.cancel", "r.b1.yes-cancel", "r.b1.move", "r.b1.show", "r.b1.accept", "w.w1.take-1", "w.w1.stop", "q.id1.took-place.yes", "9.slots.s-x", "0.summary.confirm", "langue.xx", "effacer.oui", strings.Repeat("é", 32)} {
		f.Add(tap(data))
	}
	for _, number := range []string{"33612345678", "+", "0", "３３6", strings.Repeat("6", 5000)} {
		f.Add(wrap("message", map[string]any{
			"message_id": 5, "date": 1, "chat": private, "from": person,
			"contact": map[string]any{"phone_number": number, "first_name": "Inventée", "user_id": zoe},
		}))
	}
	for _, raw := range []string{
		"", "null", "[]", "0", `{"update_id":1e400}`, `{"update_id":5}`, `{"update_id":-5,"message":null}`, `{"update_id":5,"message":{}}`,
		`{"update_id":5,"message":{"chat":null,"from":null}}`, `{"update_id":5,"callback_query":{"id":"q"}}`, `{"update_id":5,"callback_query":{"id":"q","from":{"id":1},"message":null,"data":"x"}}`,
		`{"update_id":5,"my_chat_member":{}}`, `{"update_id":5,"inline_query":{}}`, `{"update_id":5,"business_connection":{"is_enabled":true}}`, `{"update_id":5,"channel_post":{"chat":{}}}`,
		`{"update_id":5,"edited_message":{"chat":{"type":"private"},"from":{},"text":"x"}}`, strings.Repeat(`{"message":`, 2000),
	} {
		f.Add([]byte(raw))
	}
	server := faketelegram.New(1)
	f.Cleanup(server.Close)
	h, now := newHouse(f), &oneRun{}
	b, err := telegram.New(telegram.Config{
		Token: faketelegram.Token, URL: server.URL, Webhook: public, Say: say, Clock: time.Now, Log: slog.New(slog.DiscardHandler), Pause: time.Millisecond,
	})
	if err != nil {
		f.Fatal(err)
	}
	h.desk = others{run: now}
	r, _ := h.replica(mute{b, now}, "house", 0, nil)
	hook := b.Hook(func(ctx context.Context, in bot.Inbound) error {
		now.heard++
		in.ID = fmt.Sprint(now.heard) // none is a repetition
		return r.Receive(ctx, in)
	})
	f.Cleanup(running(hook.Run))
	if err := server.Await(f.Context(), func() bool { _, secret := server.Webhook(); return secret != "" }); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		now.Lock() // the parent's language and step are each run's own
		defer now.Unlock()
		now.t = t
		before := now.heard
		_, secret := server.Webhook()
		for _, body := range [][]byte{typed("/start"), raw, typed("oui")} {
			post := httptest.NewRequest(http.MethodPost, b.WebhookPath(), bytes.NewReader(body))
			post.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
			w := httptest.NewRecorder()
			hook.ServeHTTP(w, post)
			if w.Code != http.StatusOK || w.Body.Len() > 0 {
				t.Errorf("%d %s to %q", w.Code, w.Body, body)
			}
		}
		if n := now.heard - before; n < 2 {
			t.Errorf("%d of the two words in front and behind arrived", n)
		}
	})
}
