package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// Work and messages that a process had claimed when it died are there at once
// for the next one, under any name; the fence of the dead one no longer holds.
func TestNothingWaitsForADeadProcess(t *testing.T) {
	ctx, now := t.Context(), time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	config := sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: func() time.Time { return now }}
	first, err := sqlite.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	_, err = first.Apply(ctx, scheduling.Change{
		Command: "c1",
		Due:     []scheduling.Due{{ID: "d1", Kind: "publish", At: now, Clock: scheduling.MachineTime}},
		Outbox:  []scheduling.Outgoing{{ID: "m1", Chat: "c/web", Channel: "web", Class: scheduling.Reply, LeasedTo: "first", LeaseUntil: now.Add(time.Hour)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	claimed, err := first.ClaimDue(ctx, "first", now, now, time.Hour, 10)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %v, %v", claimed, err)
	}
	if sent, err := first.ClaimOutbox(ctx, "first", "", now, time.Hour, 10); err != nil || len(sent) != 1 {
		t.Fatalf("claimed %v, %v", sent, err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := sqlite.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if due, err := second.ClaimDue(ctx, "second", now, now, time.Hour, 10); err != nil || len(due) != 1 || due[0].Try != claimed[0].Try+1 {
		t.Errorf("due work after the restart: %v, %v", due, err)
	}
	if sent, err := second.ClaimOutbox(ctx, "second", "", now, time.Hour, 10); err != nil || len(sent) != 1 {
		t.Errorf("messages after the restart: %v, %v", sent, err)
	}
}
