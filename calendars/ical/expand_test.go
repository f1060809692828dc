package ical

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A file of testdata/expand is a calendar whose lines that begin with "# " say
// what Expand must find in it: the window and zone, an occurrence a line, then
// the problems' lines.
func TestExpandFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/expand/*.ics")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d cases, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".ics"), func(t *testing.T) {
			expectFile(t, file)
		})
	}
}

func expectFile(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := strings.Cut(string(text), "\n\n")
	if !ok {
		t.Fatal("no empty line between expectation and calendar")
	}
	window, want, _ := strings.Cut(head, "\n")
	var from, to, zone string
	if f := strings.Fields(window); len(f) == 4 {
		from, to, zone = f[1], f[2], f[3]
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		t.Fatalf("first line %q: want # from to zone", window)
	}
	found, problems, err := Expand([]byte(body), date(t, from), date(t, to), loc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, describe(found, problems)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func describe(found []Occurrence, problems []Problem) string {
	var out []string
	for _, o := range found {
		s := "# " + o.UID + " " + o.Start.Format(time.RFC3339) + " " + o.End.Format(time.RFC3339)
		if !o.RecurrenceID.IsZero() && !o.RecurrenceID.Equal(o.Start) {
			s += " for=" + o.RecurrenceID.Format(time.RFC3339)
		}
		if o.AllDay {
			s += " all-day"
		}
		if o.Transparent {
			s += " free"
		}
		if o.Status != "" {
			s += " " + o.Status
		}
		if o.Summary != "" {
			s += " " + strings.ReplaceAll(o.Summary, "\n", `\n`)
		}
		out = append(out, s)
	}
	for _, p := range problems {
		out = append(out, "# ! "+p.String())
	}
	return strings.Join(out, "\n")
}
