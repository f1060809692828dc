package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// forgets makes a dialogue that erases everything when asked to, cancelling a
// booking first.
var forgets = script(func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
	t, err := echo(ctx, c, in)
	if in.Inbound != nil && in.Inbound.Text == "effacez tout" {
		t.Erase = true
		t.Commands = []bot.Command{{Desk: &scheduling.Command{Kind: scheduling.DoCancel, Booking: "b"}}}
	}
	return t, err
})

// thinks makes a dialogue that erases everything after a pause, unless she said
// "non" meanwhile.
var thinks = script(func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
	t, err := echo(ctx, c, in)
	switch {
	case in.Inbound != nil && in.Inbound.Text == "effacez tout":
		t.Later = []bot.Later{{Event: scheduling.Event{Kind: "erase"}, After: 10 * time.Minute}}
	case in.Inbound != nil && in.Inbound.Text == "non":
		t.Conversation.Data.Code = true
	case in.Event != nil && !c.Data.Code:
		t.Erase = true
	}
	return t, err
})

func TestAnErasureWaitsForThePauseToEnd(t *testing.T) {
	for _, stops := range []bool{false, true} {
		w := newWorld(t)
		r := w.replica("a", thinks)
		w.say(r, "1", "bonjour")
		c := w.conversation(r)
		w.say(r, "2", "effacez tout")
		w.clocks.pass(9 * time.Minute)
		if n := w.runDue(r, "a"); n > 0 {
			t.Errorf("%d works due before the pause ended", n)
		}
		if stops {
			w.say(r, "3", "non")
		}
		w.clocks.pass(2 * time.Minute)
		w.runDue(r, "a")
		if stops {
			if now := w.conversation(r); now.ID != c.ID {
				t.Error("erased after she stopped it")
			}
			continue
		}
		w.wantGone(r, c)
	}
}

// The process dies at any commit of an erasure that the pause's end began.
func TestAnErasureAfterThePauseIsFinished(t *testing.T) {
	for commits := range 4 {
		w := newWorld(t)
		whole := w.replica("b", thinks)
		w.say(whole, "1", "bonjour")
		c := w.conversation(whole)
		w.say(whole, "2", "effacez tout")
		w.clocks.pass(11 * time.Minute)
		broken := &cut{Store: w.store}
		broken.left.Store(int32(commits))
		w.runDue(w.replicaOn(broken, "a", thinks), "a")
		for range 4 {
			w.clocks.pass(2 * time.Minute)
			w.runDue(whole, "b")
		}
		w.wantGone(whole, c)
	}
}

// wantGone checks that nothing of a conversation is left.
func (w *world) wantGone(r *replica, c bot.Conversation) {
	w.t.Helper()
	if _, _, err := r.Find(w.t.Context(), "web", zoe); !errors.Is(err, scheduling.ErrNotFound) {
		w.t.Errorf("find: %v, want ErrNotFound", err)
	}
	if _, err := w.vault.Seal(w.t.Context(), c.Parent, []byte("x")); !errors.Is(err, scheduling.ErrErased) {
		w.t.Errorf("key: %v, want ErrErased", err)
	}
	for _, kind := range []string{"conversation", "address", "webchat"} {
		records, err := w.store.List(w.t.Context(), scheduling.Query{Kind: kind})
		if err != nil || len(records) != 0 {
			w.t.Errorf("%d records of kind %s, %v", len(records), kind, err)
		}
	}
}

func (w *world) keepTranscript(c bot.Conversation) {
	w.t.Helper()
	_, err := w.store.Apply(w.t.Context(), scheduling.Change{Command: "transcript", Put: []scheduling.Record{{
		Key: scheduling.Key{Kind: "webchat", ID: "t"}, Tags: []string{"conversation:" + c.ID}, Data: []byte("sealed"),
	}}})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestAnErasureSaysFarewellAndLeavesNothing(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", forgets)
	w.say(r, "1", "bonjour")
	c := w.conversation(r)
	w.keepTranscript(c)
	w.say(r, "2", "effacez tout")
	w.wantSent("« bonjour »", "« effacez tout »")
	if kinds := w.desk.kinds(); len(kinds) != 1 || kinds[0] != scheduling.DoCancel {
		t.Errorf("commands done: %v", kinds)
	}
	w.wantGone(r, c)

	w.say(r, "3", "bonjour")
	if again := w.conversation(r); again.ID == c.ID || again.Parent == c.Parent || again.Flow != 1 {
		t.Errorf("a new conversation remembers the old one: %+v", again)
	}
}

func TestAnErasureCutShortIsFinished(t *testing.T) {
	for commits := range 3 {
		w := newWorld(t)
		whole := w.replica("b", forgets)
		w.say(whole, "1", "bonjour")
		c := w.conversation(whole)
		broken := &cut{Store: w.store}
		broken.left.Store(int32(commits + 1))
		w.say(w.replicaOn(broken, "a", forgets), "2", "effacez tout")
		for range 3 {
			w.clocks.pass(2 * time.Minute)
			w.runDue(whole, "b")
		}
		w.wantGone(whole, c)
	}
}

func TestAnErasureDoesNotWaitForEverToSayFarewell(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", forgets)
	w.say(r, "1", "bonjour")
	c := w.conversation(r)
	w.postbox.fail = func(bot.Message) error { return errors.New("away") }
	w.say(r, "2", "effacez tout")
	for range 5 {
		w.clocks.pass(2 * time.Minute)
		w.runDue(r, "a")
	}
	w.wantGone(r, c)
	w.postbox.fail = nil
	w.wantEmptyOutbox()
}
