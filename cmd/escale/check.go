package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"escale/programme"
	"escale/store/seal"
)

// runCheck reads everything and probes every calendar. It prints every fault,
// one a line with its place, then in French why an agenda has nothing to offer,
// which is for its structure to change and no fault.
func runCheck(ctx context.Context, con console, args []string) error {
	c, _, err := parseConfigFlag(con, "check", args, nil)
	if err != nil {
		return err
	}
	k := &checker{con: con}
	k.files(c)
	k.programme(c)
	k.mailbox(ctx, c)
	if k.usable && k.opens {
		k.calendars(ctx, c)
	}
	if k.found > 0 {
		fmt.Fprintf(con.out, "%d fault(s).\n", k.found)
		return errFound
	}
	if k.notes > 0 {
		_, err = fmt.Fprintf(con.out, "No fault, %d note(s).\n", k.notes)
		return err
	}
	_, err = fmt.Fprintln(con.out, "All is well.")
	return err
}

// checker collects what is wrong.
type checker struct {
	con    console
	found  int // faults
	notes  int
	usable bool // the programme can be used: its calendars are worth probing
	opens  bool // so can the master key
}

// fault prints every line of an error as a fault.
func (k *checker) fault(err error) {
	if err == nil {
		return
	}
	for line := range strings.Lines(err.Error()) {
		k.found++
		fmt.Fprintln(k.con.out, strings.TrimRight(line, "\n"))
	}
}

// faultIn prints every line of an error as a fault of one place.
func (k *checker) faultIn(where string, err error) {
	if err == nil {
		return
	}
	for line := range strings.Lines(err.Error()) {
		k.fault(errors.New(where + ": " + line))
	}
}

// files checks the secrets that the configuration names.
func (k *checker) files(c *Config) {
	if _, err := seal.LoadMaster(c.MasterKeyFile); err != nil {
		k.fault(fmt.Errorf("master_key_file: %w", err))
	} else {
		k.opens = true
	}
	for name, file := range map[string]string{"store_password_file": c.StorePasswordFile, "telegram_token_file": c.TelegramTokenFile, "smtp_password_file": c.SMTPPasswordFile, "imap_password_file": c.IMAPPasswordFile} {
		s, err := secret(file)
		if err == nil && file != "" && s == "" {
			err = errors.New("no secret in it")
		}
		k.faultIn(name, err)
	}
}

// programme reads every YAML file and walks the catalogue.
func (k *checker) programme(c *Config) {
	if _, err := os.Stat(c.Programme); err != nil {
		k.fault(fmt.Errorf("programme: %w", err))
		return
	}
	o, err := readOffered(os.DirFS(c.Programme))
	k.fault(err)
	if o == nil {
		return
	}
	k.usable = true
	for _, w := range o.programme.Warnings {
		k.notes++
		fmt.Fprintln(k.con.out, "warning:", w)
	}
	k.danger(o, programme.DateOf(time.Now()))
	for _, f := range o.programme.Check() {
		k.fault(f)
	}
}

// work looks for what was given up.
func (k *checker) work(ctx context.Context, h *house) {
	dead, err := h.store.Dead(ctx)
	k.fault(errors.Join(err, deadFault(dead)))
}

// calendars reads every calendar once.
func (k *checker) calendars(ctx context.Context, c *Config) {
	quiet := console{k.con.in, k.con.out, &strings.Builder{}}
	h, end, err := onACopy(ctx, quiet, c)
	if err != nil {
		k.fault(err)
		return
	}
	h.log = slog.New(slog.DiscardHandler)
	k.work(ctx, h)
	structures := h.catalogue.programme().Structures
	failed := h.syncAll(ctx, nil, structures...)
	where := map[string]string{} // by agenda
	for _, s := range structures {
		for _, a := range s.Agendas {
			where[s.AgendaID(a)] = s.File + ": agenda " + a.ID
			if _, err := h.source(s, a); err != nil {
				k.faultIn(where[s.AgendaID(a)], err)
				continue
			}
			k.faultIn(where[s.AgendaID(a)], failed[s.AgendaID(a)])
			if len(a.Feeds) > 0 && s.Hosts(a) && c.SMTPHost == "" {
				k.faultIn(where[s.AgendaID(a)], errors.New("feeds: bookings go out as invitations, and there is no smtp_host in the configuration"))
			}
			if len(a.Feeds) > 0 && s.Hosts(a) && c.IMAPHost == "" {
				k.notes++
				fmt.Fprintln(k.con.out, where[s.AgendaID(a)]+": feeds: who declines an invitation is not heard: there is no imap_host in the configuration")
			}
		}
	}
	for _, c := range h.mirror.Status() {
		for _, p := range c.Unreadable {
			k.fault(fmt.Errorf("%s: calendar %s: not understood: %s", where[c.Agenda], c.Calendar, p))
		}
		if c.Note != "" {
			k.notes++
			fmt.Fprintf(k.con.out, "%s, « %s » : %s\n", where[c.Agenda], c.Calendar, c.Note)
		}
	}
	k.trials(ctx, h, c)
	k.fault(errors.Join(k.adrift(ctx, h), k.unknown(ctx, h, where), k.offered(ctx, h), end()))
}

// adrift names the agendas that are in no file while parents still come to them.
func (k *checker) adrift(ctx context.Context, h *house) error {
	found, err := h.desk.Adrift(ctx)
	for _, agenda := range slices.Sorted(maps.Keys(found)) {
		k.fault(fmt.Errorf("agenda %s: %d session(s) ahead, and no structure has it any more: give it its id back until they are over", agenda, found[agenda]))
	}
	return err
}
