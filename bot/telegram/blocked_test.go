package telegram_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/bot"
	"escale/bot/telegram/faketelegram"
)

// live runs a whole house on a stage, deliveries included.
func (s *stage) live(h *house, rates map[string]bot.Rate) {
	b := s.bot()
	r, deliver := h.replica(b, "house", time.Minute, rates)
	s.run(b, r.Receive)
	ctx, cancel := context.WithCancel(context.Background())
	var delivering sync.WaitGroup
	delivering.Go(func() { deliver.Run(ctx, 20*time.Millisecond) })
	s.t.Cleanup(func() { cancel(); delivering.Wait() })
}

func TestWhoBlockedTheBotIsLeftAloneUntilSheWritesAgain(t *testing.T) {
	s := newStage(t)
	s.live(newHouse(t), nil)
	s.server.Say(zoe, "/start")
	s.settled()
	s.await("greeted", func() bool { return len(s.texts()) > 0 })
	s.server.Block(zoe)
	s.server.Say(zoe, "/aide") // on its way when she blocked
	s.settled()
	s.await("refused", func() bool { return s.server.Calls("sendMessage") >= 2 })
	s.server.Join(zoe, "fr") // and begins anew
	s.server.Say(zoe, "/rdv")
	s.settled()
	s.await("answered", func() bool { return len(s.texts()) > 0 })
	if texts := s.texts(); !strings.Contains(strings.Join(texts, "\n"), "rendez-vous") || strings.Contains(strings.Join(texts, "\n"), "/recommencer") {
		t.Errorf("she reads %q, want the answer to what she wrote last", texts)
	}
}

func TestAnswersSurviveEverythingThatAGatewayDoes(t *testing.T) {
	want := undisturbed(t)
	s := newStage(t)
	s.live(newHouse(t), nil)
	s.server.Fail(
		"sendMessage",
		faketelegram.Failure{Code: http.StatusTooManyRequests, RetryAfter: 1},
		faketelegram.Failure{Code: http.StatusBadGateway, HTML: true},
	)
	s.server.Fail("answerCallbackQuery", faketelegram.Failure{Cut: true})
	for _, text := range words {
		s.server.Say(zoe, text)
	}
	s.settled()
	s.await("all answers", func() bool { return len(s.texts()) >= len(want) })
	if got := s.texts(); !slices.Equal(got, want) {
		t.Errorf("she reads %q, want %q", got, want)
	}
}

func TestAPageWhoseAnswerWasLostIsTurnedOnce(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	s.send(b, bot.Message{Text: "page 1"})
	s.server.Fail("editMessageText", faketelegram.Failure{CutAfter: true})
	page := bot.Message{Text: "page 2", Replace: true}
	if err := b.Send(t.Context(), to("900001"), page); err == nil {
		t.Fatal("the connection did not break")
	}
	s.send(b, page) // as the deliverer does: "not modified" says that it was
	if got := s.texts(); !slices.Equal(got, []string{"page 2"}) {
		t.Errorf("the chat shows %q", got)
	}
}
