package bot_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

func TestAFirstMessageOpensAConversationThatTheNextOneFinds(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", echo)
	if _, _, err := r.Find(t.Context(), "web", zoe); !errors.Is(err, scheduling.ErrNotFound) {
		t.Fatalf("before any message: %v, want ErrNotFound", err)
	}
	w.say(r, "1", "bonjour")
	w.say(r, "2", "encore")
	w.wantSent("« bonjour »", "« encore »")
	c := w.conversation(r)
	if c.Flow != 2 || c.ID == "" || c.Parent == "" || c.Family == "" || !c.Last.Equal(w.clocks.Programme()) {
		t.Errorf("conversation %+v", c)
	}
	if to := w.postbox.to[0]; to != (bot.Recipient{Conversation: c.ID, Parent: c.Parent, Address: zoe}) {
		t.Errorf("sent to %+v", to)
	}
}

func TestAnInboundHandedInTwiceCountsOnce(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", asks("réserve", scheduling.DoBook))
	for range 3 {
		w.say(r, "1", "réserve")
	}
	w.wantSent("« réserve »", "book ok")
	if c := w.conversation(r); c.Flow != 2 {
		t.Errorf("%d turns, want the message and its outcome", c.Flow)
	}
	if kinds := w.desk.kinds(); len(kinds) != 1 {
		t.Errorf("commands done: %v", kinds)
	}
}

func TestACommandBelongsToItsConversation(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", asks("réserve", scheduling.DoBook))
	w.say(r, "1", "réserve")
	c := w.conversation(r)
	id := c.ID + "/1/0"
	got := w.desk.done[id]
	if got.Parent != c.Parent || got.Family != c.Family || got.Conversation != c.ID {
		t.Errorf("commands %+v, want %s of this parent", w.desk.done, id)
	}
}

func TestTwoReplicasShareOneConversation(t *testing.T) {
	w := newWorld(t)
	replicas := []*replica{w.replica("a", echo), w.replica("b", echo)}
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			if err := replicas[i%2].Receive(t.Context(), inbound(fmt.Sprint(i), "oui")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, r := range replicas {
		if err := r.deliver.Pass(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if c := w.conversation(replicas[0]); c.Flow != 24 {
		t.Errorf("%d turns, want 24", c.Flow)
	}
	if n := len(w.postbox.texts()); n != 24 {
		t.Errorf("%d messages, want 24", n)
	}
}

// cut is a store whose process loses power after some commits.
type cut struct {
	scheduling.Store
	left atomic.Int32
}

var errPower = errors.New("power cut")

func (c *cut) Apply(ctx context.Context, ch scheduling.Change) (scheduling.Result, error) {
	if c.left.Add(-1) < 0 {
		return scheduling.Result{}, errPower
	}
	return c.Store.Apply(ctx, ch)
}

func (c *cut) ClaimOutbox(ctx context.Context, owner, chat string, m time.Time, lease time.Duration, n int) ([]scheduling.Outgoing, error) {
	if c.left.Load() <= 0 {
		return nil, errPower
	}
	return c.Store.ClaimOutbox(ctx, owner, chat, m, lease, n)
}

func (c *cut) FailDue(ctx context.Context, f scheduling.Fence, cause string, retry time.Time) error {
	if c.left.Load() <= 0 {
		return errPower
	}
	return c.Store.FailDue(ctx, f, cause, retry)
}

func TestACrashBetweenCommitAndCommandLosesNothing(t *testing.T) {
	w := newWorld(t)
	dialogue := asks("réserve", scheduling.DoBook)
	broken := &cut{Store: w.store}
	broken.left.Store(1)
	w.say(w.replicaOn(broken, "a", dialogue), "1", "réserve")
	w.wantSent()

	next := w.replica("b", dialogue)
	if n := w.runDue(next, "b"); n != 0 {
		t.Errorf("%d works claimed while another may be doing them", n)
	}
	w.clocks.pass(time.Minute)
	if n := w.runDue(next, "b"); n != 1 {
		t.Fatalf("%d works claimed, want the command", n)
	}
	w.wantSent("« réserve »", "book ok")
	w.say(next, "1", "réserve") // the app hands it in again
	w.wantSent("« réserve »", "book ok")
	w.clocks.pass(time.Hour)
	if n := w.runDue(next, "b"); n != 0 {
		t.Errorf("%d works left over", n)
	}
}

func TestACommandClaimedWhileItRunsIsToldOnce(t *testing.T) {
	w := newWorld(t)
	var r *replica
	var claimed []scheduling.Due
	dialogue := script(func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
		if in.Outcome != nil && claimed == nil {
			due, err := w.store.ClaimDue(ctx, "a", w.clocks.Programme(), w.clocks.Machine(), time.Minute, 10)
			if err != nil {
				return bot.Turn{}, err
			}
			claimed = due
		}
		return asks("réserve", scheduling.DoBook)(ctx, c, in)
	})
	r = w.replica("a", dialogue)
	w.say(r, "1", "réserve")
	if len(claimed) != 1 {
		t.Fatalf("claimed %d works of its own, want 1", len(claimed))
	}
	w.wantSent("« réserve »", "book ok")
	if err := r.RunCommand(t.Context(), claimed[0]); err != nil {
		t.Fatal(err)
	}
	w.wantSent("« réserve »", "book ok")
	w.clocks.pass(time.Hour)
	if n := w.runDue(r, "a"); n != 0 {
		t.Errorf("%d works left over", n)
	}
}

func TestACommandThatFailsIsTriedAgain(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", asks("réserve", scheduling.DoBook))
	w.desk.fail = errors.New("store busy")
	w.say(r, "1", "réserve")
	w.wantSent("« réserve »")
	w.desk.fail = nil
	w.clocks.pass(5 * time.Second)
	w.runDue(w.replica("b", echo), "b") // whoever is there
	w.wantSent("« réserve »", "book ok")
}

func TestADialogueThatPanicsCommitsNothing(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", script(func(context.Context, bot.Conversation, bot.Input) (bot.Turn, error) {
		panic(zoe)
	}))
	err := r.Receive(t.Context(), inbound("1", "bonjour"))
	if !errors.Is(err, bot.ErrPanic) {
		t.Fatalf("%v, want ErrPanic", err)
	}
	if strings.Contains(err.Error(), zoe) {
		t.Error("the error quotes the panic")
	}
	if _, _, err := r.Find(t.Context(), "web", zoe); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("%v, want ErrNotFound", err)
	}
}

func TestStepsReachedAreCounted(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", script(func(_ context.Context, c bot.Conversation, _ bot.Input) (bot.Turn, error) {
		return bot.Turn{Conversation: c, Reached: []string{"welcome"}}, nil
	}))
	w.say(r, "1", "bonjour")
	w.say(r, "1", "bonjour")
	counts, err := w.store.Counts(t.Context(), "step/")
	if err != nil {
		t.Fatal(err)
	}
	if len(counts) != 1 || counts["step/2026-11/-/welcome"] != 1 {
		t.Errorf("counts %v", counts)
	}
}

func TestNothingOfTheParentIsReadableInTheFiles(t *testing.T) {
	w := newWorld(t)
	const secret = "mot-très-reconnaissable"
	r := w.replica("a", asks("réserve", scheduling.DoBook))
	w.postbox.fail = func(bot.Message) error { return errors.New("away") } // so that messages lie in the outbox
	w.desk.fail = errors.New("busy")                                       // and the command among due work
	w.say(r, "1", "réserve "+secret)
	if err := w.store.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(w.folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{secret, zoe} {
			if strings.Contains(string(data), word) {
				t.Errorf("%s holds %q", filepath.Base(name), word)
			}
		}
	}
}
