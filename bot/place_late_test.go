package bot_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// offering answers words, and says what is held for a wish as the dialogue does.
func offering(l *list) script {
	return func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
		if in.Event == nil {
			return echo(ctx, c, in)
		}
		wish, err := l.Offered(ctx, in.Event.WishID, in.Event.Turn)
		return bot.Turn{Conversation: c, Messages: []bot.Message{{
			Text: "une place", Class: scheduling.Notice,
			Guard:  wish.Guard(wish.Offered.Until.Add(-20 * time.Minute)),
			Timing: bot.Timing{Zone: "Europe/Paris"},
		}}}, err
	}
}

// heldUp is a world in which a place was told at 18:30 in Paris, hers until then,
// to a channel that has been down since.
func heldUp(t *testing.T, until time.Time) (*world, *replica, *list) {
	t.Helper()
	w, l := newWorld(t), &list{}
	w.wishes = l
	r := w.replica("a", offering(l))
	w.say(r, "1", "bonjour")
	w.until(paris(23, 18, 30))
	w.postbox.fail = func(bot.Message) error { return errors.New("bad gateway") }
	c := w.conversation(r)
	l.wish = scheduling.Wish{
		ID: "w1", Conversation: c.ID, Parent: c.Parent, Departement: "38", Turn: 1,
		Offered: &scheduling.Offered{From: w.clocks.Programme(), Until: until},
	}
	w.due(scheduling.Event{ID: "place", Kind: scheduling.TellLinked, Conversation: c.ID, WishID: "w1", Turn: 1})
	w.runDue(r, "loop")
	w.wantSent("« bonjour »")
	return w, r, l
}

// A place that its channel held up is told only while it is hers, only by day,
// and only while there is time to answer.
func TestAPlaceThatWasHeldUpIsToldWhileItIsHers(t *testing.T) {
	never := func(*world, *list) {}
	tomorrow := paris(24, 9, 30)
	for name, c := range map[string]struct {
		until     time.Time
		meanwhile func(*world, *list)
		back      time.Time
		told      time.Time // zero: never
		passed    bool      // to the next, at once
	}{
		"still hers":    {tomorrow, never, paris(23, 19, 0), paris(23, 19, 0), false},
		"by night":      {tomorrow, never, paris(23, 22, 0), paris(24, 8, 0), false},
		"unwished":      {tomorrow, func(_ *world, l *list) { l.wish.ID = "another" }, paris(23, 19, 0), time.Time{}, true},
		"the next's":    {tomorrow, func(_ *world, l *list) { l.wish.Offered = nil }, paris(23, 19, 0), time.Time{}, true},
		"a later turn":  {tomorrow, func(_ *world, l *list) { l.wish.Turn++ }, paris(23, 19, 0), time.Time{}, true},
		"over by then":  {paris(23, 20, 30), never, paris(23, 20, 31), time.Time{}, true},
		"hardly time":   {paris(23, 20, 30), never, paris(23, 20, 15), time.Time{}, true},
		"over at dawn":  {paris(24, 8, 10), never, paris(23, 22, 0), time.Time{}, true},
		"over by night": {paris(23, 23, 0), never, paris(23, 22, 0), time.Time{}, true},
		"erased": {tomorrow, func(w *world, l *list) {
			if err := w.desk.eraser.Erase(w.t.Context(), scheduling.Erasure{Parent: l.wish.Parent}); err != nil {
				w.t.Fatal(err)
			}
		}, paris(23, 19, 0), time.Time{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w, r, l := heldUp(t, c.until)
			c.meanwhile(w, l)
			w.until(c.back)
			w.postbox.fail = nil
			for !w.clocks.Programme().After(paris(24, 9, 0)) {
				w.pass(r)
				w.runDue(r, "loop")
				w.pass(r)
				want := []string{"« bonjour »"}
				if !c.told.IsZero() && !w.clocks.Programme().Before(c.told) {
					want = append(want, "une place")
				}
				w.wantSent(want...)
				w.clocks.pass(30 * time.Minute)
			}
			w.wantEmptyOutbox()
			if got := w.desk.kinds(); c.passed != slices.Contains(got, scheduling.DoPass) {
				t.Errorf("the desk was asked to %q; passed on: %v, want %v", got, !c.passed, c.passed)
			}
		})
	}
}
