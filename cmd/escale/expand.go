package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"escale/calendars"
)

// runExpand prints the occurrences of a calendar file that touch a window, one
// JSON line each. What is unreadable is named on standard error, with its line,
// and the rest goes on; the exit code is then 1.
func runExpand(_ context.Context, con console, args []string) error {
	fs := flag.NewFlagSet("expand", flag.ContinueOnError)
	fs.SetOutput(con.err)
	from := fs.String("from", "", "start `T` of the window: 2026-11-23, or RFC 3339")
	to := fs.String("to", "", "its end `T`, not included")
	zone := fs.String("zone", "Europe/Paris", "IANA `zone` of floating times and of -from and -to days")
	fs.Bool("json", true, "one JSON line an occurrence (the only form)")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if fs.NArg() != 1 || *from == "" || *to == "" {
		return usageError{errors.New("want: escale expand FILE.ics -from T -to T [-zone Z] -json")}
	}
	loc, err := time.LoadLocation(*zone)
	if err != nil {
		return usageError{fmt.Errorf("-zone %q: no such zone", *zone)}
	}
	start, err := readInstant("from", *from, loc)
	if err != nil {
		return err
	}
	end, err := readInstant("to", *to, loc)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(fs.Arg(0))
	if err != nil {
		return err
	}
	occurrences, problems, err := calendars.Expand(data, start, end, loc)
	if err != nil {
		return fmt.Errorf("%s: %w", fs.Arg(0), err)
	}
	out := bufio.NewWriter(con.out)
	for _, o := range occurrences {
		if err := calendars.WriteJSON(out, o); err != nil {
			return err
		}
	}
	for _, p := range problems {
		fmt.Fprintf(con.err, "%s: %s\n", fs.Arg(0), p)
	}
	if err := out.Flush(); err != nil || len(problems) == 0 {
		return err
	}
	return errFound
}
