package telegram_test

import (
	"context"
	"slices"
	"testing"

	"escale/bot"
	"escale/bot/telegram/faketelegram"
)

func TestACrashBeforeTheConfirmationLosesAndDoublesNothing(t *testing.T) {
	s, h := newStage(t), newHouse(t)
	s.server.Say(zoe, "/start")
	handled := make(chan struct{})
	b := s.bot()
	reception := h.reception(b)
	stop := s.run(b, func(ctx context.Context, in bot.Inbound) error {
		s.server.Fail("getUpdates", slices.Repeat([]faketelegram.Failure{{Cut: true}}, 1000)...)
		err := reception.Receive(ctx, in)
		close(handled)
		return err
	})
	<-handled
	stop()
	before := s.texts()
	if len(before) == 0 || s.server.Pending() != 1 {
		t.Fatalf("%d messages sent, %d updates unconfirmed", len(before), s.server.Pending())
	}

	s.server.Heal()
	s.server.Say(zoe, "/aide")
	next := s.bot()
	s.run(next, h.reception(next).Receive)
	s.settled()
	after := s.texts()
	if !slices.Equal(after[:len(before)], before) || len(after) == len(before) {
		t.Errorf("before the crash %q, after it %q", before, after)
	}
	if n := count(after, before[0]); n != 1 {
		t.Errorf("the first answer was given %d times", n)
	}
}

func count(all []string, one string) int {
	n := 0
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}
