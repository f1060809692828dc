package telegram

import (
	"context"
	"slices"

	api "github.com/go-telegram/bot"
)

const (
	// shownAtMost is how many messages of a chat are remembered for deleting them.
	shownAtMost = 200
	// around is how far below the newest message others are looked for: what was
	// shown before a restart, or by another replica.
	around = 100
	// deleted is how many messages one request may name.
	deleted = 100
)

// showed notes a message of a chat, sent or received.
func (b *Bot) showed(chat int64, message int) {
	if message == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.messages) >= many {
		clear(b.messages)
	}
	ids := b.messages[chat]
	if !slices.Contains(ids, message) {
		ids = append(ids, message)
	}
	b.messages[chat] = ids[max(0, len(ids)-shownAtMost):]
}

// wipe deletes what a chat shows above its newest message, ours and hers, as far
// as Telegram lets a bot: nothing older than 48 hours.
func (b *Bot) wipe(chat int64) func(context.Context) error {
	return func(ctx context.Context) error {
		newest := b.lastOf(chat)
		known, ids := b.above(chat, newest)
		for batch := range slices.Chunk(ids, deleted) {
			_, err := b.api.DeleteMessages(ctx, &api.DeleteMessagesParams{ChatID: chat, MessageIDs: batch})
			if refused(err, "") { // one of them is too old: the others can go one by one
				err = b.wipeOne(ctx, chat, known, batch)
			}
			if err != nil && !unread(err) {
				return err
			}
		}
		b.forgetShown(chat, newest)
		return nil
	}
}

func (b *Bot) wipeOne(ctx context.Context, chat int64, known, batch []int) error {
	for _, id := range batch {
		if !slices.Contains(known, id) {
			continue
		}
		_, err := b.api.DeleteMessage(ctx, &api.DeleteMessageParams{ChatID: chat, MessageID: id})
		if err != nil && !refused(err, "") && !unread(err) {
			return err
		}
	}
	return nil
}

// above are the messages known to be in a chat, and with them those that may be,
// the newest first; the newest of all stays.
func (b *Bot) above(chat int64, newest int) (known, ids []int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known = slices.Clone(b.messages[chat])
	ids = slices.Clone(known)
	for id := newest - 1; id > 0 && id >= newest-around; id-- {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id int) bool { return id == newest })
	slices.Reverse(ids)
	return known, ids
}

func (b *Bot) forgetShown(chat int64, newest int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages[chat] = []int{newest}
}
