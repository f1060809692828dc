package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"escale/bot/email"
	"escale/programme/sample"
	"escale/scheduling"
	"escale/store/seal"
)

// runDemo starts everything on this machine with the sample programme, or,
// with -push, pushes the clock of the demo that runs at -listen.
func runDemo(ctx context.Context, con console, args []string) error {
	c := defaults()
	c.CalendarSettling = "10s" // who looks on doesn't wait for long
	fs := flag.NewFlagSet("demo", flag.ContinueOnError)
	fs.SetOutput(con.err)
	addFlags(fs, "demo", c)
	push := fs.String("push", "", "push the clock of the running demo forward, by `D` such as 90m, 48h or 3d")
	verbose := fs.Bool("v", false, "log what happens")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if *push != "" {
		return pushRunning(ctx, con, c.Listen, *push)
	}
	level := slog.LevelWarn
	if *verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(con.err, &slog.HandlerOptions{Level: level}))
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("%w; choose another address with -listen", err)
	}
	defer l.Close()
	c.Listen = l.Addr().String()
	d, err := openDemo(ctx, c, log)
	if err != nil {
		return err
	}
	defer d.house.store.Close()
	return d.house.serve(ctx, l, d.routes(), func() { fmt.Fprint(con.out, d.greeting()) })
}

// demo is a house with a clock that can be pushed and a mailbox that can be
// read.
type demo struct {
	house  *house
	clocks *pushedClocks
	mail   *email.Folder
	pages  []ownPage // of professionals; their addresses are new at each start
}

// openDemo opens the data folder, filling a new one with the sample's calendars
// and past.
func openDemo(ctx context.Context, c *Config, log *slog.Logger) (*demo, error) {
	if err := demoConfig(c); err != nil {
		return nil, err
	}
	mine := func(ctx context.Context, stored scheduling.Reader) error {
		master, err := demoMaster(c.masterOfDemo())
		if err != nil {
			return err
		}
		return seal.Recognise(ctx, stored, master)
	}
	store, err := openStore(ctx, c, mine, log)
	if err != nil {
		return nil, err
	}
	d, err := furnish(ctx, c, log, store)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return d, nil
}

// furnish wires the demo on its store.
func furnish(ctx context.Context, c *Config, log *slog.Logger, store memory) (*demo, error) {
	d := &demo{}
	var err error
	if d.clocks, err = loadClocks(ctx, store); err != nil {
		return nil, err
	}
	cat, err := openCatalogue(sample.FS, log)
	if err != nil {
		return nil, err
	}
	if d.mail, err = email.NewFolder(email.FolderConfig{
		Path: filepath.Join(c.Data, "courrier"), From: c.MailFrom, Clock: d.clocks.Machine,
	}); err != nil {
		return nil, err
	}
	master, err := demoMaster(c.masterOfDemo())
	if err != nil {
		return nil, err
	}
	d.house, err = build(ctx, parts{
		config: c, catalogue: cat, store: store, master: master, clocks: d.clocks,
		letters: d.mail, log: log, caldav: c.Listen, demo: true,
	})
	if err != nil {
		return nil, err
	}
	if err := d.seed(ctx); err != nil {
		return nil, err
	}
	d.pages, err = d.house.ownPages(ctx, "centre-social-des-tilleuls")
	return d, err
}

// seed fills a new data folder: calendars around today, and the past. Once, so
// that what is moved or deleted afterwards stays so.
func (d *demo) seed(ctx context.Context) error {
	key := scheduling.Key{Kind: "demo", ID: "seeded"}
	if _, err := d.house.store.Get(ctx, key); !errors.Is(err, scheduling.ErrNotFound) {
		return err
	}
	today := d.clocks.Machine()
	if err := d.house.seedCalendars(ctx, today); err != nil {
		return err
	}
	cat := d.house.catalogue
	if err := seedPast(ctx, d.house.store, cat.programme(), cat.questionnaires(), today); err != nil {
		return err
	}
	_, err := d.house.store.Apply(ctx, scheduling.Change{
		Command: "demo/seeded", Put: []scheduling.Record{{Key: key, Data: []byte("{}")}},
	})
	return err
}

// demoConfig completes the configuration of a demo: its users, its names.
func demoConfig(c *Config) error {
	c.Installation, c.MailFrom = "demo.escale.example", "Escale <bonjour@escale.example>"
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	c.resolve(here)
	for _, u := range demoUsers() {
		c.Users = append(c.Users, u.user)
	}
	return nil
}

func (c *Config) masterOfDemo() string { return filepath.Join(c.Data, "master.key") }

// demoMaster reads the demo's master key, made on the first start. Outside the
// demo it never stands in the data folder.
func demoMaster(path string) ([32]byte, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return seal.CreateMaster(path)
	}
	return seal.LoadMaster(path)
}

// greeting is what the demo prints: what to open, and as whom.
func (d *demo) greeting() string {
	base := d.house.config.BaseURL
	var b strings.Builder
	fmt.Fprintf(&b, "Escale, the demo. Everything in it is invented; nothing leaves this machine.\n\n")
	fmt.Fprintf(&b, "  The chat, as a parent         %s/\n", base)
	fmt.Fprintf(&b, "  The results, as coordinator   %s/resultats\n", base)
	fmt.Fprintf(&b, "  A professional's own page     %s\n", d.pages[0].At)
	fmt.Fprintf(&b, "  Clock to push, mail sent      %s/demo\n", base)
	fmt.Fprintf(&b, "  The calendars (CalDAV)        %s/caldav/\n\n", base)
	for _, u := range demoUsers() {
		fmt.Fprintf(&b, "  user %-28s password %-22s %s\n", u.user.Name, u.password, u.sees)
	}
	fmt.Fprintf(&b, "\nData: %s. Stop with Ctrl-C.\n", d.house.config.Data)
	return b.String()
}

// pushRunning asks the demo that listens at addr to push its clock.
func pushRunning(ctx context.Context, con console, addr, by string) error {
	form := url.Values{"de": {by}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/demo/avancer", strings.NewReader(form.Encode()))
	if err != nil {
		return usageError{err}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "text/plain")
	client := http.Client{Timeout: 5 * time.Minute}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("no demo answers at %s: %w", addr, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(strings.TrimSpace(string(b)))
	}
	_, err = con.out.Write(b)
	return err
}
