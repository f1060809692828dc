package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"escale/bot"
	"escale/programme"
	"escale/scheduling"
	"escale/store/seal"
)

// runErase forgets a parent who asked for it otherwise than in the conversation.
// The service may run meanwhile: what is to leave calendars leaves them by its
// due work.
func runErase(ctx context.Context, con console, args []string) error {
	var e eraser
	c, _, err := parseConfigFlag(con, "erase", args, func(fs *flag.FlagSet) {
		fs.StringVar(&e.parent, "parent", "", "the parent's `id`, as the log has it")
		fs.StringVar(&e.address, "address", "", "where she writes from, or reads: `channel:address`, such as telegram:123456, email:her@example.fr, or web: and what follows /r/ in her link")
		fs.StringVar(&e.reference, "reference", "", "the reference of a session of hers, such as `K7M2-P9`")
		fs.BoolVar(&e.keep, "keep", false, "leave a session ahead booked: the structure expects her, and nobody can tell her anything any more")
		fs.BoolVar(&e.cancel, "cancel", false, "cancel a session ahead")
	})
	if err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	if err := e.open(ctx, c); err != nil {
		return err
	}
	return errors.Join(e.run(ctx, con), e.store.Close())
}

// eraser is one erasure asked for on the command line.
type eraser struct {
	parent, address, reference string
	keep, cancel               bool

	store memory
	vault *seal.Vault
	desk  *scheduling.Desk
}

func (e *eraser) check() error {
	given := 0
	for _, s := range []string{e.parent, e.address, e.reference} {
		if s != "" {
			given++
		}
	}
	if given != 1 {
		return usageError{errors.New("say whom: one of -parent, -address and -reference")}
	}
	if e.keep && e.cancel {
		return usageError{errors.New("-keep and -cancel: a session ahead is either kept or cancelled")}
	}
	if channel, address, ok := strings.Cut(e.address, ":"); e.address != "" && (!ok || address == "" || !slices.Contains(channelNames(), channel)) {
		return usageError{fmt.Errorf("-address %q: want a channel (%s), a colon and the address", e.address, strings.Join(channelNames(), ", "))}
	}
	return nil
}

// open wires as much of the house as an erasure needs: no calendar, no channel.
func (e *eraser) open(ctx context.Context, c *Config) error {
	o, err := readOffered(os.DirFS(c.Programme))
	if err != nil {
		return err
	}
	master, err := seal.LoadMaster(c.MasterKeyFile)
	if err != nil {
		return fmt.Errorf("master_key_file: %w", err)
	}
	if e.store, err = openBeside(ctx, c); err != nil {
		return err
	}
	e.vault, err = seal.New(seal.Config{Store: e.store, Master: master, Erased: c.ledger()})
	if err != nil {
		return errors.Join(err, e.store.Close())
	}
	e.desk = scheduling.NewDesk(scheduling.DeskConfig{
		Store: e.store, Catalogue: func() *programme.Programme { return o.programme }, Clocks: realClocks{}, Installation: c.Installation,
		Forget: e.vault.Forget, Channels: channelNames(),
	})
	return nil
}

func (e *eraser) run(ctx context.Context, con console) error {
	parents, err := e.find(ctx)
	if errors.Is(err, scheduling.ErrNotFound) {
		return errors.New("nobody is known by that: nothing was erased")
	}
	if err != nil {
		return err
	}
	ahead := 0
	for _, p := range parents {
		n, err := e.desk.AheadOf(ctx, p)
		if err != nil {
			return err
		}
		ahead += n
	}
	if ahead > 0 && !e.keep && !e.cancel {
		return fmt.Errorf("sessions ahead: %d. Say -cancel, or -keep to leave them booked, and nothing can be told to her any more. Nothing was erased", ahead)
	}
	for _, p := range parents {
		if err := e.desk.Erase(ctx, scheduling.Erasure{Parent: p, Keep: e.keep}); err != nil {
			return err
		}
	}
	what := "cancelled"
	if e.keep {
		what = "kept"
	}
	_, err = fmt.Fprintf(con.out, "erased: %d parent(s); sessions ahead %s: %d. Calendars follow as soon as the service runs.\n", len(parents), what, ahead)
	return err
}

// find returns the parents meant: several if several gave the same e-mail
// address.
func (e *eraser) find(ctx context.Context) ([]string, error) {
	switch {
	case e.parent != "":
		_, err := e.store.Get(ctx, scheduling.Key{Kind: "key", ID: e.parent})
		return []string{e.parent}, err
	case e.reference != "":
		p, err := e.desk.ParentOf(ctx, e.reference)
		return []string{p}, err
	}
	channel, address, _ := strings.Cut(e.address, ":")
	if channel == bot.EmailChannel {
		address = strings.ToLower(address)
	}
	return bot.ParentsAt(ctx, e.store, e.vault, channel, address)
}
