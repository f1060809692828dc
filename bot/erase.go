package bot

import (
	"context"
	"errors"
	"fmt"

	"escale/scheduling"
)

// farewellTries bounds how long an erasure waits for its last message.
const farewellTries = 3

// erase destroys everything of a conversation once its last message was sent.
// The key goes after the records: whatever interrupts it, due work goes on.
func (r *Reception) erase(ctx context.Context, d scheduling.Due, w work) error {
	if err := r.farewell(ctx, w.Conversation); err != nil && d.Try < farewellTries {
		return fmt.Errorf("farewell: %w", err)
	}
	if err := r.wipe(ctx, d.ID, w.Conversation); err != nil {
		return err
	}
	if err := r.vault.Forget(ctx, w.Parent); err != nil {
		return fmt.Errorf("forget %s: %w", w.Parent, err)
	}
	return r.finish(ctx, d)
}

func (r *Reception) farewell(ctx context.Context, conversation string) error {
	o, err := r.open(ctx, conversation)
	if errors.Is(err, scheduling.ErrNotFound) || errors.Is(err, scheduling.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.deliver.Chat(ctx, chatOf(o.ID, o.Channel))
}

// wipe deletes what is kept of a conversation and what waits to be sent or
// told to it. Bookings that stand are the Desk's: the dialogue asked first.
func (r *Reception) wipe(ctx context.Context, id, conversation string) error {
	c := scheduling.Change{
		Command: "erase/" + id,
		Delete: []scheduling.Key{
			{Kind: conversationKind, ID: conversation},
			{Kind: transcriptKind, ID: conversation},
		},
	}
	for _, kind := range []string{addressKind, transcriptKind} {
		records, err := r.store.List(ctx, scheduling.Query{Kind: kind, Tag: conversationTag + conversation})
		if err != nil {
			return fmt.Errorf("erase %s: %w", conversation, err)
		}
		for _, record := range records {
			c.Delete = append(c.Delete, record.Key)
		}
	}
	for channel := range r.deliver.Channels {
		c.Silence = append(c.Silence, chatOf(conversation, channel))
	}
	if _, err := r.store.Apply(ctx, c); err != nil {
		return fmt.Errorf("erase %s: %w", conversation, err)
	}
	return nil
}
