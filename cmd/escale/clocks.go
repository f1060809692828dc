package main

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"escale/scheduling"
)

// realClocks tell the same time twice: outside the demo, the programme's day
// is today.
type realClocks struct{}

func (realClocks) Programme() time.Time { return time.Now().UTC() }
func (realClocks) Machine() time.Time   { return time.Now().UTC() }

// pushedClocks keep the programme's time ahead of the machine's by what the
// demo was pushed. The offset is kept in the store, so that a restart does not
// fall back into the past.
type pushedClocks struct {
	mu     sync.Mutex // guards offset
	offset time.Duration
	store  scheduling.Store
}

var clockKey = scheduling.Key{Kind: "clock", ID: "programme"}

// loadClocks reads the offset that an earlier run left.
func loadClocks(ctx context.Context, store scheduling.Store) (*pushedClocks, error) {
	c := &pushedClocks{store: store}
	rec, err := store.Get(ctx, clockKey)
	if errors.Is(err, scheduling.ErrNotFound) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	return c, json.Unmarshal(rec.Data, &c.offset)
}

func (c *pushedClocks) Machine() time.Time { return time.Now().UTC() }

func (c *pushedClocks) Programme() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().UTC().Add(c.offset)
}

// set moves the programme's time to t, never back, and remembers it.
func (c *pushedClocks) set(ctx context.Context, t time.Time) error {
	offset := max(c.shift(), time.Until(t))
	data, err := json.Marshal(offset)
	if err != nil {
		return err
	}
	rec, err := c.store.Get(ctx, clockKey)
	if err != nil && !errors.Is(err, scheduling.ErrNotFound) {
		return err
	}
	_, err = c.store.Apply(ctx, scheduling.Change{
		Command: "clock/" + newID(),
		Put:     []scheduling.Record{{Key: clockKey, Version: rec.Version, Data: data}},
	})
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.offset = offset
	c.mu.Unlock()
	return nil
}

func (c *pushedClocks) shift() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}
