package sqlite_test

import (
	"path/filepath"
	"testing"

	"escale/store/archive/archivetest"
	"escale/store/sqlite"
)

// openEmpty opens a store for a restore; it is closed with the test.
func openEmpty(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, Restore: true})
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

func TestWhatAStoreHoldsLeavesItAndComesBack(t *testing.T) {
	archivetest.Run(t, func(t *testing.T) archivetest.Kept {
		return openEmpty(t, filepath.Join(t.TempDir(), "escale.db"))
	})
}
