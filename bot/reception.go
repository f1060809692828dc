package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"escale/scheduling"
)

// Stepper is the dialogue: it understands an input and says what comes of it.
// It only reads; nothing of the turn is true before it is committed.
type Stepper interface {
	Step(ctx context.Context, c Conversation, in Input) (Turn, error)
}

// ReceptionConfig is what a Reception needs.
type ReceptionConfig struct {
	Store    scheduling.Store
	Vault    Vault
	Dialogue Stepper
	Desk     Desk
	Wishes   Wishes // nil: no waiting list
	Answers  Answers
	Deliver  *Deliverer
	Clocks   scheduling.Clocks
	Owner    string // this replica; the same as the Deliverer's
	Log      *slog.Logger
	// Lease is how long what a turn asked for is left to this replica before
	// another may do it; default 30 seconds.
	Lease    time.Duration
	Parallel int           // conversations served at once; default 64
	NewID    func() string // random ids; default crypto/rand.Text
}

// Reception takes what comes in to the dialogue and commits what comes of it,
// one turn at a time per conversation.
type Reception struct {
	store    scheduling.Store
	vault    Vault
	dialogue Stepper
	desk     Desk
	wishes   Wishes
	answers  Answers
	deliver  *Deliverer
	clocks   scheduling.Clocks
	owner    string
	log      *slog.Logger
	lease    time.Duration
	newID    func() string
	lanes    *Lanes
}

// NewReception makes a Reception; it starts nothing.
func NewReception(c ReceptionConfig) *Reception {
	r := &Reception{
		store: c.Store, vault: c.Vault, dialogue: c.Dialogue, desk: c.Desk, wishes: c.Wishes,
		answers: c.Answers, deliver: c.Deliver, clocks: c.Clocks,
		owner: c.Owner, log: c.Log, newID: c.NewID,
		lease: cmp.Or(c.Lease, 30*time.Second),
		lanes: NewLanes(cmp.Or(c.Parallel, 64), c.Log),
	}
	if r.newID == nil {
		r.newID = rand.Text
	}
	return r
}

// Receive takes one inbound through its turn, runs what the turn asked for,
// and has the answers sent. An error means that the turn was not committed:
// the channel may hand the same inbound in again. An inbound handled before
// changes nothing.
func (r *Reception) Receive(ctx context.Context, in Inbound) error {
	key, err := r.laneOf(ctx, in)
	if err != nil {
		return err
	}
	return r.lanes.Do(ctx, key, func(ctx context.Context) error {
		done, err := r.receive(ctx, in)
		if err != nil {
			return fmt.Errorf("receive %s/%s: %w", in.Channel, in.ID, err)
		}
		// What is committed is carried out even if whoever sent it hangs up.
		r.carryOut(context.WithoutCancel(ctx), done)
		return nil
	})
}

// laneOf is the conversation, or the blind index of an address that has none
// yet.
func (r *Reception) laneOf(ctx context.Context, in Inbound) (string, error) {
	id, _, err := r.lookUp(ctx, in.Channel, in.Address)
	if errors.Is(err, scheduling.ErrNotFound) {
		return r.addressKey(in.Channel, in.Address).ID, nil
	}
	return id, err
}

// tries bounds how often a turn is stepped again because another replica was
// faster.
const tries = 8

func (r *Reception) receive(ctx context.Context, in Inbound) (committed, error) {
	now := r.clocks.Programme()
	var fresh opened
	for range tries {
		o, err := r.arrive(ctx, in, &fresh)
		if err != nil {
			return committed{}, err
		}
		done, err := r.turn(ctx, o, Input{Inbound: &in, Now: now}, change{command: "in/" + in.Channel + "/" + in.ID})
		if errors.Is(err, scheduling.ErrStale) {
			continue
		}
		// After an error it may be committed all the same: the key stays.
		if err == nil && (done.repeated || done.opened.Parent != fresh.Parent) {
			r.forgetUnused(ctx, in, fresh.Parent)
		}
		return done, err
	}
	r.forgetUnused(ctx, in, fresh.Parent)
	return committed{}, scheduling.ErrStale
}

// arrive opens the conversation an inbound belongs to, or begins one; fresh is
// kept over retries so that one parent at most is made.
func (r *Reception) arrive(ctx context.Context, in Inbound, fresh *opened) (opened, error) {
	id, version, err := r.lookUp(ctx, in.Channel, in.Address)
	if err == nil {
		var o opened
		o, err = r.open(ctx, id)
		if err == nil {
			o.at(in.Channel, in.Address)
			o.Verified, o.Origin = in.Verified, in.Origin
			o.left = slices.DeleteFunc(o.left, func(c string) bool { return c == in.Channel })
			return o, nil
		}
	}
	if !errors.Is(err, scheduling.ErrNotFound) && !errors.Is(err, scheduling.ErrErased) {
		return opened{}, err
	}
	if fresh.Parent == "" {
		if *fresh, err = r.begin(ctx, in, version); err != nil {
			return opened{}, err
		}
	}
	fresh.address.Version = version
	return *fresh, nil
}

// forgetUnused destroys a key that sealed nothing that was kept. A turn that was
// committed before may have been ours, whose answer was lost: that one's key is in
// use.
func (r *Reception) forgetUnused(ctx context.Context, in Inbound, parent string) {
	if parent == "" {
		return
	}
	ctx = context.WithoutCancel(ctx)
	used, err := r.uses(ctx, in, parent)
	if err == nil && !used {
		err = r.vault.Forget(ctx, parent)
	}
	if err != nil {
		r.log.Warn("unused key kept", "parent", parent, "error", err)
	}
}

// uses reports whether the conversation behind an address is sealed with a
// parent's key.
func (r *Reception) uses(ctx context.Context, in Inbound, parent string) (bool, error) {
	id, _, err := r.lookUp(ctx, in.Channel, in.Address)
	if err == nil {
		var o opened
		o, err = r.open(ctx, id)
		if err == nil {
			return o.Parent == parent, nil
		}
	}
	if errors.Is(err, scheduling.ErrNotFound) || errors.Is(err, scheduling.ErrErased) {
		return false, nil
	}
	return false, err
}
