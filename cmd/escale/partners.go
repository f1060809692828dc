package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"escale/bot"
	"escale/bot/webchat"
	"escale/evaluation"
	"escale/programme"
	"escale/scheduling"
	"escale/store/seal"
)

// codes are those of links and posters.
func (h *house) codes() bot.Codes {
	return bot.Codes{Store: h.store, Blind: h.vault.Blind, Catalogue: h.catalogue.programme}
}

// runPartners lists who may send families and their links, makes and revokes
// codes, and counts who came. The service may run meanwhile, and knows at once.
func runPartners(ctx context.Context, con console, args []string) error {
	var add, revoke string
	var counts bool
	c, _, err := parseConfigFlag(con, "partners", args, func(fs *flag.FlagSet) {
		fs.StringVar(&add, "new", "", "make another code for the partner of this `id`; those it has stay")
		fs.StringVar(&revoke, "revoke", "", "end all codes of the partner of this `id`, or the second alone: ID/2")
		fs.BoolVar(&counts, "counts", false, "how many families came by each, as a partner may know it")
	})
	if err != nil {
		return err
	}
	if add != "" && revoke != "" || counts && add+revoke != "" {
		return usageError{errors.New("want one of -new, -revoke and -counts at a time")}
	}
	d, err := openDesk(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(d.partners(ctx, con.out, add, revoke, counts), d.store.Close())
}

// frontDesk is as much of the house as links and posters need: no calendar, no
// channel.
type frontDesk struct {
	config    *Config
	programme *programme.Programme
	store     memory
	codes     bot.Codes
}

func openDesk(ctx context.Context, c *Config) (*frontDesk, error) {
	o, err := readOffered(os.DirFS(c.Programme))
	if err != nil {
		return nil, err
	}
	master, err := seal.LoadMaster(c.MasterKeyFile)
	if err != nil {
		return nil, fmt.Errorf("master_key_file: %w", err)
	}
	d := &frontDesk{config: c, programme: o.programme}
	if d.store, err = openBeside(ctx, c); err != nil {
		return nil, err
	}
	vault, err := seal.New(seal.Config{Store: d.store, Master: master, Erased: c.ledger()})
	if err == nil {
		err = vault.Verify(ctx) // another key would sign links that open nothing
	}
	if err != nil {
		return nil, errors.Join(err, d.store.Close())
	}
	d.codes = bot.Codes{Store: d.store, Blind: vault.Blind, Catalogue: func() *programme.Programme { return o.programme }}
	return d, nil
}

func (d *frontDesk) partners(ctx context.Context, out io.Writer, add, revoke string, counts bool) error {
	now := realClocks{}.Machine()
	switch {
	case add != "":
		x, err := d.partner("-new", add)
		if err != nil {
			return err
		}
		if _, err := d.codes.Make(ctx, x.ID, now); err != nil {
			return err
		}
		return d.list(ctx, out, x)
	case revoke != "":
		id, number, one := strings.Cut(revoke, "/")
		x, err := d.partner("-revoke", id)
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(cmp.Or(number, "0"))
		if err != nil || one && n < 1 {
			return usageError{fmt.Errorf("-revoke %q: want ID, or ID/2 for the second code", revoke)}
		}
		if err := d.codes.Revoke(ctx, x.ID, n, now); errors.Is(err, scheduling.ErrNotFound) {
			return fmt.Errorf("-revoke %q: there is no such code that works", revoke)
		} else if err != nil {
			return err
		}
		return d.list(ctx, out, x)
	case counts:
		return d.counts(ctx, out)
	}
	if len(d.programme.Partners) == 0 {
		_, err := fmt.Fprintln(out, "No partners: partners.yaml in the programme's folder names none.")
		return err
	}
	for _, x := range d.programme.Partners {
		if err := d.list(ctx, out, x); err != nil {
			return err
		}
	}
	return nil
}

func (d *frontDesk) partner(option, id string) (programme.Partner, error) {
	x, ok := d.programme.Partner(id)
	if !ok {
		return x, usageError{fmt.Errorf("%s %q: partners.yaml has no such partner", option, id)}
	}
	return x, nil
}

// list prints a partner and the links of its codes.
func (d *frontDesk) list(ctx context.Context, out io.Writer, x programme.Partner) error {
	codes, err := d.codes.List(ctx, x.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  %s%s\n", x.ID, x.Name.In("fr"), terms(x))
	for _, code := range codes {
		if !code.Revoked.IsZero() {
			fmt.Fprintf(out, "  %d  revoked %s\n", code.N, code.Revoked.In(paris()).Format("2006-01-02"))
			continue
		}
		for _, link := range d.links(d.codes.OfPartner(x.ID, code.N)) {
			fmt.Fprintf(out, "  %d  %s\n", code.N, link)
		}
	}
	return nil
}

// terms are what limits a partner's links, in a bracket.
func terms(x programme.Partner) string {
	said := []string{x.Kind}
	if !x.From.IsZero() {
		said = append(said, "from "+x.From.String())
	}
	if !x.Until.IsZero() {
		said = append(said, "until "+x.Until.String())
	}
	if x.Revoked {
		said = append(said, "revoked in partners.yaml")
	}
	return " (" + strings.Join(said, ", ") + ")"
}

// links are the addresses that open each channel with a payload.
func (d *frontDesk) links(payload string) []string {
	links := []string{d.config.BaseURL + "/?" + webchat.StartKey + "=" + payload}
	if name := d.config.TelegramName; name != "" {
		links = append(links, "https://t.me/"+name+"?start="+payload)
	}
	return links
}

// counts prints how many families came by each partner: whole batches of months
// that are over, as large as what leaves the house must be.
func (d *frontDesk) counts(ctx context.Context, out io.Writer) error {
	counters, err := d.store.Counts(ctx, evaluation.ReferralPrefix)
	if err != nil {
		return err
	}
	k := d.programme.Thresholds
	came := evaluation.NewReferrals(counters, k.Inside, evaluation.MonthOf(realClocks{}.Programme())).Coarser(k.Published)
	for _, x := range d.programme.Partners {
		batches := came.Of(x.ID, evaluation.Filter{})
		if len(batches) == 0 {
			fmt.Fprintf(out, "%s  fewer than %d, or none\n", x.ID, k.Published)
			continue
		}
		fmt.Fprintf(out, "%s  %d\n", x.ID, evaluation.Total(batches).N)
		for _, b := range batches {
			fmt.Fprintf(out, "  %s to %s  %d\n", b.First, b.Last, b.Families)
		}
	}
	return nil
}
