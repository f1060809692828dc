package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"sync"

	"escale/bot/terminal"
)

// runChat is the conversation in the terminal, on the configured programme,
// calendars and store.
func runChat(ctx context.Context, con console, args []string) error {
	var asJSON *bool
	var as, language *string
	c, _, err := parseConfigFlag(con, "chat", args, func(fs *flag.FlagSet) {
		asJSON = fs.Bool("json", false, "a JSON line in, a JSON line out a message, then {\"end\":true}")
		as = fs.String("as", "", "go on with the conversation of this `name`; default a new one")
		language = fs.String("language", "fr", "language `tag` to begin with")
	})
	if err != nil {
		return err
	}
	h, end, err := workshop(ctx, con, c)
	if err != nil {
		return err
	}
	return errors.Join(h.talk(ctx, con, terminal.Config{
		In: con.in, Out: con.out, JSON: *asJSON, Address: *as, Language: *language, Receive: h.reception.Receive,
	}), end())
}

// talk reads every calendar once, then answers line by line while the loops
// run beside.
func (h *house) talk(ctx context.Context, con console, c terminal.Config) error {
	t := terminal.New()
	h.channels[t.Name()] = t
	h.syncAll(ctx, con)
	loops, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { h.loops(loops) })
	err := t.Run(ctx, c)
	stop()
	all.Wait()
	return err
}

// syncAll reads every calendar once, and says which can't be read.
func (h *house) syncAll(ctx context.Context, con console) {
	for _, s := range h.catalogue.programme().Structures {
		for _, a := range s.Agendas {
			if _, err := h.mirror.Sync(ctx, s.ID+"/"+a.ID); err != nil {
				fmt.Fprintf(con.err, "%s/%s is not offered: %v\n", s.ID, a.ID, err)
			}
		}
	}
}
