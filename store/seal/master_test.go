package seal_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"escale/store/seal"
)

func TestCreatedMasterIsLoaded(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "master.key")
	made, err := seal.CreateMaster(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := seal.LoadMaster(path); err != nil || got != made || got == [32]byte{} {
		t.Errorf("loaded another key, or none: %v", err)
	}
	if _, err := seal.CreateMaster(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made over an existing one: %v", err)
	}
	if got, err := seal.LoadMaster(path); err != nil || got != made {
		t.Errorf("the first key did not stay: %v", err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("%d files are left, %v", len(files), err)
	}
}

func TestMasterIsRefused(t *testing.T) {
	const good = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
	for name, c := range map[string]struct {
		text string
		mode fs.FileMode
		ok   bool
	}{
		"as it should be":     {good, 0o600, true},
		"read-only":           {good, 0o400, true},
		"readable by a group": {good, 0o640, false},
		"readable by all":     {good, 0o604, false},
		"empty":               {"", 0o600, false},
		"too short":           {"AAEC", 0o600, false},
		"no base64":           {"%" + good, 0o600, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := seal.LoadMaster(path); (err == nil) != c.ok {
				t.Errorf("got error %v", err)
			}
		})
	}
	if _, err := seal.LoadMaster(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
}
