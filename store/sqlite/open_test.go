package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

func TestReopenedStoreHoldsWhatItHeld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder with spaces & ?", "escale.db")
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, nil)
	if r, err := s.Apply(t.Context(), booked("a")); err != nil || !r.Repeated {
		t.Errorf("got %+v, %v", r, err)
	}
	whole(t, s)
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "escale.db"), nil)
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v), want 0600", f.Name(), info.Mode(), err)
		}
	}
}

func TestClosedStoreAcknowledgesNothing(t *testing.T) {
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db")})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, apply := s.Apply(t.Context(), booked("a"))
	_, get := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: "a"})
	_, sweep := s.Sweep(t.Context())
	for _, err := range []error{apply, get, sweep, s.Checkpoint(t.Context()), s.AckOutbox(t.Context(), nil), s.Close()} {
		if !errors.Is(err, sqlite.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
	}
}

// TestClosedStoreLetsGoOfItsFiles: the last to close brings the log into the
// database and takes it away, which only happens when nothing holds the files.
func TestClosedStoreLetsGoOfItsFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "escale.db")
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Fatal(err)
	}
	whole(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(path + end); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", end, err)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "escale.db")
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw(t, path, `INSERT INTO schema (version, at) VALUES (1000, 0)`)
	refused(t, path, sqlite.ErrNewer, "schema 1000")
}

// raw runs SQL on the closed file.
func raw(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func TestSweepDropsWhatHasExpired(t *testing.T) {
	now := time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	s := open(t, filepath.Join(t.TempDir(), "escale.db"), func() time.Time { return now })
	c := booked("a")
	c.Claims[0].Expires = now.Add(time.Minute)
	c.Put[0].Expires = now.Add(time.Minute)
	for _, c := range []scheduling.Change{c, booked("b")} {
		if _, err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	sweeps(t, s, 0)
	now = now.Add(time.Minute)
	sweeps(t, s, 2) // a's claim and record
	now = now.Add(14*24*time.Hour + time.Millisecond)
	sweeps(t, s, 2) // both commands
	if _, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: "a"}); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	records, err := s.List(t.Context(), scheduling.Query{Kind: "booking", Tag: "agenda:a"})
	if err != nil || len(records) != 1 || records[0].ID != "b" {
		t.Errorf("got %v, %v; want b alone", records, err)
	}
}

func sweeps(t *testing.T, s *sqlite.Store, want int) {
	t.Helper()
	if n, err := s.Sweep(t.Context()); err != nil || n != want {
		t.Errorf("swept %d rows, %v; want %d", n, err, want)
	}
}

func TestDeletedDataIsInNoFileAfterCheckpoint(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "escale.db"), nil)
	secret := "secret-" + strings.Repeat("x", 40)
	k := scheduling.Key{Kind: "key", ID: "p"}
	put := scheduling.Change{Command: "1", Put: []scheduling.Record{{Key: k, Data: []byte(secret)}}}
	if _, err := s.Apply(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	if !inFiles(t, dir, secret) {
		t.Fatal("the files don't hold what was stored: the test proves nothing")
	}
	if _, err := s.Apply(t.Context(), scheduling.Change{Command: "2", Delete: []scheduling.Key{k}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, dir, secret) {
		t.Error("a file still holds what was deleted")
	}
}

func inFiles(t *testing.T, dir, secret string) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(data, []byte(secret))
	}
	return found
}
