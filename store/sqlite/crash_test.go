package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// child names the database on which the test binary, started again, writes
// until it is killed.
const child = "ESCALE_TEST_CHILD_DB"

// persistent lets the child go on after a refusal, which it prints.
const persistent = "ESCALE_TEST_CHILD_PERSISTENT"

func TestMain(m *testing.M) {
	if path := os.Getenv(child); path != "" {
		fmt.Fprintln(os.Stderr, write(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// write applies changes from eight goroutines and prints the id of each once it
// is acknowledged, for ever.
func write(path string) error {
	s, err := sqlite.Open(context.Background(), sqlite.Config{Path: path})
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	var out sync.Mutex // guards stdout
	for g := range 8 {
		all.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d", g, i)
				said := id
				if _, err := s.Apply(context.Background(), booked(id)); err != nil {
					if os.Getenv(persistent) == "" {
						fmt.Fprintln(os.Stderr, err)
						return
					}
					said = "refused " + id
				}
				out.Lock()
				fmt.Println(said)
				out.Unlock()
			}
		})
	}
	all.Wait()
	return s.Close()
}

// booked is a change such as a booking makes.
func booked(id string) scheduling.Change {
	now := time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	return scheduling.Change{
		Command: "in/test/" + id,
		Outcome: []byte("booked " + id),
		Claims: []scheduling.Claim{{
			Owner: id, Resource: "agenda/" + id, Capacity: 1,
			Interval: scheduling.Interval{Start: now, End: now.Add(time.Hour)},
		}},
		Put: []scheduling.Record{{
			Key: scheduling.Key{Kind: "booking", ID: id}, Tags: []string{"agenda:a", "family:" + id}, Data: make([]byte, 300),
		}},
		Count:  map[string]int64{"booked": 1},
		Due:    []scheduling.Due{{ID: "remind/" + id, Subject: id, At: now, Clock: scheduling.ProgrammeTime}},
		Outbox: []scheduling.Outgoing{{ID: id, Chat: "chat/" + id, Class: scheduling.Reply}},
	}
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	killedAgainAndAgain(t, 40, 200)
}

// killedAgainAndAgain kills a child each time it acknowledged so many changes,
// and the next one on the same file.
func killedAgainAndAgain(t *testing.T, after ...int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "escale.db")
	acknowledged := map[string]bool{}
	for _, many := range after {
		for _, id := range killedAfter(t, path, many) {
			acknowledged[id] = true
		}
	}
	s := open(t, path, nil)
	for id := range acknowledged {
		r, err := s.Apply(t.Context(), booked(id))
		if err != nil || !r.Repeated || string(r.Outcome) != "booked "+id {
			t.Errorf("%s was acknowledged; now: %+v, %v", id, r, err)
		}
		if _, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: id}); err != nil {
			t.Error(err)
		}
	}
	whole(t, s)
}

// killedAfter returns the ids that a child acknowledged before it was killed
// with SIGKILL, at least many of them.
func killedAfter(t *testing.T, path string, many int) []string {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), child+"="+path)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	// The second child repeats the ids of the first: they count, too.
	for lines := bufio.NewScanner(out); lines.Scan(); {
		ids = append(ids, lines.Text())
		if len(ids) == many {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(ids) < many {
		t.Fatalf("the child ended after %d ids: %v", len(ids), c.Wait())
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the child was not killed")
	}
	return ids
}

// whole fails unless every change is there with all of its parts.
func whole(t *testing.T, s *sqlite.Store) {
	t.Helper()
	counts, err := s.Counts(t.Context(), "booked")
	if err != nil {
		t.Fatal(err)
	}
	n := int(counts["booked"])
	records, err := s.List(t.Context(), scheduling.Query{Kind: "booking", Tag: "agenda:a", Limit: 1e6})
	if err != nil || len(records) != n {
		t.Errorf("%d records for %d changes: %v", len(records), n, err)
	}
	at := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	works, err := s.ClaimDue(t.Context(), "r", at, at, time.Hour, 1e6)
	if err != nil || len(works) != n {
		t.Errorf("%d works for %d changes: %v", len(works), n, err)
	}
	messages, err := s.ClaimOutbox(t.Context(), "r", "", at, time.Hour, 1e6)
	if err != nil || len(messages) != n {
		t.Errorf("%d messages for %d changes: %v", len(messages), n, err)
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "escale.db")
	open(t, path, nil)
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), child+"="+path)
	said, err := c.CombinedOutput()
	want := "open store " + path + ": " + sqlite.ErrLocked.Error() + "\n"
	if err == nil || string(said) != want {
		t.Errorf("the second process said %q (%v), want %q", said, err, want)
	}
}
