package telegram

import (
	"context"
	"slices"

	api "github.com/go-telegram/bot"
)

const (
	// shownAtMost is how many messages of a chat are remembered for deleting them.
	shownAtMost = 200
	// handedOver is how many of them go with what she does, for the conversation to
	// remember beyond a restart.
	handedOver = 100
	// around is how far below the newest message, and above the newest that is
	// known, others are looked for: what was shown between her last message and a
	// restart, or by another replica.
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

// shownIn are the latest of them, in order.
func (b *Bot) shownIn(chat int64) []int {
	b.mu.Lock()
	defer b.mu.Unlock()
	ids := slices.Sorted(slices.Values(b.messages[chat]))
	return ids[max(0, len(ids)-handedOver):]
}

// wipe deletes what a chat shows above its newest message, ours and hers, as far
// as Telegram lets a bot: nothing older than 48 hours. The conversation remembers
// what this process may not.
func (b *Bot) wipe(chat int64, remembered []int) func(context.Context) error {
	return func(ctx context.Context) error {
		newest := b.lastOf(chat)
		known, ids := b.above(chat, newest, remembered)
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
func (b *Bot) above(chat int64, newest int, remembered []int) (known, ids []int) {
	b.mu.Lock()
	known = slices.Concat(b.messages[chat], remembered)
	b.mu.Unlock()
	known = slices.DeleteFunc(known, func(id int) bool { return id == newest })
	ids = slices.Concat(known, between(newest-around, newest))
	if len(known) > 0 {
		last := slices.Max(known)
		ids = append(ids, between(last+1, min(last+1+around, newest))...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.Reverse(ids)
	return known, ids
}

// between are the numbers from one on, before another.
func between(from, to int) []int {
	var all []int
	for id := max(1, from); id < to; id++ {
		all = append(all, id)
	}
	return all
}

func (b *Bot) forgetShown(chat int64, newest int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages[chat] = []int{newest}
}
