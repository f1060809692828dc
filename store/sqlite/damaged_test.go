package sqlite_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"escale/scheduling"
	"escale/store/sqlite"
)

// TestDamagedFileIsRefused: whatever happened to the files, the store says what
// is wrong and what to do, and leaves them as they are.
func TestDamagedFileIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(t *testing.T, path string)
		says string
	}{
		"its header is overwritten":             {overwrite(0, 100), "does not begin as a database does"},
		"its header is overwritten in part":     {overwrite(20, 60), "can't be read"},
		"a page in the middle is overwritten":   {overwritePage(0.5), "not whole"},
		"a page near the end is overwritten":    {overwritePage(0.9), "not whole"},
		"it is cut in half":                     {halve, "can't be read"},
		"it is text":                            {replace(bytes.Repeat([]byte("Ceci n’est pas une base. "), 500)), "does not begin as a database does"},
		"it is a single letter":                 {replace([]byte("x")), "does not begin as a database does"},
		"it is empty, its log is not":           {emptied, "is empty, but its log"},
		"it is gone, its log is not":            {gone, "is empty, but its log"},
		"its log is text":                       {logOfText, "does not begin as a log does"},
		"it is a database of another program's": {foreign, "another program's"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t, 300)
			c.harm(t, path)
			refused(t, path, sqlite.ErrDamaged, c.says)
		})
	}
}

// filled makes a store with so many bookings, and leaves the log unmerged, as a
// crash does.
func filled(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "live", "escale.db")
	s := open(t, path, nil)
	for i := range n {
		if i == n/2 {
			if err := s.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Apply(t.Context(), booked(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(t.TempDir(), "escale.db")
	for _, end := range []string{"", "-wal"} {
		put(t, copied+end, read(t, path+end))
	}
	return copied
}

// refused fails unless opening fails as said, twice, and changes no file.
func refused(t *testing.T, path string, want error, says string) {
	t.Helper()
	before := digests(t, path)
	for range 2 {
		s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
		if err == nil {
			t.Fatal("opened", s.Close())
		}
		if !errors.Is(err, want) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), path) {
			t.Fatalf("got %v, want %q, and the file's name", err, says)
		}
	}
	if after := digests(t, path); after != before {
		t.Errorf("the files changed from %s to %s", before, after)
	}
}

// digests tells the database and its log, or that they are not there.
func digests(t *testing.T, path string) string {
	t.Helper()
	var all []string
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + end)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%d bytes, %x", len(b), sha256.Sum256(b)))
	}
	return strings.Join(all, "; ")
}

func overwrite(from, to int) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		b := read(t, path)
		for i := from; i < to; i++ {
			b[i] = byte(i*37 + 11)
		}
		put(t, path, b)
		dropLog(t, path)
	}
}

func overwritePage(where float64) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		b := read(t, path)
		at := int(float64(len(b))*where) / 4096 * 4096
		overwrite(at, at+4096)(t, path)
	}
}

func halve(t *testing.T, path string) {
	put(t, path, read(t, path)[:len(read(t, path))/8192*4096])
	dropLog(t, path)
}

func replace(with []byte) func(*testing.T, string) {
	return func(t *testing.T, path string) { put(t, path, with); dropLog(t, path) }
}

func emptied(t *testing.T, path string) { put(t, path, nil) }

func gone(t *testing.T, path string) {
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func logOfText(t *testing.T, path string) {
	put(t, path+"-wal", []byte(strings.Repeat("not a log ", 1000)))
}

func foreign(t *testing.T, path string) {
	gone(t, path)
	dropLog(t, path)
	raw(t, path, `CREATE TABLE songs (title TEXT)`)
}

// dropLog: a page that stands in the log is not read from the file.
func dropLog(t *testing.T, path string) {
	if err := os.Remove(path + "-wal"); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTornLogLosesOnlyWhatWasTorn: a log that ends within a change, as a power
// cut leaves it, is read up to there, wherever it was cut.
func TestTornLogLosesOnlyWhatWasTorn(t *testing.T) {
	const n = 60
	path := filled(t, n)
	db, log := read(t, path), read(t, path+"-wal")
	last := n + 1
	for _, keep := range []float64{1, 0.99, 0.7, 0.4, 0.1, 0.01, 0} {
		torn := filepath.Join(t.TempDir(), "escale.db")
		put(t, torn, db)
		put(t, torn+"-wal", append(log[:int(float64(len(log))*keep):int(float64(len(log))*keep)], make([]byte, 3000)...))
		s := open(t, torn, nil)
		whole(t, s)
		there := 0
		for ; there < n; there++ {
			if _, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: fmt.Sprint(there)}); err != nil {
				break
			}
		}
		if there > last || there < n/2 || keep == 1 && there != n || keep == 0 && there != n/2 {
			t.Errorf("with %v of the log, %d of %d are there", keep, there, n)
		}
		last = there
	}
}

// TestInterruptedMakingIsTakenUp: the file of a process that was killed while it
// made it may have a journal that undoes that.
func TestInterruptedMakingIsTakenUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "escale.db")
	raw(t, path, `PRAGMA journal_mode = PERSIST; CREATE TABLE schema (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)`)
	if err := os.Truncate(path+"-journal", 4096); err != nil {
		t.Fatal(err)
	}
	s := open(t, path, nil)
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Error(err)
	}
}
