package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"testing"

	"escale/scheduling"
)

// TestChangesGoOnWhileACheckpointWaitsForADump: a dump that is being read keeps
// the log from being emptied; whoever books meanwhile waits for neither, and once
// it was read nothing holds what was deleted.
func TestChangesGoOnWhileACheckpointWaitsForADump(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "escale.db"), nil)
	secret := "secret-" + strings.Repeat("x", 40)
	k := scheduling.Key{Kind: "key", ID: "p"}
	apply := func(c scheduling.Change) {
		t.Helper()
		if _, err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	apply(scheduling.Change{Command: "1", Put: []scheduling.Record{{Key: k, Data: []byte(secret)}}, Count: map[string]int64{"n": 1}})
	next, stop := iter.Pull2(s.Dump(t.Context()))
	defer stop()
	if _, err, ok := next(); err != nil || !ok {
		t.Fatalf("dump: %v", err)
	}
	apply(scheduling.Change{Command: "2", Delete: []scheduling.Key{k}})
	done := make(chan error, 1)
	go func() { done <- s.Checkpoint(t.Context()) }()
	for i := range 40 {
		apply(scheduling.Change{Command: fmt.Sprint("booking-", i)})
		select {
		case err := <-done:
			t.Fatalf("the checkpoint answered while the log was held, after %d changes: %v", i+1, err)
		default:
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if inFiles(t, dir, secret) {
		t.Error("a file still holds what was deleted")
	}
}

// What a caller can't wait for is not reported as done.
func TestACheckpointThatIsLeftIsNotDone(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "escale.db"), nil)
	count := scheduling.Change{Command: "1", Count: map[string]int64{"n": 1}}
	if _, err := s.Apply(t.Context(), count); err != nil {
		t.Fatal(err)
	}
	next, stop := iter.Pull2(s.Dump(t.Context()))
	defer stop()
	if _, err, ok := next(); err != nil || !ok {
		t.Fatalf("dump: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Checkpoint(ctx) }()
	count.Command = "2"
	if _, err := s.Apply(t.Context(), count); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that it was left", err)
	}
}
