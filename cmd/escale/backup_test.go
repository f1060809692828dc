package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/archive"
	"escale/store/archive/archivetest"
	"escale/store/seal"
	"escale/store/sqlite"
)

// operator has an installation that doesn't run, and a key pair for its backups.
type operator struct {
	t        *testing.T
	dir      string
	config   string
	identity string
}

func newOperator(t *testing.T) *operator {
	t.Helper()
	o := &operator{t: t, dir: t.TempDir()}
	o.identity = filepath.Join(o.dir, "identity")
	o.config = filepath.Join(o.dir, "escale.yaml")
	made := o.run("backup", "-new-identity", o.identity)
	recipients, _, _ := strings.Cut(made.out, "\n")
	if made.code != 0 || !strings.HasPrefix(recipients, "backup_recipients: age1") {
		t.Fatalf("-new-identity ends with %d and says %q %q", made.code, made.out, made.err)
	}
	writeFile(t, filepath.Join(o.dir, "master.key"), base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))+"\n")
	if err := os.Chmod(filepath.Join(o.dir, "master.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.configure("installation: essai.escale.example", "master_key_file: master.key", recipients)
	return o
}

func (o *operator) configure(lines ...string) {
	o.t.Helper()
	writeFile(o.t, o.config, "data: data\n"+strings.Join(lines, "\n")+"\n")
}

// run runs a command within the test.
func (o *operator) run(args ...string) execution {
	var out, complaints strings.Builder
	code := run(o.t.Context(), args, console{in: strings.NewReader(""), out: &out, err: &complaints})
	return execution{out.String(), complaints.String(), code}
}

// must runs a command that has to succeed.
func (o *operator) must(args ...string) execution {
	o.t.Helper()
	e := o.run(args...)
	if e.code != 0 {
		o.t.Fatalf("escale %s ends with %d: %s", strings.Join(args, " "), e.code, e.err)
	}
	return e
}

func (o *operator) path(name string) string { return filepath.Join(o.dir, name) }

// store opens the store of the installation.
func (o *operator) store(restore bool) *sqlite.Store {
	o.t.Helper()
	s, err := sqlite.Open(o.t.Context(), sqlite.Config{Path: storeFile(o.path("data")), Restore: restore})
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// fill makes a store with what some bookings leave.
func (o *operator) fill(bookings int) {
	o.t.Helper()
	s := o.store(true)
	if err := errors.Join(s.Load(o.t.Context(), archivetest.Content(5, bookings)), s.Close()); err != nil {
		o.t.Fatal(err)
	}
}

// holds fails unless the store holds what so many bookings leave.
func (o *operator) holds(bookings int) {
	o.t.Helper()
	s := o.store(false)
	defer s.Close()
	archivetest.Alike(o.t, archivetest.Content(5, bookings), s.Dump(o.t.Context()))
}

func (o *operator) away() {
	o.t.Helper()
	if err := os.RemoveAll(o.path("data")); err != nil {
		o.t.Fatal(err)
	}
}

// files lists the files in a folder, by name.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestABackupIsRestored(t *testing.T) {
	o := newOperator(t)
	o.fill(200)
	said := o.must("backup", "-config", o.config, "-to", o.path("one.age"), "-identity", o.identity).out
	if !strings.HasPrefix(said, o.path("one.age")+": 1101 records, ") {
		t.Errorf("backup says %q", said)
	}
	if info, err := os.Stat(o.path("one.age")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
	o.away()
	said = o.must("restore", "-config", o.config, "-identity", o.identity, o.path("one.age")).out
	if !strings.Contains(said, "Restored what essai.escale.example held") || !strings.Contains(said, ": 1101 records, ") {
		t.Errorf("restore says %q", said)
	}
	o.holds(200)
}

func TestABackupReplacesNoFile(t *testing.T) {
	o := newOperator(t)
	o.fill(1)
	writeFile(t, o.path("precious"), "precious")
	e := o.run("backup", "-config", o.config, "-to", o.path("precious"))
	if b, err := os.ReadFile(o.path("precious")); e.code != 1 || !strings.Contains(e.err, "there already") || err != nil || string(b) != "precious" {
		t.Errorf("backup ends with %d, says %q, and leaves %q, %v", e.code, e.err, b, err)
	}
	if e := o.run("backup", "-config", o.config, "-to", o.path("none/file.age")); e.code != 1 || !strings.Contains(e.err, "no such file or directory") {
		t.Errorf("into a folder that is none: %d, %q", e.code, e.err)
	}
	if e := o.run("backup", "-config", o.config, "-to", o.path("none")); e.code != 1 || !strings.Contains(e.err, "make it, or name a file that ends in .age") {
		t.Errorf("where a folder was forgotten: %d, %q", e.code, e.err)
	}
}

func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	broken := errors.New("broken")
	fine := func(string) error { return nil }
	for name, c := range map[string]struct {
		write func(io.Writer) error
		check func(string) error
	}{
		"while writing": {func(w io.Writer) error {
			_, err := w.Write([]byte("half"))
			return errors.Join(err, broken)
		}, fine},
		"while checking": {func(io.Writer) error { return nil }, func(string) error { return broken }},
	} {
		dir := t.TempDir()
		if _, err := writeWhole(filepath.Join(dir, "a"), c.write, c.check); !errors.Is(err, broken) || len(files(t, dir)) != 0 {
			t.Errorf("%s: %v leaves %v", name, err, files(t, dir))
		}
	}
	dir := t.TempDir()
	// What the disk gave back is not what was written.
	spoil := func(w io.Writer) error {
		_, err := w.Write([]byte("text"))
		return errors.Join(err, os.WriteFile(filepath.Join(dir, files(t, dir)[0]), []byte("t3xt"), 0o600))
	}
	if _, err := writeWhole(filepath.Join(dir, "a"), spoil, fine); err == nil || len(files(t, dir)) != 0 {
		t.Errorf("spoilt by the disk: %v leaves %v", err, files(t, dir))
	}
}

func TestBackupsExpire(t *testing.T) {
	o := newOperator(t)
	o.fill(1)
	dir := o.path("backups")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	ago := func(days int) string { return time.Now().UTC().AddDate(0, 0, -days).Format(stamped) }
	kept := []string{
		"essai.escale.example-" + ago(34) + backupSuffix,
		"autre.escale.example-" + ago(90) + backupSuffix,
		"essai.escale.example-" + ago(90) + ".age",
		"essai.escale.example-notes" + backupSuffix,
		".escale-1.partial",
	}
	for _, name := range append(kept, "essai.escale.example-"+ago(36)+backupSuffix, "essai.escale.example-"+ago(900)+backupSuffix, ".escale-2.partial") {
		writeFile(t, filepath.Join(dir, name), "x")
	}
	old := time.Now().AddDate(0, 0, -40)
	if err := os.Chtimes(filepath.Join(dir, ".escale-2.partial"), old, old); err != nil {
		t.Fatal(err)
	}
	// One that fails lets none go.
	o.away()
	if e := o.run("backup", "-config", o.config, "-to", dir); e.code != 1 || len(files(t, dir)) != len(kept)+3 {
		t.Errorf("a backup of nothing: %d, %q; there are %v", e.code, e.err, files(t, dir))
	}
	o.fill(1)
	said := o.must("backup", "-config", o.config, "-to", dir).out
	if !strings.Contains(said, "2 older than 35 days removed") {
		t.Errorf("backup says %q", said)
	}
	there := map[string]bool{}
	for _, name := range files(t, dir) {
		there[name] = true
	}
	for _, name := range append(kept, ledgerCopy) {
		if !there[name] {
			t.Errorf("%s is gone", name)
		}
	}
	if len(there) != len(kept)+2 { // the ledger and the new one
		t.Errorf("there are %v", files(t, dir))
	}
}

// knows is a store that knows two parents, made by the vault.
func (o *operator) knows(ctx context.Context) (stays, erased string) {
	o.t.Helper()
	s := o.store(false)
	defer s.Close()
	vault, err := seal.New(seal.Config{Store: s, Master: [32]byte(bytes.Repeat([]byte{7}, 32))})
	if err != nil {
		o.t.Fatal(err)
	}
	var parents [2]string
	for i := range parents {
		if parents[i], err = vault.NewParent(ctx); err != nil {
			o.t.Fatal(err)
		}
		c := scheduling.Change{Command: parents[i], Put: []scheduling.Record{
			{Key: scheduling.Key{Kind: "conversation", ID: "of-" + parents[i]}, Tags: []string{"parent:" + parents[i]}},
			{Key: scheduling.Key{Kind: "webchat", ID: "of-" + parents[i]}, Tags: []string{"conversation:of-" + parents[i]}},
		}}
		if _, err := s.Apply(ctx, c); err != nil {
			o.t.Fatal(err)
		}
	}
	return parents[0], parents[1]
}

func TestWhoErasedEverythingStaysErasedAfterARestore(t *testing.T) {
	for name, ledger := range map[string]string{"noted here": "data/erased.ids", "noted beside the backup": "erased.ids"} {
		t.Run(name, func(t *testing.T) {
			o := newOperator(t)
			stays, erased := o.knows(t.Context())
			o.must("backup", "-config", o.config, "-to", o.path("one.age"))
			o.away()
			if err := seal.NewLedger(o.path(ledger), time.Now).Add(erased); err != nil {
				t.Fatal(err)
			}
			said := o.must("restore", "-config", o.config, "-identity", o.identity, o.path("one.age")).out
			if !strings.Contains(said, "Of 1 parents who erased their data since, 1 were in the backup") {
				t.Errorf("restore says %q", said)
			}
			s := o.store(false)
			defer s.Close()
			got, err := archivetest.Gather(s.Dump(t.Context()))
			if err != nil || len(got) != 3+4 { // the keys' and the records' commands stay
				t.Errorf("%d entries, %v", len(got), err)
			}
			for _, e := range got {
				if r, ok := e.(*archive.Record); ok && !strings.HasSuffix(r.ID, stays) {
					t.Errorf("%s %s is back", r.Kind, r.ID)
				}
			}
			b, err := os.ReadFile(storeFile(o.path("data")))
			if err != nil || bytes.Contains(b, []byte("of-"+erased)) {
				t.Errorf("the file knows her still, %v", err)
			}
		})
	}
}

// TestAMachineThatIsLostForgetsNoErasure: who erased everything on the machine
// that was lost stays erased on the next ones, whichever backup they get.
func TestAMachineThatIsLostForgetsNoErasure(t *testing.T) {
	o := newOperator(t)
	_, erased := o.knows(t.Context())
	dir := o.path("backups")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	before := filepath.Join(dir, "before.age")
	o.must("backup", "-config", o.config, "-to", before)
	ledger := seal.NewLedger(o.path("data/erased.ids"), time.Now)
	for round, id := range []string{erased, strings.Repeat("a", 26)} {
		if err := ledger.Add(id); err != nil {
			t.Fatal(err)
		}
		o.must("backup", "-config", o.config, "-to", dir)
		if err := os.RemoveAll(o.path("data")); err != nil { // the machine is lost
			t.Fatal(err)
		}
		said := o.must("restore", "-config", o.config, "-identity", o.identity, before).out
		if !strings.Contains(said, ", 1 were in the backup") {
			t.Errorf("restore %d says %q", round, said)
		}
		for _, name := range files(t, dir) { // two of one second have one name
			if strings.HasSuffix(name, backupSuffix) {
				if err := os.Remove(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if known, err := ledger.All(); err != nil || len(known) != 2 {
		t.Errorf("the last machine knows %v, %v", known, err)
	}
}
