package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"escale/scheduling"
)

func TestFullDiskAcknowledgesNothing(t *testing.T) {
	s := opened(t)
	limit(t, s, 200)
	var mu sync.Mutex // guards acknowledged and refused
	acknowledged, refused := map[string]bool{}, map[string]bool{}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 40 {
				id := fmt.Sprintf("%d-%d", g, i)
				_, err := s.Apply(t.Context(), large(id))
				mu.Lock()
				acknowledged[id], refused[id] = err == nil, err != nil
				mu.Unlock()
			}
		})
	}
	all.Wait()
	limit(t, s, 1<<30)
	for id, told := range acknowledged {
		if _, err := s.Get(t.Context(), large(id).Put[0].Key); (err == nil) != told {
			t.Errorf("%s acknowledged: %v, found: %v", id, told, err)
		}
	}
	once := count(refused)
	if once == 0 || once == len(refused) {
		t.Fatalf("%d of %d refused: the disk was never full, or always", once, len(refused))
	}
	for id, was := range refused {
		if _, err := s.Apply(t.Context(), large(id)); was && err != nil {
			t.Errorf("%s, with room again: %v", id, err)
		}
	}
}

func large(id string) scheduling.Change {
	return scheduling.Change{
		Command: id,
		Put:     []scheduling.Record{{Key: scheduling.Key{Kind: "note", ID: id}, Data: make([]byte, 5000)}},
	}
}

// limit makes the database full at so many pages.
func limit(t *testing.T, s *Store, pages int) {
	t.Helper()
	err := s.writer.do(t.Context(), func(x *tx) error {
		_, err := x.w.conn.ExecContext(x.ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(set map[string]bool) (n int) {
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

func TestCommitThatFailsFailsWholeBatch(t *testing.T) {
	s := opened(t)
	// The operation ends the transaction under the writer's feet.
	broken := s.writer.do(t.Context(), func(x *tx) error {
		if err := x.put(large("a").Put[0]); err != nil {
			return err
		}
		return x.plain("ROLLBACK")
	})
	if broken == nil {
		t.Error("acknowledged what was rolled back")
	}
	if _, err := s.Get(t.Context(), large("a").Put[0].Key); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if _, err := s.Apply(t.Context(), large("a")); err != nil {
		t.Errorf("the writer did not recover: %v", err)
	}
}

func TestPragmasAreInForce(t *testing.T) {
	s := opened(t)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "secure_delete": "1", "temp_store": "2",
	} {
		var got string
		if err := s.writer.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if _, err := s.readDB.ExecContext(t.Context(), "DELETE FROM records"); err == nil {
		t.Error("a reader may write")
	}
}

func TestChecksUseIndexes(t *testing.T) {
	s := opened(t)
	for what, q := range map[string]string{
		"claims_reach": `SELECT 1 FROM claims WHERE resource = 'a' AND reach > 1 AND owner <> 'b' AND start < 9`,
		"due_at":       `SELECT id FROM due WHERE dead = 0 AND clock = 'machine' AND at <= 1 AND rest <= 1 ORDER BY at, id`,
		"due_subject":  `DELETE FROM due WHERE subject = 'a'`,
		"PRIMARY KEY":  `DELETE FROM claims WHERE owner = 'a'`,
	} {
		rows, err := s.readDB.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q)
		if err != nil {
			t.Fatal(err)
		}
		var plan strings.Builder
		for rows.Next() {
			var a, b, c int
			var line string
			if err := rows.Scan(&a, &b, &c, &line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan.String(), what) {
			t.Errorf("%s is not used by %s:\n%s", what, q, plan.String())
		}
	}
}

func opened(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "escale.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
