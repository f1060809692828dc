package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
)

// onACopy opens the house for a command that only looks: on a copy of the
// store, so that the service may run meanwhile and nothing is changed.
func onACopy(ctx context.Context, con console, c *Config) (h *house, end func() error, err error) {
	dir, err := os.MkdirTemp("", "escale-copy-")
	if err != nil {
		return nil, nil, err
	}
	remove := func() error { return os.RemoveAll(dir) }
	if err := copyStore(ctx, c, dir); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	copied := *c
	copied.Data, copied.Store = dir, ""
	h, closeHouse, err := workshop(ctx, con, &copied)
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return h, func() error { return errors.Join(closeHouse(), remove()) }, nil
}

// workshop opens the house for a command that is not the service. Hosted
// calendars are served to it on a port of its own on this machine.
func workshop(ctx context.Context, con console, c *Config) (h *house, end func() error, err error) {
	log := slog.New(slog.NewTextHandler(con.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	h, err = openService(ctx, c, log, l.Addr().String(), realClocks{})
	if err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	serving, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- serveHTTP(serving, l, h.hosting, log) }()
	return h, func() error {
		stop()
		return errors.Join(<-done, h.store.Close())
	}, nil
}
