package servertest

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"testing"
	"time"
)

// Reading is a running program that reads calendars with libical, to measure the
// product's reader against: from iCalendar text to sorted intervals.
type Reading struct {
	ask    io.Writer
	answer *bufio.Reader
}

// Read is what reading everything once took, and what it found.
type Read struct {
	CPU, Wall   time.Duration
	Intervals   int
	Sum         uint64 // FNV-1a over the sorted starts and ends, as Unix seconds
	Allocations uint64
	Allocated   uint64 // bytes
	Most        uint64 // bytes held at once
}

// LibicalReading starts the program over a pack of calendars (libical/bench.c
// says how it is written) and a window; it ends with the test. Only one that
// counts knows about memory, and is slower for it.
func LibicalReading(t testing.TB, pack string, from, to time.Time, counting bool) *Reading {
	t.Helper()
	var flags []string
	if counting {
		flags = []string{"-DCOUNT"}
	}
	cmd := exec.Command(Libical(t, "bench.c", flags...), pack, fmt.Sprint(from.Unix()), fmt.Sprint(to.Unix()))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &Reading{ask: in, answer: bufio.NewReader(out)}
}

// Round reads everything once.
func (r *Reading) Round(t testing.TB) Read {
	t.Helper()
	if _, err := io.WriteString(r.ask, "\n"); err != nil {
		t.Fatal(err)
	}
	var read Read
	if _, err := fmt.Fscanln(r.answer, &read.CPU, &read.Wall, &read.Intervals, &read.Sum,
		&read.Allocations, &read.Allocated, &read.Most); err != nil {
		t.Fatalf("libical: %v", err)
	}
	return read
}
