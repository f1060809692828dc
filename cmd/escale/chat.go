package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"sync"

	"escale/bot/terminal"
)

// runChat is the conversation in the terminal, on the configured programme,
// calendars and store.
func runChat(ctx context.Context, con console, args []string) error {
	var asJSON *bool
	var as, language, transcript *string
	c, _, err := parseConfigFlag(con, "chat", args, func(fs *flag.FlagSet) {
		asJSON = fs.Bool("json", false, "a JSON line in, a JSON line out a message, then {\"end\":true}")
		as = fs.String("as", "", "go on with the conversation of this `name`; default a new one")
		transcript = fs.String("replay", "", "play the parent's lines of this transcript `file` (as bot/testdata/dialogues)")
		language = fs.String("language", "fr", "language `tag` to begin with")
	})
	if err != nil {
		return err
	}
	in, closing, err := opened(con, *transcript)
	if err != nil {
		return err
	}
	defer closing()
	h, end, err := workshop(ctx, con, c)
	if err != nil {
		return err
	}
	return errors.Join(h.talk(ctx, con, terminal.Config{
		In: in, Out: con.out, JSON: *asJSON, Replay: *transcript != "",
		Address: *as, Language: *language, Receive: h.reception.Receive,
	}), end())
}

// opened is a transcript to be played, or what is typed.
func opened(con console, transcript string) (io.Reader, func() error, error) {
	if transcript == "" {
		return con.in, func() error { return nil }, nil
	}
	f, err := os.Open(transcript)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// talk reads every calendar once, then answers line by line while the loops
// run beside.
func (h *house) talk(ctx context.Context, con console, c terminal.Config) error {
	t := terminal.New()
	h.channels[t.Name()] = t
	notOffered(con, h.syncAll(ctx, nil, h.catalogue.programme().Structures...))
	loops, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { h.loops(loops, func() {}) })
	err := t.Run(ctx, c)
	stop()
	all.Wait()
	return err
}
