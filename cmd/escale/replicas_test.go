package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"escale/store/sqlite"
)

// handClock is machine time that the test moves.
type handClock struct{ now atomic.Int64 }

func (c *handClock) Now() time.Time       { return time.Unix(0, c.now.Load()).UTC() }
func (c *handClock) push(d time.Duration) { c.now.Add(int64(d)) }

// crew returns processes that share one store; a beat is short, and their clock
// stands still until it is pushed.
func crew(t *testing.T, names ...string) (*handClock, []*replicas) {
	t.Helper()
	clock := &handClock{}
	clock.push(time.Duration(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).UnixNano()))
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	var all []*replicas
	for _, name := range names {
		all = append(all, &replicas{
			store: store, clock: clock.Now, owner: name, beat: 5 * time.Millisecond, log: slog.New(slog.DiscardHandler),
		})
	}
	return clock, all
}

func TestARoleIsOneReplicasUntilItFallsSilent(t *testing.T) {
	clock, all := crew(t, "a", "b")
	a, b := all[0], all[1]
	if !a.take(t.Context(), "poll") || b.take(t.Context(), "poll") {
		t.Fatal("the role is not the first's alone")
	}
	clock.push(beats*a.beat - time.Millisecond)
	if b.take(t.Context(), "poll") {
		t.Fatal("the role was taken before its time")
	}
	if !a.take(t.Context(), "poll") {
		t.Fatal("the role was not renewed")
	}
	clock.push(beats * a.beat)
	if !b.take(t.Context(), "poll") || a.take(t.Context(), "poll") {
		t.Fatal("the role of one that fell silent did not pass on")
	}
	if !b.take(t.Context(), "another") {
		t.Fatal("one role stood in the way of another")
	}
}

func TestReplicasCountEachOther(t *testing.T) {
	clock, all := crew(t, "a", "b", "c")
	count := func() (n int) {
		for _, r := range all {
			if err := r.show(t.Context()); err != nil {
				t.Fatal(err)
			}
			n = r.count()
		}
		return n
	}
	if got := count(); got != 3 {
		t.Fatalf("%d replicas, want 3", got)
	}
	if err := all[2].depart(t.Context()); err != nil {
		t.Fatal(err)
	}
	all = all[:2]
	if got := count(); got != 2 {
		t.Fatalf("%d replicas after one went, want 2", got)
	}
	clock.push(beats*all[0].beat + time.Millisecond)
	all = all[:1]
	if got := count(); got != 1 {
		t.Fatalf("%d replicas after one fell silent, want 1", got)
	}
	if got := (*replicas)(nil).count(); got != 1 {
		t.Fatalf("a process with a store to itself counts %d", got)
	}
}

func TestTheWorkOfARoleEndsWithIt(t *testing.T) {
	clock, all := crew(t, "a", "b")
	began, ended := make(chan string, 4), make(chan string, 4)
	work := func(name string) func(context.Context) {
		return func(ctx context.Context) {
			began <- name
			<-ctx.Done()
			ended <- name
		}
	}
	first, stopFirst := context.WithCancel(t.Context())
	done := make(chan struct{}, 2)
	go func() { all[0].alone(first, "poll", work("a")); done <- struct{}{} }()
	if got := <-began; got != "a" {
		t.Fatalf("%s began", got)
	}
	second, stopSecond := context.WithCancel(t.Context())
	go func() { all[1].alone(second, "poll", work("b")); done <- struct{}{} }()

	stopFirst() // in order: nobody waits until the role runs out, the clock stands still
	if got := <-ended; got != "a" {
		t.Fatalf("%s ended", got)
	}
	<-done
	if got := <-began; got != "b" {
		t.Fatalf("%s began", got)
	}

	// Another takes the role over, as it does from one that was paused.
	stolen := all[0]
	clock.push(beats * stolen.beat)
	for !stolen.take(t.Context(), "poll") {
		clock.push(beats * stolen.beat)
	}
	if got := <-ended; got != "b" {
		t.Fatalf("%s ended", got)
	}
	stopSecond()
	<-done
}
