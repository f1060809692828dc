package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"escale/scheduling"

	"github.com/google/go-cmp/cmp"
)

// Who is not admitted finds out before anything was changed: neither what a dead
// process had leased, nor the schema of an earlier version.
func TestWhoIsNotAdmittedChangesNothing(t *testing.T) {
	stranger := errors.New("a stranger")
	config := Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: func() time.Time { return time.UnixMilli(5) }}
	db, err := sql.Open("sqlite", dsn(config.Path, ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`CREATE TABLE schema (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)`, `INSERT INTO schema VALUES (1, 0)`, migrations()[0],
		`INSERT INTO records VALUES ('installation', 'master', 1, '[]', x'07', 0)`,
		`INSERT INTO due VALUES ('w', 'k', 's', 1, 'machine', x'01', 'dead', 90000, 0, 4, 0, 0, '')`,
		`INSERT INTO outbox VALUES (7, 'm', 'chat', 'web', 'reply', 'b', 2, 9000, 'p', x'02', 1, 90000)`,
		`INSERT INTO chats VALUES ('chat', 'dead', 90000, 0)`,
	} {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	stands := func() (all [4]int) {
		t.Helper()
		const q = `SELECT (SELECT max(version) FROM schema), (SELECT lease FROM due), (SELECT held FROM outbox), (SELECT lease FROM chats)`
		if err := db.QueryRowContext(t.Context(), q).Scan(&all[0], &all[1], &all[2], &all[3]); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before, asked := stands(), 0
	config.Admit = func(ctx context.Context, stored scheduling.Reader) error {
		asked++
		r, err := stored.Get(ctx, scheduling.Key{Kind: "installation", ID: "master"})
		if err != nil || len(r.Data) != 1 || r.Data[0] != 7 {
			t.Errorf("the reader sees %v, %v", r, err)
		}
		return stranger
	}
	for range 2 {
		if _, err := Open(t.Context(), config); !errors.Is(err, stranger) {
			t.Errorf("opened with %v", err)
		}
	}
	if d := cmp.Diff(before, stands()); d != "" || asked != 2 {
		t.Errorf("asked %d times; changed (-want +got):\n%s", asked, d)
	}
	config.Admit = nil
	s, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([4]int{len(migrations()), 0, 0, 0}, stands()); d != "" {
		t.Errorf("admitted (-want +got):\n%s", d)
	}
	if err := errors.Join(s.Close(), db.Close()); err != nil {
		t.Error(err)
	}
}

// Nobody is asked about a file that is new.
func TestANewFileAdmitsAnybody(t *testing.T) {
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "escale.db"), Admit: func(context.Context, scheduling.Reader) error { return errors.New("asked") },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
