package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"escale/scheduling"
)

// farewellTries bounds how long an erasure waits for its last message.
const farewellTries = 3

// erase has everything of a conversation destroyed once its last message was
// sent. It needs no key: whatever interrupts it, due work goes on.
func (r *Reception) erase(ctx context.Context, d scheduling.Due, w work) error {
	if err := r.farewell(ctx, w.Conversation); err != nil && d.Try < farewellTries {
		return fmt.Errorf("farewell: %w", err)
	}
	err := r.desk.Erase(ctx, scheduling.Erasure{Parent: w.Parent, Conversations: []string{w.Conversation}, Keep: w.Keep})
	if err != nil {
		return err
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

// ParentsAt finds who is behind an address, without a key: "web", "telegram", or
// an e-mail address that was given for reminders. scheduling.ErrNotFound if there
// is nobody.
func ParentsAt(ctx context.Context, store scheduling.Reader, vault Vault, channel, address string) (parents []string, err error) {
	key := addressKeyOf(vault, channel, address)
	record, err := store.Get(ctx, key)
	switch {
	case err == nil:
		var a addressRecord
		if err := json.Unmarshal(record.Data, &a); err != nil {
			return nil, fmt.Errorf("read address: %w", err)
		}
		return []string{a.Parent}, nil
	case !errors.Is(err, scheduling.ErrNotFound):
		return nil, fmt.Errorf("find address: %w", err)
	}
	talks, err := store.List(ctx, scheduling.Query{Kind: conversationKind, Tag: addressTag + key.ID})
	if err != nil {
		return nil, fmt.Errorf("find address: %w", err)
	}
	for _, r := range talks {
		parents = append(parents, parentOf(r))
	}
	if len(parents) == 0 {
		return nil, scheduling.ErrNotFound
	}
	return parents, nil
}
