package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"escale/bot"
	"escale/scheduling"
)

// runDue lists the work that was given up, with its cause, and lets it be tried
// again or dropped, whether the service runs or not.
func runDue(ctx context.Context, con console, args []string) error {
	var retry, drop *string
	c, _, err := parseConfigFlag(con, "due", args, func(fs *flag.FlagSet) {
		retry = fs.String("retry", "", "try the work of this `id` again; all: every one")
		drop = fs.String("drop", "", "drop the work of this `id` for good; all: every one")
	})
	if err != nil {
		return err
	}
	if *retry != "" && *drop != "" {
		return usageError{errors.New("-retry or -drop, not both")}
	}
	store, err := openBeside(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(deadLetters{store, con}.run(ctx, *retry, *drop), store.Close())
}

// deadLetters is the work that waits for a person.
type deadLetters struct {
	store memory
	con   console
}

func (l deadLetters) run(ctx context.Context, retry, drop string) error {
	switch {
	case retry != "":
		return l.each(ctx, "-retry", retry, "will be tried again", func(d scheduling.Due) scheduling.Due { return d })
	case drop != "":
		return l.each(ctx, "-drop", drop, "is dropped", func(d scheduling.Due) scheduling.Due {
			return scheduling.Due{ID: d.ID, Kind: scheduling.DueNothing, At: d.At, Clock: d.Clock}
		})
	}
	return l.list(ctx)
}

// each puts other work in the place of one dead letter, or of all.
func (l deadLetters) each(ctx context.Context, option, id, said string, other func(scheduling.Due) scheduling.Due) error {
	dead, err := l.store.Dead(ctx)
	if err != nil {
		return err
	}
	if id != "all" {
		dead = slices.DeleteFunc(dead, func(d scheduling.Due) bool { return d.ID != id })
	}
	if len(dead) == 0 && id != "all" {
		return fmt.Errorf("%s %q: no work of that id was given up; without %[1]s, they are listed", option, id)
	}
	for _, d := range dead {
		now := other(scheduling.Due{ID: d.ID, Kind: d.Kind, Subject: d.Subject, At: d.At, Clock: d.Clock, Data: d.Data})
		if _, err := l.store.Apply(ctx, scheduling.Change{Command: "operator/" + newID(), Due: []scheduling.Due{now}}); err != nil {
			return err
		}
		fmt.Fprintf(l.con.out, "%s %s\n", d.ID, said)
	}
	return nil
}

// list prints a line a work: no line says whose it is, or what it says.
func (l deadLetters) list(ctx context.Context) error {
	dead, err := l.store.Dead(ctx)
	if err != nil {
		return err
	}
	for _, d := range dead {
		cause := strings.Join(strings.Fields(d.LastError), " ")
		fmt.Fprintf(l.con.out, "%s  %s  %s  try %d: %s\n", d.ID, d.Kind, d.At.UTC().Format("2006-01-02 15:04"), d.Try, cause)
	}
	dropped, err := l.store.Counts(ctx, bot.DroppedPrefix)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(dropped)) {
		fmt.Fprintf(l.con.out, "%d not told, being late or true no longer: %s\n", dropped[name], strings.TrimPrefix(name, bot.DroppedPrefix))
	}
	if len(dead) == 0 {
		fmt.Fprintln(l.con.out, "No work was given up.")
	}
	return nil
}

// kindsOf counts work by its kind.
func kindsOf(works []scheduling.Due) map[string]int {
	kinds := map[string]int{}
	for _, d := range works {
		kinds[d.Kind]++
	}
	return kinds
}

// deadFault says how much work waits for a person, by kind; nil if none does.
func deadFault(dead []scheduling.Due) error {
	if len(dead) == 0 {
		return nil
	}
	kinds := kindsOf(dead)
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		parts = append(parts, fmt.Sprintf("%s %d", kind, kinds[kind]))
	}
	return fmt.Errorf("work given up: %s: escale due lists it, and tries it again", strings.Join(parts, ", "))
}
