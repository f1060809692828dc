package main

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestServiceRefusesAnotherMasterKey: the service says what to do, and leaves the
// store as it was.
func TestServiceRefusesAnotherMasterKey(t *testing.T) {
	data := t.TempDir()
	first := start(t, "demo", "-data", data, "-listen", "127.0.0.1:0")
	first.kill()
	key := filepath.Join(data, "master.key")
	right, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	// the first start after a crash brings the log into the file; the second finds it so
	refusedStart(t, data, key)
	before := digest(t, storeFile(data))
	said := refusedStart(t, data, key)
	for _, want := range []string{"master key", "not the one that the store was made with", "nothing was changed", "restore the backup"} {
		if !strings.Contains(said, want) {
			t.Errorf("said %q, without %q", said, want)
		}
	}
	if digest(t, storeFile(data)) != before {
		t.Error("the store's file was changed")
	}
	if err := os.WriteFile(key, right, 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, "demo", "-data", data, "-listen", "127.0.0.1:0").kill()
}

// refusedStart runs the demo with a key of its own and returns what it said.
func refusedStart(t *testing.T, data, key string) string {
	t.Helper()
	const other = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
	if err := os.WriteFile(key, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"demo", "-data", data, "-listen", "127.0.0.1:0"}, console{out: &out, err: &errs}); code == 0 {
		t.Fatalf("it ran with another key: %s", out.String())
	}
	return errs.String()
}

func digest(t *testing.T, path string) [32]byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}
