package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
	"escale/store/storetest"
)

func TestStoreKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T, clock func() time.Time) scheduling.Store {
		return open(t, filepath.Join(t.TempDir(), "escale.db"), clock)
	})
}

// open opens a store that is closed with the test.
func open(t testing.TB, path string, clock func() time.Time) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, Clock: clock})
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
