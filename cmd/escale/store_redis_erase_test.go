package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
)

// TestAnErasureLeavesNoFileOfRedis: neither the server nor its replica keeps on
// its disk what led to a parent who is erased.
func TestAnErasureLeavesNoFileOfRedis(t *testing.T) {
	t.Parallel()
	w := servertest.NewWatchedRedis(t)
	s := newService(t, "store: redis+sentinel://"+w.Sentinel+"/"+w.Name)
	s.serve()
	mum, dad := s.parent(), s.parent()
	hers, his := mum.bookNamed("Prunelline"), dad.bookNamed("Zorglubin")
	key := func(reference string) []byte {
		for _, b := range s.rows() {
			for _, r := range s.records("key") {
				if b.Reference == reference && r.ID == b.Parent {
					return r.Data
				}
			}
		}
		t.Fatalf("no key for %s", reference)
		return nil
	}
	talk := func(reference string) []byte {
		for _, b := range s.rows() {
			for _, r := range s.records("conversation") {
				if b.Reference == reference && r.ID == b.Conversation {
					return r.Data
				}
			}
		}
		t.Fatalf("no conversation for %s", reference)
		return nil
	}
	secrets := map[string][]byte{"key": key(hers), "conversation": talk(hers)}
	stays := key(his)
	both := []*servertest.Redis{w.Master, w.Replica}
	for _, r := range both {
		for what, secret := range secrets {
			if !onDisk(t, r.Dir, secret) {
				t.Fatalf("%s does not hold the %s: the test proves nothing", r.Dir, what)
			}
		}
		for _, never := range []string{"Prunelline", mum.token()} {
			if onDisk(t, r.Dir, []byte(never)) {
				t.Errorf("%s holds what is never stored in the clear", r.Dir)
			}
		}
	}
	if c := execute(t, "", "erase", "-config", s.config, "-reference", hers, "-cancel"); c.code != 0 || strings.Contains(c.out+c.err, hers) {
		t.Fatalf("erase ends with %d: %s%s", c.code, c.out, c.err)
	}
	for _, r := range both {
		for what, secret := range secrets {
			gone(t, what+" in "+r.Dir, func() bool { return !onDisk(t, r.Dir, secret) })
		}
		if !onDisk(t, r.Dir, stays) {
			t.Errorf("%s has lost his key", r.Dir)
		}
	}
}

// gone waits until something is: a server removes its former files in a thread
// of its own.
func gone(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Errorf("still there: %s", what)
			return
		}
	}
}

// onDisk reports whether a file of the folder holds the bytes; files may vanish
// meanwhile.
func onDisk(t *testing.T, dir string, secret []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) || err == nil && d.IsDir() {
			return nil
		}
		data, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		found = found || bytes.Contains(data, secret)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
