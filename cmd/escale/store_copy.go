package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"escale/store/redis"
	"escale/store/sqlite"
)

// copyStore copies what the store holds into a database of its own in another
// folder. The service may go on meanwhile, and nothing is changed.
func copyStore(ctx context.Context, c *Config, dir string) error {
	if c.Store == "" {
		return sqlite.Snapshot(ctx, storeFile(c.Data), storeFile(dir))
	}
	r, err := c.redisConfig(slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	from, err := redis.Open(ctx, r)
	if err != nil {
		return err
	}
	to, err := sqlite.Open(ctx, sqlite.Config{Path: storeFile(dir), Clock: time.Now, Restore: true})
	if err != nil {
		return errors.Join(err, from.Close())
	}
	return errors.Join(to.Load(ctx, from.Dump(ctx)), to.Close(), from.Close())
}
