package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// expand tells what it left out, with file and line, and its exit code tells
// whether it read all, not all, or was misused.
func TestExpandTellsWhatItCouldNotRead(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	event := "BEGIN:VEVENT\nUID:a\nDTSTART:20260303T090000Z\nDURATION:PT1H\nEND:VEVENT\n"
	good := write("good.ics", "BEGIN:VCALENDAR\n"+event+"END:VCALENDAR\n")
	torn := write("torn.ics", "BEGIN:VCALENDAR\n"+event+"BEGIN:VEVENT\nUID:b\nDTSTART:never\nEND:VEVENT\nEND:VCALENDAR\n")
	page := write("page.ics", "<html>Connexion</html>")
	march := []string{"-from", "2026-03-01", "-to", "2026-04-01", "-json"}
	for _, c := range []struct {
		name string
		args []string
		code int
		out  int // lines
		err  string
	}{
		{"all read", append(march, good), 0, 1, ""},
		{"an event left out", append(march, torn), 1, 1, torn + ": line 7 (b): event left out: DTSTART: time \"never\""},
		{"a page", append(march, page), 1, 0, page + ": not an iCalendar file"},
		{"no such file", append(march, filepath.Join(dir, "none.ics")), 1, 0, "no such file"},
		{"a folder", append(march, dir), 1, 0, "is a directory"},
		{"no file", march, 2, 0, "want: escale expand FILE.ics"},
		{"no window", []string{good}, 2, 0, "want: escale expand FILE.ics"},
		{"window turned round", []string{good, "-from", "2026-04-01", "-to", "2026-03-01"}, 2, 0, "-from 2026-04-01 is not before -to 2026-03-01"},
		{"no date", []string{good, "-from", "hier", "-to", "2026-03-01"}, 2, 0, `-from "hier"`},
		{"no zone", append(march, good, "-zone", "Atlantide"), 2, 0, `-zone "Atlantide": no such zone`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := execute(t, "", append([]string{"expand"}, c.args...)...)
			if got.code != c.code || strings.Count(got.out, "\n") != c.out || !strings.Contains(got.err, c.err) || c.err == "" && got.err != "" {
				t.Errorf("code %d, out %q, err %q", got.code, got.out, got.err)
			}
		})
	}
}
