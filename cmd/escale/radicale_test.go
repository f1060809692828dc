package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"escale/deploy/servertest"
)

// radicale is a structure's own CalDAV server.
type radicale struct {
	*servertest.Server
	t testing.TB
}

const (
	staffUser     = "tilleuls"
	staffPassword = "mot-de-passe-inventé"
)

func startRadicale(t testing.TB) *radicale {
	t.Helper()
	return &radicale{servertest.NewRadicale(t, staffUser, staffPassword), t}
}

func writeFile(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wait polls a condition, for a minute and a half at most.
func wait(t testing.TB, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("never: %s", what)
		}
	}
}

// occurrence is an event as python3-icalendar reads it; instants are UTC.
type occurrence struct {
	Method, UID, Class, Status, Summary, Description, Organizer string
	Start, End                                                  time.Time
	Sequence                                                    int
	Attendees                                                   []string
	Names                                                       []string // of all its properties
}

// staff does something in a calendar with a client that is not ours; see
// testdata/staff.py.
func (r *radicale) staff(command, calendar string, rest ...string) []occurrence {
	r.t.Helper()
	return python(r.t, nil, append([]string{r.URL(), staffUser, staffPassword, command, calendar}, rest...)...)
}

// parseEvents reads an iCalendar text with a parser that is not ours.
func parseEvents(t testing.TB, text string) []occurrence {
	t.Helper()
	return python(t, []byte(text), "parse")
}

func python(t testing.TB, in []byte, args ...string) []occurrence {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/bin/python3", append([]string{"testdata/staff.py"}, args...)...)
	cmd.Stdin = bytes.NewReader(in)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("staff.py %q: %v (Debian packages python3-caldav and python3-icalendar)\n%s", args, err, complaints.String())
	}
	var found []occurrence
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("staff.py %q: %v: %s", args, err, out)
	}
	return found
}

// stamp writes an instant as staff.py takes it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }
