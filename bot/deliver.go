package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"escale/scheduling"
)

// DelivererConfig is what a Deliverer needs.
type DelivererConfig struct {
	Store    scheduling.Store
	Vault    Vault
	Channels map[string]Channel // by name
	// Guard is asked just before a message leaves; see Standing.
	Guard func(context.Context, scheduling.Guard) (bool, error)
	// Unsaid hears of a message that is dropped unsent, and that went no other way,
	// by its conversation and its guard: see PassOn. Nil: nobody does.
	Unsaid func(ctx context.Context, conversation string, g scheduling.Guard) error
	Clocks scheduling.Clocks
	Owner  string // this replica
	Log    *slog.Logger
	Rates  map[string]Rate // by channel; none: unlimited
	// Replicas is how many share the rates now; nil: this one alone.
	Replicas func() int
	// Lease is how long a claimed chat is this replica's; default a minute.
	Lease    time.Duration
	Parallel int // chats served at once beside the conversations under way; default 16
	// Patience is how long a message waits in the process for its turn, those of a
	// conversation first; one that has to wait longer goes back into the outbox.
	// Waiting takes real time.
	Patience time.Duration
}

// Deliverer takes messages out of the outbox, in order per chat, checks that
// each may still be sent, and hands it to its channel.
type Deliverer struct {
	DelivererConfig
	pace  *pace
	lanes *Lanes        // one chat at a time in this process
	room  chan struct{} // of those that a pass serves
	memory
	// claims keeps the claims of single chats out of a pass's claim over all.
	claims sync.RWMutex
}

// talks is how many conversations send at once what a turn said: as many as the
// Reception has turns under way, and more than it is ever given.
const talks = 1024

// NewDeliverer makes a Deliverer; it starts nothing.
func NewDeliverer(c DelivererConfig) *Deliverer {
	c.Lease = cmp.Or(c.Lease, time.Minute)
	c.Parallel = cmp.Or(c.Parallel, 16)
	if c.Replicas == nil {
		c.Replicas = func() int { return 1 }
	}
	return &Deliverer{
		DelivererConfig: c,
		pace:            newPace(c.Rates, c.Replicas),
		lanes:           NewLanes(c.Parallel+talks, c.Log),
		room:            make(chan struct{}, c.Parallel),
		memory:          newMemory(),
	}
}

// Chat delivers what waits for one chat. The error says that something still
// waits; it will be tried again by Run.
func (d *Deliverer) Chat(ctx context.Context, chat string) error {
	for {
		var pass <-chan struct{}
		err := d.lanes.Do(ctx, chat, func(ctx context.Context) (err error) {
			var claimed []scheduling.Outgoing
			if claimed, pass, err = d.claimChat(ctx, chat); err != nil || pass != nil {
				return err
			}
			return d.run(ctx, chat, claimed)
		})
		if err != nil || pass == nil {
			return err
		}
		select {
		case <-pass:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// claimChat claims one chat, unless a pass has claimed it and is about to serve
// it: pass then ends when that is done.
func (d *Deliverer) claimChat(ctx context.Context, chat string) (claimed []scheduling.Outgoing, pass <-chan struct{}, err error) {
	d.claims.RLock()
	defer d.claims.RUnlock()
	if pass = d.served(chat); pass != nil {
		return nil, pass, nil
	}
	claimed, err = d.claim(ctx, chat, most)
	return claimed, nil, err
}

// serve sends a run, and then what was queued behind it meanwhile. It waits for
// the first one's turn outside the lanes, where replies would wait behind it.
func (d *Deliverer) serve(ctx context.Context, chat string, run []scheduling.Outgoing) {
	defer d.pace.giveBack(run[0].Channel, chat)
	if err := d.queue(ctx, run[0]); err != nil {
		err = d.after(ctx, run[0], err)
		d.Log.Debug("messages wait", "chat", chat, "error", err)
		return
	}
	d.room <- struct{}{}
	defer func() { <-d.room }()
	err := d.lanes.Do(ctx, chat, func(ctx context.Context) (err error) {
		for len(run) > 0 && err == nil {
			if err = d.run(ctx, chat, run); err == nil {
				run, err = d.claim(ctx, chat, most)
			}
		}
		return err
	})
	if err != nil && ctx.Err() == nil {
		d.Log.Warn("messages wait", "chat", chat, "error", err)
	}
}

func (d *Deliverer) claim(ctx context.Context, chat string, n int) ([]scheduling.Outgoing, error) {
	out, err := d.Store.ClaimOutbox(ctx, d.Owner, chat, d.Clocks.Machine(), d.Lease, n)
	if err != nil {
		return nil, fmt.Errorf("claim outbox: %w", err)
	}
	return out, nil
}

// run sends a chat's messages in order until one has to wait, and acknowledges
// those that are done with.
func (d *Deliverer) run(ctx context.Context, chat string, claimed []scheduling.Outgoing) (err error) {
	if until := d.resting(chat, d.Clocks.Machine()); !until.IsZero() {
		return d.retry(ctx, chat, until, &Throttled{Until: until})
	}
	var done []string
	defer func() { err = errors.Join(err, d.ack(ctx, done)) }()
	for _, out := range claimed {
		if !d.wasSent(out.ID) {
			if err := d.send(ctx, out); err != nil {
				return d.after(ctx, out, err)
			}
			d.noteSent(out, d.Clocks.Machine())
		}
		done = append(done, out.ID)
	}
	return nil
}

// send delivers one message or drops it; an error means that it still waits.
func (d *Deliverer) send(ctx context.Context, out scheduling.Outgoing) error {
	l, err := d.open(ctx, out)
	if errors.Is(err, scheduling.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	pass, err := d.Guard(ctx, out.Guard)
	if err != nil {
		return err
	}
	if !pass {
		return d.unsaid(ctx, out, l)
	}
	now := d.Clocks.Programme()
	if at := l.Message.Timing.day(now); at.After(now) {
		if limit := out.Guard.NotAfter; !limit.IsZero() && at.After(limit) {
			return d.unsaid(ctx, out, l) // in the morning it would be too late
		}
		return d.untilMorning(ctx, out, at)
	}
	channel, known := d.Channels[out.Channel]
	if !known {
		return fmt.Errorf("no channel %q", out.Channel)
	}
	if err := d.await(ctx, out, d.pace.take); err != nil {
		return err
	}
	to := Recipient{Conversation: conversationOf(out.Chat), Parent: out.Parent, Address: l.Address}
	err = channel.Send(ctx, to, l.Message.Timing.in(l.Message, now))
	if slow, ok := errors.AsType[*Throttled](err); ok {
		d.pace.slowed(out.Channel, out.Chat, slow.Until, d.Clocks.Machine())
	}
	if errors.Is(err, ErrRefused) {
		d.Log.Error("message refused", "message", out.ID, "error", err)
		return d.unsaid(ctx, out, l)
	}
	if errors.Is(err, ErrStopped) {
		err = errors.Join(err, d.unsaid(ctx, out, l)) // she left, and hears of nothing more
	}
	return err
}

func (d *Deliverer) open(ctx context.Context, out scheduling.Outgoing) (letter, error) {
	var l letter
	plain, err := d.Vault.Open(ctx, out.Parent, out.Sealed)
	if err != nil {
		return l, fmt.Errorf("open message %s: %w", out.ID, err)
	}
	if err := json.Unmarshal(plain, &l); err != nil {
		return l, fmt.Errorf("read message %s: %w", out.ID, err)
	}
	return l, nil
}

func (d *Deliverer) ack(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if err := d.Store.AckOutbox(context.WithoutCancel(ctx), ids); err != nil {
		return fmt.Errorf("acknowledge %d messages: %w", len(ids), err)
	}
	return nil
}

// has reports whether a channel is served.
func (d *Deliverer) has(channel string) bool { return d.Channels[channel] != nil }
