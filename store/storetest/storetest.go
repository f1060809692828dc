// Package storetest is the suite that every scheduling.Store must pass. Each
// case states one sentence of the Store's contract and proves it on an empty
// store. It does not test durability: that needs a process to kill, and stands
// beside each implementation.
package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"escale/scheduling"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Run proves the contract on the stores that open returns: empty ones, with
// clock as their machine time.
func Run(t *testing.T, open func(t *testing.T, clock func() time.Time) scheduling.Store) {
	t.Run("random walks", func(t *testing.T) { walks(t, open) })
	t.Run("histories", func(t *testing.T) { histories(t, open) })
	for group, cases := range groups() {
		t.Run(group, func(t *testing.T) {
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					k := &clock{now: start()}
					c.try(&bench{T: t, Store: open(t, k.Now), clock: k})
				})
			}
		})
	}
}

func groups() map[string][]example {
	return map[string][]example{
		"commands": commands(), "records": records(), "values": values(), "versions": versions(),
		"claims": claims(), "touching": touching(), "seats": seating(), "asks": asks(),
		"due": dues(), "standing of work": standing(), "outbox": outbox(), "state of a chat": chatStates(),
		"counters": counters(), "order": order(), "atomicity": atomicity(), "part by part": partByPart(),
		"races": races(),
	}
}

// example is one case, named for what must be true.
type example struct {
	name string
	try  func(b *bench)
}

// start is machine time at the beginning of each case.
func start() time.Time { return time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC) }

type clock struct {
	mu  sync.Mutex // guards now
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) push(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// bench is what a case works on.
type bench struct {
	*testing.T
	scheduling.Store
	clock *clock
	mu    sync.Mutex // guards last
	last  int
}

// ctx is the test's, so that no case outlives it.
func (b *bench) ctx() context.Context { return b.Context() }

// try applies the change, under a new command id unless it brings one.
func (b *bench) try(c scheduling.Change) (scheduling.Result, error) {
	if c.Command == "" {
		b.mu.Lock()
		b.last++
		c.Command = "in/test/" + strconv.Itoa(b.last)
		b.mu.Unlock()
	}
	return b.Apply(b.ctx(), c)
}

// must applies the change, which has to succeed.
func (b *bench) must(c scheduling.Change) scheduling.Result {
	b.Helper()
	r, err := b.try(c)
	if err != nil {
		b.Fatalf("apply: %v", err)
	}
	return r
}

// refused applies the change, which has to fail with want.
func (b *bench) refused(want error, c scheduling.Change) {
	b.Helper()
	if _, err := b.try(c); !errors.Is(err, want) {
		b.Fatalf("apply: got error %v, want %v", err, want)
	}
}

// same fails unless got is want; nil and empty slices are alike.
func (b *bench) same(what string, want, got any) {
	b.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		b.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

func (b *bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// is fails unless err is want.
func (b *bench) is(want, err error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Fatalf("got error %v, want %v", err, want)
	}
}

// onResource lists the claims on one resource.
func (b *bench) onResource(resource string, window scheduling.Interval, now time.Time) ([]scheduling.Claim, error) {
	all, err := b.Claims(b.ctx(), []scheduling.Ask{{Resource: resource, Window: window}}, now)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}
