package main

import (
	"context"
	"fmt"
	"time"

	"escale/store/archive"
	"escale/store/sqlite"
)

// openEmpty opens the store for a restore: no service may have it open.
func openEmpty(ctx context.Context, c *Config) (sink archive.Sink, end func() error, err error) {
	s, err := sqlite.Open(ctx, sqlite.Config{Path: storeFile(c.Data), Clock: time.Now, Restore: true})
	if err != nil {
		return nil, nil, fmt.Errorf("data folder: %w", err)
	}
	return s, s.Close, nil
}

// makeRoom says how the store becomes empty.
func (c *Config) makeRoom() string {
	return fmt.Sprintf("stop the service, and move %s* out of the way", storeFile(c.Data))
}
