package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"escale/scheduling"
	"escale/store/seal"
	"escale/store/sqlite"
)

// memory is a store as the house keeps it.
type memory interface {
	scheduling.Store
	// Sweep drops what is over, and returns how much.
	Sweep(ctx context.Context) (int, error)
	// Checkpoint makes sure that nothing on a disk still holds what was deleted.
	Checkpoint(ctx context.Context) error
	Close() error
}

// storeFile is the database in the data folder.
func storeFile(data string) string { return filepath.Join(data, "escale.db") }

// admits looks whether what is stored may be opened, before anything is changed.
type admits func(context.Context, scheduling.Reader) error

// recognisedBy admits what was made with a master key.
func recognisedBy(master [32]byte) admits {
	return func(ctx context.Context, stored scheduling.Reader) error { return seal.Recognise(ctx, stored, master) }
}

// openStore opens the store for the service. A shared one is never its own to
// change as it opens it: there, build finds out whose it is.
func openStore(ctx context.Context, c *Config, mine admits, log *slog.Logger) (memory, error) {
	if c.Store != "" {
		return openRedis(ctx, c, log)
	}
	s, err := sqlite.Open(ctx, sqlite.Config{Path: storeFile(c.Data), Log: log, Clock: time.Now, Admit: mine})
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return s, nil
}

// openBeside opens the store for a command that changes a record or two, whether
// the service runs or not.
func openBeside(ctx context.Context, c *Config) (memory, error) {
	if c.Store != "" {
		return openRedis(ctx, c, slog.New(slog.DiscardHandler))
	}
	s, err := sqlite.Open(ctx, sqlite.Config{Path: storeFile(c.Data), Clock: time.Now})
	if errors.Is(err, sqlite.ErrLocked) {
		return openExisting(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return s, nil
}

// openExisting opens the store as the service left or has it; an error where it
// never ran, or not since an update.
func openExisting(ctx context.Context, c *Config) (memory, error) {
	if c.Store != "" {
		return openRedis(ctx, c, slog.New(slog.DiscardHandler))
	}
	s, err := sqlite.Open(ctx, sqlite.Config{Path: storeFile(c.Data), Beside: true, Clock: time.Now})
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return s, nil
}
