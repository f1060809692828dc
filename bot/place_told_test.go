package bot_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// list is a waiting list with one wish, as a test sets it.
type list struct {
	mu   sync.Mutex
	wish scheduling.Wish
}

func (l *list) Wishes(context.Context, string) ([]scheduling.Wish, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return []scheduling.Wish{l.wish}, nil
}

func (l *list) Offered(_ context.Context, id string, turn int) (scheduling.Wish, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wish.ID != id || l.wish.Turn != turn || l.wish.Offered == nil {
		return scheduling.Wish{}, scheduling.ErrNotFound
	}
	return l.wish, nil
}

// toldOnce is a world in which a slot is held for the parent's wish until the
// clock has gone on by two hours, and the due work that tells her.
func toldOnce(t *testing.T) (*world, *replica, *list, scheduling.Due) {
	t.Helper()
	w, l := newWorld(t), &list{}
	r := w.replica("a", echo)
	w.say(r, "1", "bonjour")
	conversation := w.conversation(r).ID
	r = w.waiting("a", l)
	now := w.clocks.Programme()
	l.wish = scheduling.Wish{
		ID: "w1", Conversation: conversation, Departement: "38", Turn: 1,
		Offered: &scheduling.Offered{From: now, Until: now.Add(2 * time.Hour)},
	}
	data, err := json.Marshal(scheduling.Event{ID: "place/w1/1", Kind: scheduling.TellPlace, Conversation: conversation, WishID: "w1", Turn: 1})
	if err != nil {
		t.Fatal(err)
	}
	due := scheduling.Due{ID: "place/w1/1", Kind: scheduling.DuePlace, Subject: "wish/w1", At: now, Clock: scheduling.ProgrammeTime, Data: data}
	if _, err := w.store.Apply(t.Context(), scheduling.Change{Command: "offer", Due: []scheduling.Due{due}}); err != nil {
		t.Fatal(err)
	}
	claimed, err := w.store.ClaimDue(t.Context(), "a", now, w.clocks.Machine(), time.Minute, 10)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %v, %v", claimed, err)
	}
	return w, r, l, claimed[0]
}

// waiting is a replica that knows the waiting list.
func (w *world) waiting(owner string, l bot.Wishes) *replica {
	r := w.replica(owner, echo)
	r.Reception = bot.NewReception(bot.ReceptionConfig{
		Store: w.store, Vault: w.vault, Dialogue: echo, Desk: w.desk, Wishes: l,
		Answers: bot.NewAnswerBook(bot.AnswerBookConfig{Store: w.store, Desk: w.desk, Item: sampleItem, SealWords: sealedWords, Clocks: w.clocks}),
		Deliver: r.deliver, Clocks: w.clocks, Owner: owner, Log: r.deliver.Log,
	})
	return r
}

func TestAPlaceIsToldOnce(t *testing.T) {
	w, r, _, due := toldOnce(t)
	for range 2 { // again, as after a crash before it was acknowledged
		if err := r.TellPlace(t.Context(), due); err != nil {
			t.Fatal(err)
		}
	}
	w.wantSent("« bonjour »", "place")
}

// TestNeverTellAPlaceInVain: not to who left or erased, not what is gone, not so
// late that nobody could answer, not by night; the slot goes on instead.
func TestNeverTellAPlaceInVain(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*world, *replica, *list)
		then   []string // commands
		later  bool     // the work waits
	}{
		"erased": {before: func(w *world, r *replica, _ *list) {
			_, conversation, err := r.Find(w.t.Context(), "web", zoe)
			if err == nil {
				err = w.vault.Forget(w.t.Context(), conversation.Parent)
			}
			if err != nil {
				w.t.Fatal(err)
			}
		}, then: []string{scheduling.DoUnwish}},
		"left": {before: func(w *world, r *replica, _ *list) {
			w.postbox.fail = func(bot.Message) error { return bot.ErrStopped }
			if err := r.Receive(w.t.Context(), inbound("2", "encore")); err != nil {
				w.t.Fatal(err)
			}
			w.postbox.fail = nil
		}, then: []string{scheduling.DoUnwish}},
		"gone":     {before: func(_ *world, _ *replica, l *list) { l.wish.Offered = nil }, then: []string{scheduling.DoPass}},
		"too late": {before: func(w *world, _ *replica, _ *list) { w.clocks.pass(105 * time.Minute) }, then: []string{scheduling.DoPass}},
		"night": {before: func(w *world, _ *replica, l *list) {
			w.clocks.pass(11 * time.Hour)
			l.wish.Offered.Until = w.clocks.Programme().Add(14 * time.Hour)
		}, later: true},
	} {
		t.Run(name, func(t *testing.T) {
			w, r, l, due := toldOnce(t)
			c.before(w, r, l)
			if err := r.TellPlace(t.Context(), due); err != nil {
				t.Fatal(err)
			}
			w.wantSent("« bonjour »")
			if got := w.desk.kinds(); len(got) != len(c.then) || len(got) == 1 && got[0] != c.then[0] {
				t.Errorf("the desk was asked to %q, want %q", got, c.then)
			}
			_, err := w.store.NextDue(t.Context(), scheduling.ProgrammeTime)
			if waits := err == nil; waits != c.later {
				t.Errorf("the work waits: %v, want %v", waits, c.later)
			}
		})
	}
}
