package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"escale/bot/email"
	"escale/calendars"
	"escale/scheduling"
	"escale/store/seal"
)

// runServe is the service: it runs until it is told to stop.
func runServe(ctx context.Context, con console, args []string) error {
	var debug *bool
	c, _, err := parseConfigFlag(con, "serve", args, func(fs *flag.FlagSet) {
		debug = fs.Bool("v", false, "log more")
	})
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if *debug {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(con.err, &slog.HandlerOptions{Level: level}))
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	h, err := openService(ctx, c, log, l.Addr().String(), realClocks{})
	if err != nil {
		return err
	}
	defer h.store.Close()
	return h.serve(ctx, l, h.routes(), func() {
		log.Info("escale listens", "address", l.Addr().String(), "version", version())
	})
}

// openService opens the store and wires the house as the configuration says.
// Hosted calendars are reached at addr.
func openService(ctx context.Context, c *Config, log *slog.Logger, addr string, clocks scheduling.Clocks) (*house, error) {
	cat, err := openCatalogue(os.DirFS(c.Programme), log)
	if err != nil {
		return nil, err
	}
	master, err := seal.LoadMaster(c.MasterKeyFile)
	if err != nil {
		return nil, fmt.Errorf("master_key_file: %w", err)
	}
	var letters email.Sender
	if c.SMTPHost != "" {
		if letters, err = c.letters(); err != nil {
			return nil, err
		}
	}
	var inbox *email.Inbox
	if c.IMAPHost != "" {
		if inbox, err = c.inbox(); err != nil {
			return nil, err
		}
	}
	store, err := openStore(ctx, c, recognisedBy(master), log)
	if err != nil {
		return nil, err
	}
	h, err := build(ctx, parts{
		config: c, catalogue: cat, store: store, master: master, clocks: clocks,
		letters: letters, inbox: inbox, log: log, caldav: addr,
	})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return h, nil
}

// letters makes the sender of e-mails through the configured mail server.
func (c *Config) letters() (email.Sender, error) {
	port, err := strconv.Atoi(c.SMTPPort)
	if err != nil {
		return nil, fmt.Errorf("smtp_port: %q is not a number", c.SMTPPort)
	}
	password, err := secret(c.SMTPPasswordFile)
	if err != nil {
		return nil, fmt.Errorf("smtp_password_file: %w", err)
	}
	s, err := email.NewSMTP(email.SMTPConfig{
		Host: c.SMTPHost, Port: port, TLS: c.SMTPTLS, User: c.SMTPUsername, Password: password,
		From: c.MailFrom, Clock: realClocks{}.Machine,
	})
	if err != nil {
		return nil, fmt.Errorf("smtp: %w", err)
	}
	return s, nil
}

// serve runs the pages and the loops until the context ends, then stops both in
// order: nothing new comes in, what was committed is kept. ready is called once
// the calendars were read, or can't be.
func (h *house) serve(ctx context.Context, l net.Listener, pages http.Handler, ready func()) error {
	loops, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { h.loops(loops, ready) })
	context.AfterFunc(ctx, h.chat.Close)
	err := serveHTTP(ctx, l, pages, h.log)
	stop()
	running.Wait()
	return err
}

// firstRead is how long the first reading of the calendars may hold up what
// needs them, and the announcement that the service is ready.
const firstRead = 15 * time.Second

// calendarsRead waits until every calendar was read or found in trouble, so
// that the first parent is not told that all is full.
func (h *house) calendarsRead(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, firstRead)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for slices.ContainsFunc(h.mirror.Status(), neverTried) {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func neverTried(s calendars.CalendarStatus) bool { return s.LastSuccess.IsZero() && s.Trouble == "" }
