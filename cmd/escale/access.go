package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"

	"escale/calendars/hosting"
	"escale/programme"
	"escale/scheduling"
)

// access is what opens a hosted structure to its own people: passwords for their
// devices, and secret addresses. Both are changed beside the running service,
// which knows at once.
type access struct {
	con       console
	config    *Config
	structure programme.Structure
	store     memory
}

// openAccess finds the structure in the programme, and opens the store whether
// the service runs or not.
func openAccess(ctx context.Context, con console, c *Config, structure string) (*access, error) {
	o, err := readOffered(os.DirFS(c.Programme))
	if err != nil {
		return nil, err
	}
	s, ok := o.programme.Structure(structure)
	if !ok {
		return nil, usageError{fmt.Errorf("-structure %q: the programme has no such structure", structure)}
	}
	if !slices.ContainsFunc(s.Agendas, s.Hosts) {
		return nil, usageError{fmt.Errorf("-structure %q: its calendars are its own, there is nothing to open here", structure)}
	}
	store, err := openBeside(ctx, c)
	if err != nil {
		return nil, err
	}
	return &access{con, c, s, store}, nil
}

// runPasswords hashes a password for the configuration or, with -structure,
// keeps the passwords of a hosted structure's devices.
func runPasswords(ctx context.Context, con console, args []string) error {
	if len(args) == 0 {
		return runPassword(ctx, con, args)
	}
	var structure, device, revoke *string
	c, _, err := parseConfigFlag(con, "password", args, func(fs *flag.FlagSet) {
		structure = fs.String("structure", "", "whose calendars the password opens: the structure's `id`")
		device = fs.String("device", "", "make a password for the device of this `name`, and print it once")
		revoke = fs.String("revoke", "", "shut out the device of this `name`")
	})
	if err != nil {
		return err
	}
	a, err := openAccess(ctx, con, c, *structure)
	if err != nil {
		return err
	}
	return errors.Join(a.passwords(ctx, *device, *revoke), a.store.Close())
}

func (a *access) passwords(ctx context.Context, device, revoke string) error {
	kept := hosting.Passwords{Store: a.store, Clock: realClocks{}.Machine}
	switch {
	case revoke != "":
		err := kept.Revoke(ctx, a.structure.ID, revoke)
		if errors.Is(err, scheduling.ErrNotFound) {
			return fmt.Errorf("-revoke %q: %s has no device of that name; without -revoke, they are listed", revoke, a.structure.ID)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(a.con.out, "%q is shut out.\n", revoke)
	case device != "":
		password, err := kept.New(ctx, a.structure.ID, device)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.con.out, "address   %s/caldav/\nuser      %s\npassword  %s\n", a.config.BaseURL, a.structure.ID, password)
	}
	list, err := kept.List(ctx, a.structure.ID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(a.con.out, "no device has a password")
	}
	for _, p := range list {
		fmt.Fprintf(a.con.out, "device    %s  %s\n", p.Made.Format("2006-01-02"), p.Name)
	}
	return nil
}

// runLink makes, or ends, the secret address of a hosted agenda.
func runLink(ctx context.Context, con console, args []string) error {
	var structure, agenda *string
	var feed, revoke *bool
	c, _, err := parseConfigFlag(con, "link", args, func(fs *flag.FlagSet) {
		structure = fs.String("structure", "", "the structure's `id`")
		agenda = fs.String("agenda", "", "the agenda's `id`")
		feed = fs.Bool("feed", false, "a calendar file to subscribe to, instead of the page")
		revoke = fs.Bool("revoke", false, "end the address instead of making a new one")
	})
	if err != nil {
		return err
	}
	a, err := openAccess(ctx, con, c, *structure)
	if err != nil {
		return err
	}
	return errors.Join(a.link(ctx, *agenda, *feed, *revoke), a.store.Close())
}

func (a *access) link(ctx context.Context, agenda string, feed, revoke bool) error {
	id, hosted := "", false
	for _, g := range a.structure.Agendas {
		if g.ID == agenda {
			id, hosted = a.structure.AgendaID(g), a.structure.Hosts(g)
		}
	}
	if !hosted {
		return usageError{fmt.Errorf("-agenda %q: %s has no agenda of that id which Escale keeps", agenda, a.structure.ID)}
	}
	kind, path, rest := hosting.PageLink, "/mon-agenda/", ""
	if feed {
		kind, path, rest = hosting.FeedLink, "/agenda/", ".ics"
	}
	links := hosting.Links{Store: a.store, Clock: realClocks{}.Machine}
	if revoke {
		err := links.Revoke(ctx, kind, id)
		if errors.Is(err, scheduling.ErrNotFound) {
			return fmt.Errorf("%s has no such address", id)
		}
		if err == nil {
			fmt.Fprintln(a.con.out, "The address opens nothing any more.")
		}
		return err
	}
	secret, err := links.New(ctx, kind, id)
	if err == nil {
		_, err = fmt.Fprintf(a.con.out, "%s%s%s%s\n", a.config.BaseURL, path, secret, rest)
	}
	return err
}
