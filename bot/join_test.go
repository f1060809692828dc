package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/scheduling"
)

const hersCode = "K7M2P9QX"

// carries makes a dialogue that draws a code when it hears "un code", and tries
// what follows "entre".
var carries = script(func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
	t, err := echo(ctx, c, in)
	if in.Event != nil {
		t.Conversation.Data.Passage.Code = ""
		t.Messages = append(t.Messages, bot.Message{Text: "ouverte ailleurs", Class: scheduling.Notice, Others: true})
		return t, err
	}
	if in.Inbound == nil {
		return t, err
	}
	if in.Inbound.Text == "un code" {
		t.Passage, t.Conversation.Data.Passage.Code = hersCode, hersCode
	}
	if code, ok := strings.CutPrefix(in.Inbound.Text, "entre "); ok {
		t.Commands = []bot.Command{{Join: &bot.Join{Code: code}}}
	}
	return t, err
})

// twoApps is a world in which she has drawn a code in the web page, and is on
// Telegram too.
func twoApps(t *testing.T) (*world, *replica, bot.Conversation) {
	w := newWorld(t)
	r := w.replica("a", carries)
	w.say(r, "1", "bonjour")
	w.say(r, "2", "un code")
	return w, r, w.conversation(r)
}

func onTelegram(id, text string) bot.Inbound {
	return bot.Inbound{ID: id, Channel: "telegram", Address: "4712", Text: text, Verified: true}
}

func (w *world) receive(r *replica, in bot.Inbound) {
	w.t.Helper()
	if err := r.Receive(w.t.Context(), in); err != nil {
		w.t.Fatal(err)
	}
}

func TestACodeCarriesTheConversationToAnotherApp(t *testing.T) {
	w, r, c := twoApps(t)
	w.receive(r, onTelegram("1", "bonjour"))
	_, left, err := r.Find(t.Context(), "telegram", "4712")
	if err != nil {
		t.Fatal(err)
	}
	w.receive(r, onTelegram("2", "entre k7m2-p9qx"))
	_, there, err := r.Find(t.Context(), "telegram", "4712")
	if err != nil || there.ID != c.ID || there.Channel != "telegram" {
		t.Fatalf("on Telegram she has %+v, %v", there, err)
	}
	want := map[string]string{"web": zoe, "telegram": "4712"}
	if diff := cmp.Diff(want, there.Ways); diff != "" {
		t.Error(diff)
	}
	if _, err := w.vault.Seal(t.Context(), left.Parent, nil); !errors.Is(err, scheduling.ErrErased) {
		t.Errorf("what was there before stays: %v", err)
	}
	if got := w.postbox.texts(); !slices.Contains(got, "ouverte ailleurs") {
		t.Errorf("the page was told %q", got)
	}
	w.say(r, "3", "encore") // from the page again
	if now := w.conversation(r); now.ID != c.ID || now.Channel != "web" || len(now.Ways) != 2 {
		t.Errorf("back on the page: %+v", now)
	}
}

func TestACodeWorksOnceAndNotForLong(t *testing.T) {
	w, r, _ := twoApps(t)
	page := bot.Inbound{ID: "p1", Channel: "telegram", Address: "4712", Origin: "there"}
	if _, err := r.Continue(t.Context(), page, hersCode); err != nil {
		t.Fatal(err)
	}
	page.ID, page.Address = "p2", "4713"
	if _, err := r.Continue(t.Context(), page, hersCode); !errors.Is(err, bot.ErrNoCode) {
		t.Errorf("a second time: %v", err)
	}
	w.say(r, "3", "un code")
	w.clocks.pass(31 * time.Minute)
	page.ID = "p3"
	if _, err := r.Continue(t.Context(), page, hersCode); !errors.Is(err, bot.ErrNoCode) {
		t.Errorf("after half an hour: %v", err)
	}
	if _, _, err := r.Find(t.Context(), "telegram", "4713"); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("something was begun there: %v", err)
	}
}

func TestGuessesAreCounted(t *testing.T) {
	_, r, _ := twoApps(t)
	in := bot.Inbound{Channel: "telegram", Address: "9", Origin: "there"}
	refused := 0
	for i := range 25 {
		in.ID = fmt.Sprint(i)
		_, err := r.Continue(t.Context(), in, "ABCD2345")
		if errors.Is(err, bot.ErrTooMany) {
			refused++
		}
	}
	in.ID = "last"
	if _, err := r.Continue(t.Context(), in, hersCode); refused != 5 || !errors.Is(err, bot.ErrTooMany) {
		t.Errorf("%d refused, then %v", refused, err)
	}
	in.ID, in.Origin = "elsewhere", "another"
	if _, err := r.Continue(t.Context(), in, hersCode); err != nil {
		t.Errorf("from another network: %v", err)
	}
}

// Two at once: one of them has it.
func TestACodeUsedTwiceAtOnce(t *testing.T) {
	_, r, _ := twoApps(t)
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			in := bot.Inbound{ID: fmt.Sprint(i), Channel: fmt.Sprint("app", i), Address: fmt.Sprint(i)}
			if _, err := r.Continue(context.WithoutCancel(t.Context()), in, hersCode); err == nil {
				won.Add(1)
			} else if !errors.Is(err, bot.ErrNoCode) {
				t.Error(err)
			}
		})
	}
	if all.Wait(); won.Load() != 1 {
		t.Errorf("%d have it", won.Load())
	}
}

// The process dies at any commit of it.
func TestACarryCutShortIsFinished(t *testing.T) {
	for commits := range 7 {
		w, r, c := twoApps(t)
		w.receive(r, onTelegram("1", "bonjour"))
		_, left, err := r.Find(t.Context(), "telegram", "4712")
		if err != nil {
			t.Fatal(err)
		}
		broken := &cut{Store: w.store}
		broken.left.Store(int32(commits + 1))
		w.receive(w.replicaOn(broken, "b", carries), onTelegram("2", "entre "+hersCode))
		for range 4 {
			w.clocks.pass(2 * time.Minute)
			w.runDue(r, "a")
		}
		_, there, err := r.Find(t.Context(), "telegram", "4712")
		if err != nil || there.ID != c.ID {
			t.Errorf("cut after %d commits: %s, %v", commits, there.ID, err)
		}
		if _, err := w.vault.Seal(t.Context(), left.Parent, nil); !errors.Is(err, scheduling.ErrErased) {
			t.Errorf("cut after %d commits: what was there before stays: %v", commits, err)
		}
	}
}

// What is urgent goes everywhere, a reply where she wrote, what comes later to the
// app rather than to a page; where she left, nothing.
func TestWhereMessagesGo(t *testing.T) {
	w, r, c := twoApps(t)
	in := bot.Inbound{ID: "p1", Channel: "telegram", Address: "4712"}
	if _, err := r.Continue(t.Context(), in, hersCode); err != nil {
		t.Fatal(err)
	}
	say := script(func(_ context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
		m := bot.Message{Text: in.Inbound.Text, Class: scheduling.Class(in.Inbound.Text)}
		return bot.Turn{Conversation: c, Messages: []bot.Message{m}}, nil
	})
	talk := w.replica("b", say)
	for i, class := range []scheduling.Class{scheduling.Reply, scheduling.Notice, scheduling.Reminder, scheduling.Questionnaire} {
		w.say(talk, fmt.Sprint("web", i), string(class))
		w.receive(talk, onTelegram(fmt.Sprint("app", i), string(class)))
	}
	onPage := []string{"reply", "notice", "notice", "reminder", "questionnaire"}
	onApp := []string{"notice", "reply", "notice", "reminder", "reminder", "questionnaire", "questionnaire"}
	count := func(texts []string) map[string]int {
		n := map[string]int{}
		for _, text := range texts {
			n[text]++
		}
		delete(n, "« bonjour »")
		delete(n, "« un code »")
		delete(n, "joined")
		return n
	}
	if diff := cmp.Diff(count(append(onPage, "ouverte ailleurs")), count(w.postbox.texts())); diff != "" {
		t.Errorf("on the page (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(count(onApp), count(w.app.texts())); diff != "" {
		t.Errorf("in the app (-want +got):\n%s", diff)
	}
	w.app.fail = func(bot.Message) error { return bot.ErrStopped }
	w.receive(talk, onTelegram("gone", "reply"))
	w.app.fail = nil
	before := len(w.app.texts())
	w.say(talk, "after", "notice")
	if got := len(w.app.texts()); got != before {
		t.Error("who left is written to")
	}
	if now := w.conversation(talk); now.ID != c.ID {
		t.Error("another conversation")
	}
}
