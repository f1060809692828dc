package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"escale/scheduling"
	"escale/store/sqlite"
)

func TestACommandChangesARecordBesideTheService(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "escale.db")
	if _, err := sqlite.Open(ctx, sqlite.Config{Path: path, Beside: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("beside nothing: %v", err)
	}
	service, err := sqlite.Open(ctx, sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close()
	command, err := sqlite.Open(ctx, sqlite.Config{Path: path, Beside: true})
	if err != nil {
		t.Fatal(err)
	}
	key := scheduling.Key{Kind: "fact", ID: "f"}
	put := func(s *sqlite.Store, command string, version int64) error {
		_, err := s.Apply(ctx, scheduling.Change{Command: command, Put: []scheduling.Record{{Key: key, Version: version, Data: []byte(command)}}})
		return err
	}
	if err := errors.Join(put(command, "c1", 0), command.Close()); err != nil {
		t.Fatal(err)
	}
	if r, err := service.Get(ctx, key); err != nil || string(r.Data) != "c1" || r.Version != 1 {
		t.Errorf("the service sees %+v, %v", r, err)
	}
	if err := put(service, "c2", 0); !errors.Is(err, scheduling.ErrStale) {
		t.Errorf("the service writes over it: %v", err)
	}
	if _, err := sqlite.Open(ctx, sqlite.Config{Path: path}); !errors.Is(err, sqlite.ErrLocked) {
		t.Errorf("a second service: %v", err)
	}
}

func TestBesideAnOlderSchemaNothingIsChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "escale.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), `CREATE TABLE schema (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, Beside: true}); !errors.Is(err, sqlite.ErrOlder) {
		t.Errorf("beside an older schema: %v", err)
	}
}
