package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"escale/store/archive"
	"escale/store/redis"
	"escale/store/sqlite"
)

// openEmpty opens the store for a restore. Nobody else can use it before that has
// ended.
func openEmpty(ctx context.Context, c *Config) (sink archive.Sink, end func() error, err error) {
	if c.Store != "" {
		r, err := c.redisConfig(slog.New(slog.DiscardHandler))
		if err != nil {
			return nil, nil, err
		}
		s, err := redis.OpenEmpty(ctx, r)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	}
	s, err := sqlite.Open(ctx, sqlite.Config{Path: storeFile(c.Data), Clock: time.Now, Restore: true})
	if err != nil {
		return nil, nil, fmt.Errorf("data folder: %w", err)
	}
	return s, s.Close, nil
}

// makeRoom says how the store becomes empty.
func (c *Config) makeRoom() string {
	if c.Store != "" {
		return fmt.Sprintf("stop every replica, and delete the keys that begin with {%s}: or name another database", c.Installation)
	}
	return fmt.Sprintf("stop the service, and move %s* out of the way", storeFile(c.Data))
}
