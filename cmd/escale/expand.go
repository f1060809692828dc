package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"escale/calendars/ical"
)

// runExpand prints the occurrences of a calendar file that touch a window, one
// JSON line each. What is unreadable is named on standard error, with its line,
// and the rest goes on. The exit code is 0 when all of the file was read, 1 when
// something was left out or nothing could be read, 2 when the command is misused.
func runExpand(_ context.Context, con console, args []string) error {
	fs := flag.NewFlagSet("expand", flag.ContinueOnError)
	fs.SetOutput(con.err)
	fs.Usage = func() {
		fmt.Fprintln(con.err, "Usage: escale expand FILE.ics -from T -to T [-zone Z] -json\n"+
			"Exit code: 0 all was read; 1 something was left out, and is named with its line; 2 misused")
		fs.PrintDefaults()
	}
	from := fs.String("from", "", "start `T` of the window: 2026-11-23, or RFC 3339")
	to := fs.String("to", "", "its end `T`, not included")
	zone := fs.String("zone", "Europe/Paris", "IANA `zone` of -from and -to days, and of floating times where the calendar names none")
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
	if !start.Before(end) {
		return usageError{fmt.Errorf("-from %s is not before -to %s", *from, *to)}
	}
	data, err := readAtMost(fs.Arg(0), ical.MaxSize+1)
	if err != nil {
		return err
	}
	occurrences, problems, err := ical.Expand(data, start, end, loc)
	if err != nil {
		return fmt.Errorf("%s: %w", fs.Arg(0), err)
	}
	out := bufio.NewWriter(con.out)
	for _, o := range occurrences {
		if err := ical.WriteJSON(out, o); err != nil {
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

// readAtMost reads a file, but no more of it than its reader can want.
func readAtMost(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit))
}
