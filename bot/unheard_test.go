package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// unheard is a store that makes the first turn's change and then says that it is
// not known, or repeats it as one does who got no answer.
type unheard struct {
	scheduling.Store
	again bool
	done  bool
}

var errUnheard = errors.New("connection reset")

func (u *unheard) Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	r, err := u.Store.Apply(ctx, c)
	if !strings.HasPrefix(c.Command, "in/") || u.done || err != nil {
		return r, err
	}
	u.done = true
	if u.again {
		return u.Store.Apply(ctx, c)
	}
	return r, errUnheard
}

// A first message whose commit got no answer may be committed: its conversation
// stays readable, and what it was answered is sent.
func TestACommitThatNobodyHeardOfKeepsTheConversation(t *testing.T) {
	for name, again := range map[string]bool{"the channel hands it in again": false, "the store asks again": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			deaf := w.replicaOn(&unheard{Store: w.store, again: again}, "a", echo)
			in := inbound("1", "bonjour")
			if err := deaf.Receive(t.Context(), in); (err == nil) != again || err != nil && !errors.Is(err, errUnheard) {
				t.Fatalf("receive: %v", err)
			}
			for _, r := range []*replica{deaf, w.replica("b", echo)} {
				if err := r.Receive(t.Context(), in); err != nil {
					t.Fatal(err)
				}
			}
			w.clocks.pass(time.Minute) // the lease that nobody knew of has run out
			if err := deaf.deliver.Pass(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.say(deaf, "2", "encore")
			w.wantSent("« bonjour »", "« encore »")
			if c := w.conversation(deaf); c.Flow != 2 {
				t.Errorf("%d turns, want 2", c.Flow)
			}
		})
	}
}
