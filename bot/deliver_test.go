package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// says makes a dialogue that answers everything with the same messages.
func says(messages ...bot.Message) script {
	return func(_ context.Context, c bot.Conversation, _ bot.Input) (bot.Turn, error) {
		return bot.Turn{Conversation: c, Messages: messages}, nil
	}
}

func TestMessagesLeaveInOrderAcrossAFailure(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", says(reply("1"), reply("2"), reply("3")))
	failures := 2
	w.postbox.fail = func(m bot.Message) error {
		if m.Text == "2" && failures > 0 {
			failures--
			return errors.New("bad gateway")
		}
		return nil
	}
	w.say(r, "1", "bonjour")
	w.wantSent("1")
	for range 4 {
		w.clocks.pass(time.Minute)
		if err := r.deliver.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.wantSent("1", "2", "3")
}

func TestAMessageIsCheckedAsItLeaves(t *testing.T) {
	now := newClocks().Programme()
	standing := scheduling.Booking{ID: "b", State: scheduling.Booked, Placement: 1}
	moved, cancelled := standing, standing
	moved.Placement, cancelled.State = 2, scheduling.Cancelled
	cases := []struct {
		name    string
		booking scheduling.Booking
		guard   scheduling.Guard
		leaves  bool
	}{
		{"no guard", standing, scheduling.Guard{}, true},
		{"booking stands", standing, scheduling.Guard{Booking: "b", Placement: 1}, true},
		{"any placement", moved, scheduling.Guard{Booking: "b"}, true},
		{"moved", moved, scheduling.Guard{Booking: "b", Placement: 1}, false},
		{"cancelled", cancelled, scheduling.Guard{Booking: "b", Placement: 1}, false},
		{"unknown", standing, scheduling.Guard{Booking: "other"}, false},
		{"in time", standing, scheduling.Guard{NotAfter: now}, true},
		{"too late", standing, scheduling.Guard{NotAfter: now.Add(-time.Second)}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.desk.set(c.booking)
			guarded := reply("rappel")
			guarded.Guard = c.guard
			w.say(w.replica("a", says(guarded, reply("suite"))), "1", "bonjour")
			if c.leaves {
				w.wantSent("rappel", "suite")
			} else {
				w.wantSent("suite")
			}
		})
	}
}

func TestAThrottledChatWaitsAsLongAsItIsTold(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", says(reply("1"), reply("2")))
	until := w.clocks.Machine().Add(7 * time.Second)
	w.postbox.fail = func(bot.Message) error {
		if w.clocks.Machine().Before(until) {
			return &bot.Throttled{Until: until}
		}
		return nil
	}
	w.say(r, "1", "bonjour")
	asked := 0
	refuse := w.postbox.fail
	w.postbox.fail = func(m bot.Message) error { asked++; return refuse(m) }
	for range 6 {
		w.clocks.pass(time.Second)
		if err := r.deliver.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 0 {
		t.Errorf("asked %d times before it was time", asked)
	}
	w.clocks.pass(time.Second)
	if err := r.deliver.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantSent("1", "2")
}

func TestRatesAreKeptByTheMachineClock(t *testing.T) {
	w := newWorld(t)
	w.rates = map[string]bot.Rate{"web": {PerSecond: 5, Chat: time.Second, Burst: 2}}
	r := w.replica("a", says(reply("1"), reply("2"), reply("3"), reply("4")))
	w.say(r, "1", "bonjour")
	w.wantSent("1", "2")
	w.clocks.pass(time.Second)
	if err := r.deliver.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantSent("1", "2", "3")

	w.clocks.pass(time.Minute)
	before := len(w.postbox.texts())
	for i := range 8 {
		in := inbound(fmt.Sprint("many/", i), "bonjour")
		in.Address = fmt.Sprint("inventée-", i)
		if err := r.Receive(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.postbox.texts()) - before; n != 5 {
		t.Errorf("%d messages in one instant, want 5", n)
	}
}

func TestWhoStoppedIsLeftAloneUntilSheWrites(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", says(reply("1"), reply("2")))
	w.postbox.fail = func(bot.Message) error { return fmt.Errorf("blocked: %w", bot.ErrStopped) }
	w.say(r, "1", "bonjour")
	w.postbox.fail = nil
	c := w.conversation(r)
	w.clocks.pass(time.Hour)
	if err := r.deliver.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantSent()

	w.desk.set(scheduling.Booking{ID: "b", State: scheduling.Booked, Placement: 1, Slot: scheduling.Slot{Interval: scheduling.Interval{Start: w.clocks.Programme().Add(time.Hour)}}})
	w.tell(r, scheduling.Event{ID: "e", Kind: scheduling.TellReminder, Conversation: c.ID, Booking: "b"})
	w.wantSent()

	w.say(r, "2", "me revoilà")
	w.wantSent("1", "2")
}

func TestAMessageWhoseKeyIsGoneIsDropped(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", says(reply("1")))
	w.postbox.fail = func(bot.Message) error { return errors.New("away") }
	w.say(r, "1", "bonjour")
	if err := w.vault.Forget(t.Context(), w.conversation(r).Parent); err != nil {
		t.Fatal(err)
	}
	w.postbox.fail = nil
	w.clocks.pass(time.Hour)
	if err := r.deliver.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantSent()
	w.wantEmptyOutbox()
}

func TestAMessageRefusedForGoodHoldsUpNoOther(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", says(reply("1"), reply("2")))
	w.postbox.fail = func(m bot.Message) error {
		if m.Text == "1" {
			return fmt.Errorf("too odd: %w", bot.ErrRefused)
		}
		return nil
	}
	w.say(r, "1", "bonjour")
	w.wantSent("2")
}

func TestAnAcknowledgementLostSendsNothingTwice(t *testing.T) {
	w := newWorld(t)
	lossy := &deafStore{Store: w.store, deaf: true}
	r := w.replicaOn(lossy, "a", says(reply("1")))
	w.say(r, "1", "bonjour")
	lossy.deaf = false
	w.clocks.pass(time.Hour)
	if err := r.deliver.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantSent("1")
	w.wantEmptyOutbox()
}

// deafStore loses acknowledgements.
type deafStore struct {
	scheduling.Store
	deaf bool
}

func (d *deafStore) AckOutbox(ctx context.Context, ids []string) error {
	if d.deaf {
		return errors.New("disk full")
	}
	return d.Store.AckOutbox(ctx, ids)
}

func TestWhatConcernsAnAppointmentAlsoGoesByEmail(t *testing.T) {
	w := newWorld(t)
	reminder := bot.Message{Text: "rappel", Subject: "Votre rendez-vous", Class: scheduling.Reminder}
	r := w.replica("a", script(func(_ context.Context, c bot.Conversation, _ bot.Input) (bot.Turn, error) {
		c.Email = "zoe@exemple.invalid"
		return bot.Turn{Conversation: c, Messages: []bot.Message{reply("d'accord"), reminder}}, nil
	}))
	w.say(r, "1", "bonjour")
	if err := r.deliver.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wantSent("d'accord", "rappel")
	if got := w.email.texts(); !slices.Equal(got, []string{"rappel"}) || w.email.to[0].Address != "zoe@exemple.invalid" {
		t.Errorf("by e-mail: %q to %v", got, w.email.to)
	}
}

// wantEmptyOutbox checks that nothing waits for anybody.
func (w *world) wantEmptyOutbox() {
	w.t.Helper()
	w.clocks.pass(24 * time.Hour)
	left, err := w.store.ClaimOutbox(w.t.Context(), "inspector", "", w.clocks.Machine(), time.Second, 10)
	if err != nil || len(left) != 0 {
		w.t.Errorf("outbox: %d messages, %v", len(left), err)
	}
}
