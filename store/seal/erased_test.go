package seal_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/store/seal"

	"github.com/google/go-cmp/cmp"
)

// parentID is an id as NewParent makes them.
func parentID(letter string) string { return strings.Repeat(letter, 26) }

func TestTheLedgerRemembersWhoWasErased(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "erased.ids")
	now := time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC)
	l := seal.NewLedger(dir, func() time.Time { return now })
	remembers := func(want ...string) {
		t.Helper()
		all := map[string]bool{}
		for _, letter := range want {
			all[parentID(letter)] = true
		}
		got, err := seal.NewLedger(dir, nil).All()
		if diff := cmp.Diff(all, got); diff != "" || err != nil {
			t.Errorf("%v, (-want +got):\n%s", err, diff)
		}
	}
	add := func(letter string) {
		t.Helper()
		if err := l.Add(parentID(letter)); err != nil {
			t.Fatal(err)
		}
	}
	trim := func(before time.Time) {
		t.Helper()
		if err := l.Trim(before); err != nil {
			t.Fatal(err)
		}
	}
	remembers()
	trim(now)
	add("a")
	now = now.Add(2 * time.Hour)
	add("b")
	add("b")
	remembers("a", "b")
	trim(time.Date(2026, 1, 31, 23, 59, 0, 0, time.UTC))
	remembers("a", "b")
	trim(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))
	remembers("b")
}

func TestALineTornByAPowerCutIsPassedOver(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	l := seal.NewLedger(dir, func() time.Time { return now })
	line := "2026-01-01 " + parentID("x")
	for n := range len(line) {
		if err := os.WriteFile(filepath.Join(dir, "2026-01"), []byte(line[:n]), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := l.Add(parentID("a")); err != nil {
			t.Fatal(err)
		}
		if all, err := l.All(); err != nil || len(all) != 1 || !all[parentID("a")] {
			t.Fatalf("after %q: %v, %v", line[:n], all, err)
		}
	}
}

func TestAnAlteredLedgerIsRefused(t *testing.T) {
	dir := t.TempDir()
	for _, line := range []string{"2026-01-01 " + parentID("x") + "x", "hello", "2026-01-01 " + parentID("X"), "2026/01/01 " + parentID("x")} {
		path := filepath.Join(dir, "2026-01")
		if err := os.WriteFile(path, []byte("2026-01-01 "+parentID("a")+"\n"+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.NewLedger(dir, nil).All(); err == nil || !strings.Contains(err.Error(), path+", line 2") {
			t.Errorf("%q: got %v, want the file and the line", line, err)
		}
	}
	if err := seal.NewLedger(dir, time.Now).Add("somebody"); err == nil {
		t.Error("what is no parent's id was noted")
	}
}

func TestManyWriteToTheLedgerAtOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for letter := range strings.SplitSeq("abcdefghijklmnop", "") {
		all.Go(func() {
			if err := seal.NewLedger(dir, time.Now).Add(parentID(letter)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, err := seal.NewLedger(dir, nil).All(); err != nil || len(got) != 16 {
		t.Errorf("%d of 16 remembered: %v", len(got), err)
	}
}
