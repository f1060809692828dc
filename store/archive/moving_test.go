package archive_test

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/store/archive"
	"escale/store/archive/archivetest"
	"escale/store/redis"
	"escale/store/sqlite"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
)

// moves goes from SQLite to Redis and back to SQLite, each time through a file
// encrypted with age, with what so many bookings leave in a store, and compares.
func moves(t *testing.T, bookings int) {
	dir, id := t.TempDir(), identity(t)
	server := servertest.NewRedis(t)
	begun := time.Now()
	took := func(what string) {
		t.Logf("%s: %.1f s", what, time.Since(begun).Seconds())
		begun = time.Now()
	}
	file := func(name string) *sqlite.Store {
		s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(dir, name), Restore: true})
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
	one, last := file("one.db"), file("last.db")
	between, err := redis.OpenEmpty(t.Context(), redis.Config{Addresses: []string{server.Address}})
	if err != nil {
		t.Fatal(err)
	}
	defer between.Close()
	fill(t, one, archivetest.Content(7, bookings))
	took("filled")
	written := moved(t, filepath.Join(dir, "one.age"), one, between, id)
	took("SQLite to Redis")
	writtenAgain := moved(t, filepath.Join(dir, "two.age"), between, last, id)
	took("Redis to SQLite")
	if diff := cmp.Diff(written, writtenAgain); diff != "" {
		t.Errorf("the second archive has another number of entries (-first +second):\n%s", diff)
	}
	archivetest.Alike(t, one.Dump(t.Context()), between.Dump(t.Context()))
	archivetest.Alike(t, one.Dump(t.Context()), last.Dump(t.Context()))
	took("compared")
	for _, name := range []string{"one.db", "one.age", "two.age"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.1f MB", name, float64(info.Size())/1e6)
	}
	t.Logf("%d bookings: %+v", bookings, written)
}

func fill(t *testing.T, to archive.Sink, entries iter.Seq2[archive.Entry, error]) {
	t.Helper()
	if err := to.Load(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

// moved writes an archive of a store and fills another from it.
func moved(t *testing.T, path string, from archive.Source, to archive.Sink, id *age.X25519Identity) archive.Counts {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, err := archive.Seal(f, []age.Recipient{id.Recipient()}, header(), from.Dump(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	r, err := archive.Open(f, []age.Identity{id})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, to, r.Entries())
	if diff := cmp.Diff(n, r.Counts()); diff != "" {
		t.Fatal(fmt.Sprint("written and read: ", diff))
	}
	return n
}

func TestMovingToRedisAndBack(t *testing.T) { moves(t, 3000) }
