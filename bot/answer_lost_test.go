package bot_test

import (
	"context"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// An answer about a session that was erased is dropped: it is not tried again
// and again, and does not end among the dead letters.
func TestAnAnswerWhoseSessionIsGoneIsDropped(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", script(func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
		turn, err := echo(ctx, c, in)
		a := answered("clear", "1")
		a.Booking = in.Inbound.Text
		turn.Commands = []bot.Command{{Answer: &a}}
		return turn, err
	}))
	w.desk.set(scheduling.Booking{ID: "stands", State: scheduling.PresumedHeld, Fact: "f"})
	w.say(r, "1", "gone")
	w.say(r, "2", "stands")
	w.clocks.pass(time.Hour)
	if n := w.runDue(r, "loop"); n != 0 {
		t.Errorf("%d works left over", n)
	}
	kept, err := w.store.List(t.Context(), scheduling.Query{Kind: "answer"})
	if err != nil || len(kept) != 1 {
		t.Errorf("%d answers kept, want that of the session that stands; %v", len(kept), err)
	}
}
