package caldav

import (
	"flag"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/deploy/servertest"
)

var update = flag.Bool("update", false, "write the columns of the servers that run anew; read the difference before committing")

// row is something that we need of servers, and how to see what one does.
type row struct {
	name string
	do   func(s *site) string
}

// TestServersDoWhatTheTableSays runs every operation by hand, with plain HTTP.
// The table is what our client and our mirror are written for: a cell that
// changes is a reason to look at them.
func TestServersDoWhatTheTableSays(t *testing.T) {
	const file = "testdata/servers.md"
	sections := []struct {
		title string
		rows  []row
	}{
		{"Finding calendars", findingRows},
		{"Writing", writingRows},
		{"Two at once", racingRows},
		{"Reading", readingRows},
		{"What changed", syncRows},
	}
	old, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	cells, servers := readTable(string(old))
	var mu sync.Mutex // guards cells
	t.Run("servers", func(t *testing.T) {
		onEveryServer(t, func(s *site) {
			for _, section := range sections {
				for _, r := range section.rows {
					key := [2]string{r.name, s.name}
					mu.Lock()
					s.table = cells[key]
					mu.Unlock()
					got := r.do(s)
					if got != s.table && !*update {
						s.t.Errorf("%s: %s\n got %s\nwant %s", section.title, r.name, got, s.table)
					}
					mu.Lock()
					cells[key] = got
					mu.Unlock()
				}
			}
		})
	})
	for _, k := range servertest.Kinds() {
		if !slices.Contains(servers, k.Name) {
			servers = append(servers, k.Name)
		}
	}
	var b strings.Builder
	b.WriteString("<!-- Written by the tests of this package, with -args -update; see table_test.go. -->\n")
	for _, section := range sections {
		b.WriteString("\n## " + section.title + "\n\n| | " + strings.Join(servers, " | ") + " |\n|" + strings.Repeat("---|", len(servers)+1) + "\n")
		for _, r := range section.rows {
			b.WriteString("| " + r.name)
			for _, name := range servers {
				b.WriteString(" | " + cells[[2]string{r.name, name}])
			}
			b.WriteString(" |\n")
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(old), b.String()); diff != "" {
		t.Errorf("%s (-table +measured; -args -update writes it)\n%s", file, diff)
	}
}

// readTable reads the cells of the golden file by row and server.
func readTable(text string) (cells map[[2]string]string, servers []string) {
	cells = map[[2]string]string{}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		parts := strings.Split(strings.Trim(line, "|\n"), "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if parts[0] == "" {
			servers = parts[1:]
			continue
		}
		for i, name := range servers {
			if i+1 < len(parts) {
				cells[[2]string{parts[0], name}] = parts[i+1]
			}
		}
	}
	return cells, servers
}
