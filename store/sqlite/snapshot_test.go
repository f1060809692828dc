package sqlite_test

import (
	"path/filepath"
	"testing"

	"escale/scheduling"
	"escale/store/sqlite"
)

func TestSnapshotOfAStoreInUse(t *testing.T) {
	ctx := t.Context()
	path, copied := filepath.Join(t.TempDir(), "escale.db"), filepath.Join(t.TempDir(), "copy.db")
	live, err := sqlite.Open(ctx, sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	key := scheduling.Key{Kind: "fact", ID: "f1"}
	if _, err := live.Apply(ctx, scheduling.Change{Command: "c1", Put: []scheduling.Record{{Key: key, Data: []byte("x")}}}); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Snapshot(ctx, path, copied); err != nil {
		t.Fatal(err)
	}
	second, err := sqlite.Open(ctx, sqlite.Config{Path: copied})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if rec, err := second.Get(ctx, key); err != nil || string(rec.Data) != "x" {
		t.Errorf("the copy holds %q, %v", rec.Data, err)
	}
	if _, err := second.Apply(ctx, scheduling.Change{Command: "c2", Delete: []scheduling.Key{key}}); err != nil {
		t.Fatal(err)
	}
	if _, err := live.Get(ctx, key); err != nil {
		t.Errorf("changing the copy changed the store: %v", err)
	}
}

func TestSnapshotOfNothingIsNothing(t *testing.T) {
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := sqlite.Snapshot(t.Context(), filepath.Join(t.TempDir(), "none.db"), to); err != nil {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(to); len(found) > 0 {
		t.Error("a copy of nothing was made")
	}
}
