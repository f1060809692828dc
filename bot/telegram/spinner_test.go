package telegram_test

import (
	"context"
	"testing"

	"escale/bot"
	"escale/bot/telegram/faketelegram"
)

func TestATapIsAnsweredWhileItsTurnIsUnderWay(t *testing.T) {
	for _, way := range []string{"polled", "posted"} {
		t.Run(way, func(t *testing.T) {
			s := newStage(t)
			release := make(chan struct{})
			slow := func(ctx context.Context, in bot.Inbound) error {
				<-release
				return s.receive(ctx, in)
			}
			if way == "polled" {
				s.run(s.bot(), slow)
			} else {
				address, _ := s.listen(s.hooked(), slow)
				s.server.Front(address)
			}
			s.server.Tap(zoe, 5, "1.topic.sommeil")
			s.await("spinner stopped", func() bool { return s.server.Unanswered() == 0 })
			if len(s.heard()) != 0 {
				t.Error("the turn was over already")
			}
			close(release)
			s.settled()
		})
	}
}

func TestATapTooOldToBeAnsweredIsStillHeard(t *testing.T) {
	s := newStage(t)
	s.server.Fail("answerCallbackQuery", faketelegram.Failure{Code: 400})
	s.run(s.bot(), s.receive)
	s.server.Tap(zoe, 5, "1.topic.sommeil")
	s.settled()
	if len(s.heard()) != 1 {
		t.Errorf("heard %+v", s.heard())
	}
}
