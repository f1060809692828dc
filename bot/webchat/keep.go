package webchat

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"escale/bot"
	"escale/scheduling"
)

const (
	kind     = "webchat"
	tries    = 8
	lifetime = 13 * 30 * 24 * time.Hour // of a cookie and a transcript after its last change
)

// Send implements bot.Channel: the message is in the transcript when it returns,
// and open pages are told. bot.ErrStopped when the parent erased everything.
func (c *Chat) Send(ctx context.Context, to bot.Recipient, m bot.Message) error {
	if m.Document != nil && len(m.Document.Data) > fileLimit {
		c.Log.Error("document too large for the web chat", "bytes", len(m.Document.Data))
	}
	err := c.change(ctx, to, func(t *transcript) bool { return t.say(m, c.Clocks.Machine()) })
	if errors.Is(err, scheduling.ErrErased) {
		return fmt.Errorf("web chat: %w", bot.ErrStopped)
	}
	return err
}

// key is where the transcript of an address lies: the store never sees a token.
func (c *Chat) key(address string) scheduling.Key {
	return scheduling.Key{Kind: kind, ID: c.Vault.Blind(kind, address)}
}

// load reads a transcript and the version of its record; both are zero when
// there is none yet. scheduling.ErrErased when it can't be read any more.
func (c *Chat) load(ctx context.Context, to bot.Recipient) (transcript, int64, error) {
	var t transcript
	record, err := c.Store.Get(ctx, c.key(to.Address))
	if errors.Is(err, scheduling.ErrNotFound) {
		return t, 0, nil
	}
	if err != nil {
		return t, 0, fmt.Errorf("read transcript: %w", err)
	}
	plain, err := c.Vault.Open(ctx, to.Parent, record.Data)
	if err != nil {
		return t, 0, fmt.Errorf("open transcript: %w", err)
	}
	if err := json.Unmarshal(plain, &t); err != nil {
		return t, 0, fmt.Errorf("decode transcript: %w", err)
	}
	return t, record.Version, nil
}

// change edits a transcript by compare-and-swap; edit returns false to leave it
// as it is, and may be called several times.
func (c *Chat) change(ctx context.Context, to bot.Recipient, edit func(*transcript) bool) error {
	for range tries {
		t, version, err := c.load(ctx, to)
		if err != nil || !edit(&t) {
			return err
		}
		err = c.save(ctx, to, t, version)
		if err == nil {
			c.hub.tell(c.key(to.Address).ID, version+1)
		}
		if !errors.Is(err, scheduling.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("save transcript after %d tries: %w", tries, scheduling.ErrStale)
}

func (c *Chat) save(ctx context.Context, to bot.Recipient, t transcript, version int64) error {
	plain, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("encode transcript: %w", err)
	}
	sealed, err := c.Vault.Seal(ctx, to.Parent, plain)
	if err != nil {
		return fmt.Errorf("seal transcript: %w", err)
	}
	key := c.key(to.Address)
	_, err = c.Store.Apply(ctx, scheduling.Change{
		Command: kind + "/" + key.ID + "/" + rand.Text(),
		Put: []scheduling.Record{{
			Key: key, Version: version, Data: sealed,
			Tags:    []string{"conversation:" + to.Conversation},
			Expires: c.Clocks.Machine().Add(lifetime),
		}},
	})
	if err != nil {
		return fmt.Errorf("save transcript: %w", err)
	}
	return nil
}

// forget deletes the record of a transcript that nobody can open any more.
func (c *Chat) forget(ctx context.Context, address string) error {
	_, err := c.Store.Apply(ctx, scheduling.Change{
		Command: kind + "/" + rand.Text(),
		Delete:  []scheduling.Key{c.key(address)},
	})
	return err
}
