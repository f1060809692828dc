package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"escale/scheduling"
)

// giveUpAfter failures in a row a message is dropped: hours have passed.
const giveUpAfter = 40

// after decides what becomes of a chat whose message could not be sent.
func (d *Deliverer) after(ctx context.Context, out scheduling.Outgoing, cause error) error {
	if errors.Is(cause, ErrStopped) {
		return d.leave(ctx, out)
	}
	if slow, ok := errors.AsType[*Throttled](cause); ok {
		return d.retry(ctx, out.Chat, slow.Until, cause)
	}
	fails := d.failed(out.Chat)
	if fails >= giveUpAfter {
		d.Log.Error("message given up", "message", out.ID, "error", cause)
		d.noteSent(out, d.Clocks.Machine())
	}
	pause := min(time.Second<<min(fails, 10), 15*time.Minute)
	return d.retry(ctx, out.Chat, d.Clocks.Machine().Add(pause), cause)
}

// retry lets the chat rest and returns why.
func (d *Deliverer) retry(ctx context.Context, chat string, until time.Time, cause error) error {
	d.letRest(chat, until)
	err := d.Store.RetryOutbox(context.WithoutCancel(ctx), chat, until)
	return errors.Join(fmt.Errorf("chat %s: %w", chat, cause), err)
}

// leave drops everything for a chat whose person left, and notes it on the
// conversation, so that nothing more is queued there until she writes again.
func (d *Deliverer) leave(ctx context.Context, out scheduling.Outgoing) error {
	ctx = context.WithoutCancel(ctx)
	change := scheduling.Change{Command: "left/" + out.ID, Silence: []string{out.Chat}}
	for range 5 {
		change.Put = nil
		key := scheduling.Key{Kind: conversationKind, ID: conversationOf(out.Chat)}
		record, err := d.Store.Get(ctx, key)
		if err != nil && !errors.Is(err, scheduling.ErrNotFound) {
			return fmt.Errorf("leave %s: %w", out.Chat, err)
		}
		if tag := leftTag + out.Channel; err == nil && !slices.Contains(record.Tags, tag) {
			record.Tags = append(record.Tags, tag)
			change.Put = []scheduling.Record{record}
		}
		_, err = d.Store.Apply(ctx, change)
		if !errors.Is(err, scheduling.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("leave %s: %w", out.Chat, scheduling.ErrStale)
}
