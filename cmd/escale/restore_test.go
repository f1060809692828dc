package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"escale/scheduling"
	"escale/store/sqlite"
)

// enclose encrypts some bytes for the operator, as if they were a backup.
func (o *operator) enclose(name string, plain []byte) {
	o.t.Helper()
	ids, err := readIdentities(o.identity)
	if err != nil {
		o.t.Fatal(err)
	}
	var packed, file bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write(plain); err != nil {
		o.t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		o.t.Fatal(err)
	}
	w, err := age.Encrypt(&file, ids[0].(*age.X25519Identity).Recipient())
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := w.Write(packed.Bytes()); err != nil {
		o.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		o.t.Fatal(err)
	}
	writeFile(o.t, o.path(name), file.String())
}

func TestABadBackupIsRefusedInOneSentence(t *testing.T) {
	o := newOperator(t)
	o.fill(50)
	o.must("backup", "-config", o.config, "-to", o.path("good.age"))
	o.must("backup", "-new-identity", o.path("other"))
	good, err := os.ReadFile(o.path("good.age"))
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(good)
	damaged[len(damaged)/2] ^= 1
	writeFile(t, o.path("damaged.age"), string(damaged))
	writeFile(t, o.path("cut.age"), string(good[:len(good)/2]))
	writeFile(t, o.path("cut-in-front.age"), string(good[len(good)/2:]))
	writeFile(t, o.path("letter.txt"), "a letter to somebody")
	o.enclose("newer.age", []byte("escale archive\n\x1ch{\"format\":7,\"program\":\"v9\"}"))
	o.enclose("letter.age", []byte("a letter to somebody"))
	config, err := os.ReadFile(o.config)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, o.path("elsewhere.yaml"), strings.Replace(string(config), "essai", "autre", 1))
	writeFile(t, o.path("other.key"), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
	writeFile(t, o.path("otherkey.yaml"), strings.Replace(string(config), "master.key", "other.key", 1))
	writeFile(t, o.path("open"), "AGE-SECRET-KEY-1")
	for _, name := range []string{"other.key", "open"} {
		if err := os.Chmod(o.path(name), map[string]os.FileMode{"other.key": 0o600, "open": 0o644}[name]); err != nil {
			t.Fatal(err)
		}
	}
	o.away()
	for name, c := range map[string]struct{ config, identity, file, want string }{
		"for somebody else":    {"", "other", "good.age", "does not open the backup"},
		"damaged":              {"", "", "damaged.age", "is damaged"},
		"cut short":            {"", "", "cut.age", "cut short"},
		"its beginning is off": {"", "", "cut-in-front.age", "no backup of Escale"},
		"a letter":             {"", "", "letter.txt", "no backup of Escale"},
		"an encrypted letter":  {"", "", "letter.age", "no backup of Escale"},
		"of a later version":   {"", "", "newer.age", "made by a later version of Escale"},
		"not there":            {"", "", "none.age", "no such file"},
		"of another place":     {"elsewhere.yaml", "", "good.age", `installation "essai.escale.example", the configuration is of "autre.escale.example"`},
		"another master key":   {"otherkey.yaml", "", "good.age", "another master key"},
		"an identity for all":  {"", "open", "good.age", "others may read it"},
		"no identity":          {"", "master.key", "good.age", "want a private key of age"},
	} {
		t.Run(name, func(t *testing.T) {
			or := func(name, otherwise string) string {
				if name == "" {
					return otherwise
				}
				return o.path(name)
			}
			e := o.run("restore", "-config", or(c.config, o.config), "-identity", or(c.identity, o.identity), o.path(c.file))
			if e.code != 1 || !strings.Contains(e.err, c.want) || strings.Count(strings.TrimSpace(e.err), "\n") > 0 || strings.Contains(e.err, "AGE-SECRET-KEY-1 ") {
				t.Errorf("it ends with %d and says %q, without %q", e.code, e.err, c.want)
			}
			if _, err := os.Stat(o.path("data")); err == nil {
				t.Error("something was written")
			}
		})
	}
	if e := o.run("restore", "-config", o.config, o.path("good.age")); e.code != 2 {
		t.Errorf("without -identity it ends with %d", e.code)
	}
}

func TestARestoreWantsAnEmptyStore(t *testing.T) {
	o := newOperator(t)
	o.fill(20)
	o.must("backup", "-config", o.config, "-to", o.path("good.age"))
	restore := []string{"restore", "-config", o.config, "-identity", o.identity, o.path("good.age")}
	if e := o.run(restore...); e.code != 1 || !strings.Contains(e.err, "it holds 111 records") || !strings.Contains(e.err, "move "+storeFile(o.path("data"))+"* out of the way") {
		t.Errorf("into a full store: %d, %q", e.code, e.err)
	}
	o.holds(20)
	s := o.store(false)
	if e := o.run(restore...); e.code != 1 || !strings.Contains(e.err, sqlite.ErrLocked.Error()) {
		t.Errorf("beside a service: %d, %q", e.code, e.err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// killedAt runs a command of the program that is killed at the nth time it asks
// for something to be on the disk; false: it ended before.
func killedAt(t *testing.T, nth int, args ...string) bool {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	all := append([]string{
		"-f", "-qq", "-o", filepath.Join(t.TempDir(), "trace"), "-e", "trace=fsync,fdatasync",
		"-e", fmt.Sprintf("inject=fsync,fdatasync:signal=KILL:when=%d", nth), path,
	}, args...)
	out, err := exec.CommandContext(t.Context(), "strace", all...).CombinedOutput()
	if err == nil {
		return false
	}
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() > 0 {
		t.Fatalf("strace (Debian package) or escale: %v\n%s", err, out)
	}
	return true
}

func TestKilledWhileRestoring(t *testing.T) {
	t.Parallel()
	const bookings = 2500 // more than goes in one transaction
	o := newOperator(t)
	o.fill(bookings)
	o.must("backup", "-config", o.config, "-to", o.path("good.age"))
	restore := []string{"restore", "-config", o.config, "-identity", o.identity, o.path("good.age")}
	interrupted := 0
	// Calls are counted by thread, and the program chooses its threads: a round may
	// kill at none that leaves anything unfinished.
	for round := 0; interrupted == 0 && round < 40; round++ {
		for nth := 1; ; nth++ {
			o.away()
			if !killedAt(t, nth, restore...) {
				o.holds(bookings)
				break
			}
			if _, err := os.Stat(storeFile(o.path("data"))); err != nil || !o.unfinished(bookings) {
				continue
			}
			if interrupted++; interrupted == 1 {
				o.must(restore...)
				o.holds(bookings)
			}
		}
	}
	if interrupted == 0 {
		t.Error("no kill left a store that is not whole: the test proves nothing")
	}
}

// unfinished reports whether the store is one that a restore left unfinished,
// which nobody opens. Otherwise it is empty, or whole.
func (o *operator) unfinished(bookings int) bool {
	o.t.Helper()
	_, beside := sqlite.Open(o.t.Context(), sqlite.Config{Path: storeFile(o.path("data")), Beside: true})
	s, err := sqlite.Open(o.t.Context(), sqlite.Config{Path: storeFile(o.path("data"))})
	if errors.Is(err, sqlite.ErrRestoring) {
		if !errors.Is(beside, sqlite.ErrRestoring) {
			o.t.Errorf("beside it is opened: %v", beside)
		}
		return true
	}
	if err != nil {
		o.t.Fatal(err)
	}
	defer s.Close()
	counts, err := s.Counts(o.t.Context(), "booked")
	if n, there := counts["booked"]; err != nil || there && n != int64(bookings) {
		o.t.Errorf("it counts %d bookings, %v", n, err)
	}
	all, err := s.List(o.t.Context(), scheduling.Query{Kind: "booking", Limit: bookings + 1})
	if err != nil || len(all) != 0 && len(all) != bookings {
		o.t.Errorf("it is opened with %d bookings, %v", len(all), err)
	}
	return false
}

func TestKilledWhileBackingUp(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	o.fill(50)
	dir := o.path("backups")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	killed := 0
	for nth := 1; killedAt(t, nth, "backup", "-config", o.config, "-to", dir); nth++ {
		killed++
		for _, name := range files(t, dir) {
			if strings.HasSuffix(name, backupSuffix) { // whatever has the name is whole
				o.whole(filepath.Join(dir, name))
			}
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	o.holds(50)
	if killed < 2 {
		t.Errorf("killed %d times only: the test proves too little", killed)
	}
}

// whole fails unless a backup can be read to its end.
func (o *operator) whole(path string) {
	o.t.Helper()
	ids, err := readIdentities(o.identity)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := (&backup{identities: ids}).opens(path); err != nil {
		o.t.Error(err)
	}
}
