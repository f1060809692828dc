package archivetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/archive"
)

func notFilled(t *testing.T, open func(t *testing.T) Kept) {
	for what, c := range map[string]scheduling.Change{
		"a record":  {Command: "c", Put: []scheduling.Record{{Key: note("a")}, {Key: note("b")}}},
		"a command": {Command: "c"},
	} {
		s := open(t)
		b := &bench{T: t, Store: s}
		b.must(c)
		before, err := Gather(s.Dump(t.Context()))
		b.ok(err)
		b.is(archive.ErrNotEmpty, s.Load(t.Context(), Content(1, 5)))
		after, err := Gather(s.Dump(t.Context()))
		b.ok(err)
		b.same(what+" stays", before, after)
	}
}

var errBroken = errors.New("broken here")

// cut gives n entries, then calls what happens.
func cut(entries iter.Seq2[archive.Entry, error], n int, then func(yield func(archive.Entry, error) bool)) iter.Seq2[archive.Entry, error] {
	return func(yield func(archive.Entry, error) bool) {
		given := 0
		for e, err := range entries {
			if given == n {
				then(yield)
				return
			}
			if given++; !yield(e, err) {
				return
			}
		}
	}
}

// empty fails unless nothing is there and the store can be filled.
func empty(t *testing.T, s Kept) {
	t.Helper()
	if there, err := Gather(s.Dump(t.Context())); err != nil || len(there) > 0 {
		t.Fatalf("%d entries are left, %v", len(there), err)
	}
	load(t, s, Content(3, 20))
	Alike(t, Content(3, 20), s.Dump(t.Context()))
}

func brokenArchive(t *testing.T, open func(t *testing.T) Kept) {
	for _, n := range []int{0, 1, 700} {
		s := open(t)
		err := s.Load(t.Context(), cut(Content(1, 100), n, func(yield func(archive.Entry, error) bool) { yield(nil, errBroken) }))
		if !errors.Is(err, errBroken) {
			t.Errorf("broken after %d entries: %v", n, err)
		}
		empty(t, s)
	}
}

func givenUp(t *testing.T, open func(t *testing.T) Kept) {
	s := open(t)
	ctx, giveUp := context.WithCancel(t.Context())
	endless := func(yield func(archive.Entry, error) bool) {
		for n := range 100_000_000 {
			if n == 700 {
				giveUp()
			}
			if !yield(&archive.Counter{Name: fmt.Sprint("n", n)}, nil) {
				return
			}
		}
	}
	if err := s.Load(ctx, endless); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	empty(t, s)
}

func twice(t *testing.T, open func(t *testing.T) Kept) {
	for _, e := range []archive.Entry{
		&archive.Record{Key: note("a"), Version: 1, Tags: []string{"t"}},
		&archive.Command{ID: "c", At: start()},
		&archive.Counter{Name: "n", N: 2},
		&archive.Claim{Owner: "o", Resource: "r", Capacity: 1, Interval: scheduling.Interval{Start: start(), End: start().Add(time.Hour)}},
		&archive.Work{Due: scheduling.Due{ID: "w", Clock: scheduling.MachineTime, At: start()}},
		&archive.Message{ID: "m", Chat: "c", Seq: 4},
		&archive.Chat{ID: "c", Rest: start()},
	} {
		s := open(t)
		err := s.Load(t.Context(), func(yield func(archive.Entry, error) bool) {
			for range 2 {
				if !yield(e, nil) {
					return
				}
			}
		})
		if err == nil {
			t.Errorf("%s was taken twice", name(e))
			continue
		}
		empty(t, s)
	}
}
