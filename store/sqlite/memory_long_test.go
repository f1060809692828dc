//go:build long && linux

package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

const (
	agendas  = 1000
	bookings = 1_000_000
)

// TestAMillionPastBookingsCostLittle: with 1,000 agendas and a million bookings
// behind it, the store takes no more memory, and a booking, a page of slots and
// an agenda's day are asked for as fast as in an empty one, but for deeper trees.
func TestAMillionPastBookingsCostLittle(t *testing.T) {
	small, big := filepath.Join(t.TempDir(), "escale.db"), filepath.Join(t.TempDir(), "escale.db")
	fillPast(t, big)
	before := memory(t)
	begin := time.Now()
	full := open(t, big, now)
	t.Logf("opened and examined in %v", time.Since(begin))
	empty := open(t, small, now)
	for what, call := range questions(t) {
		ratio := compared(t, full, empty, call)
		if t.Logf("%s takes %.2f times as long", what, ratio); ratio > 3 {
			t.Errorf("%s takes %.1f times as long as in an empty store", what, ratio)
		}
	}
	info, err := os.Stat(big)
	if err != nil {
		t.Fatal(err)
	}
	grown := (memory(t) - before) >> 20
	t.Logf("file %d MB, memory grown by %d MB to %d MB", info.Size()>>20, grown, memory(t)>>20)
	if grown > 64 {
		t.Errorf("the process grew by %d MB", grown)
	}
}

// questions are what is asked of a store all day.
func questions(t *testing.T) map[string]func(s *sqlite.Store, i int) error {
	t.Helper()
	return map[string]func(s *sqlite.Store, i int) error{
		"an Apply": func(s *sqlite.Store, i int) error {
			_, err := s.Apply(t.Context(), placed(fmt.Sprint("new-", i), i%agendas, now().Add(time.Duration(24*(i/agendas+1))*time.Hour)))
			return err
		},
		"what a page of slots asks": func(s *sqlite.Store, i int) error {
			var asked []scheduling.Ask
			for n := range 12 {
				from := now().Add(time.Duration(24+n) * time.Hour)
				asked = append(asked, scheduling.Ask{Resource: agenda(i + n), Window: scheduling.Interval{Start: from, End: from.Add(time.Hour)}})
			}
			_, err := s.Claims(t.Context(), asked, now())
			return err
		},
		"an agenda's live bookings": func(s *sqlite.Store, i int) error {
			_, err := s.List(t.Context(), scheduling.Query{Kind: "booking", Tag: fmt.Sprint("watch:", agenda(i))})
			return err
		},
		"a booking": func(s *sqlite.Store, i int) error {
			_, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: fmt.Sprint("new-", i)})
			if errors.Is(err, scheduling.ErrNotFound) {
				err = nil // not asked for in this order
			}
			return err
		},
	}
}

// compared calls one and the other in turn and returns how many times longer the
// first takes, the median of the turns.
func compared(t *testing.T, full, empty *sqlite.Store, call func(s *sqlite.Store, i int) error) float64 {
	t.Helper()
	timed := func(s *sqlite.Store, i int) float64 {
		begin := time.Now()
		if err := call(s, i); err != nil {
			t.Fatal(err)
		}
		return time.Since(begin).Seconds()
	}
	var all []float64
	for i := range 1000 {
		these := timed(full, i)
		all = append(all, these/timed(empty, i))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// memory is what the process holds, in bytes: SQLite's own is not in Go's heap.
func memory(t *testing.T) int64 {
	t.Helper()
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	var kB int64
	if _, err := fmt.Sscanf(after, "%d kB", &kB); err != nil {
		t.Fatal(err)
	}
	return kB << 10
}

func now() time.Time { return time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC) }

func agenda(n int) string { return fmt.Sprint("agenda/place/", n%agendas) }

// placed is what a booking leaves: its claim, its row with its tags, its
// family's row, its fact and a reminder, as the Desk writes them.
func placed(id string, n int, at time.Time) scheduling.Change {
	record := func(kind string, size int, tags ...string) scheduling.Record {
		return scheduling.Record{Key: scheduling.Key{Kind: kind, ID: id}, Tags: tags, Data: make([]byte, size)}
	}
	return scheduling.Change{
		Command: "book/" + id, Outcome: make([]byte, 80),
		Claims: []scheduling.Claim{{
			Owner: "booking/" + id, Resource: agenda(n), Capacity: 1,
			Interval: scheduling.Interval{Start: at, End: at.Add(time.Hour)},
		}},
		Put: []scheduling.Record{
			record("booking", 600, "agenda:"+agenda(n), "conversation:"+id, "family:"+id, "state:booked", "watch:"+agenda(n)),
			record("family", 120), record("fact", 200),
		},
		Due: []scheduling.Due{{ID: "remind/" + id, Kind: "remind", Subject: id, At: at.Add(-48 * time.Hour), Clock: scheduling.ProgrammeTime}},
	}
}

// fillPast writes the bookings of years: each is over, and its reminder sent.
func fillPast(t *testing.T, path string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < bookings; {
		all := scheduling.Change{Command: fmt.Sprint("past ", n)}
		for range 2000 {
			at := now().Add(-time.Duration((bookings-1-n)/agendas+8*24) * time.Hour) // the oldest first, as they come
			c := placed(fmt.Sprintf("%x-%d", uint32(n)*2654435761, n), n, at)
			c.Put[0].Tags = c.Put[0].Tags[:3]
			all.Claims, all.Put = append(all.Claims, c.Claims...), append(all.Put, c.Put...)
			n++
		}
		if _, err := s.Apply(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
