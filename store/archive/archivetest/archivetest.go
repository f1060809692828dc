// Package archivetest is the suite that every store must pass which can be backed
// up and filled: what archive.Source and archive.Sink say, case by case.
package archivetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/archive"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Kept is a store that can be backed up and filled.
type Kept interface {
	scheduling.Store
	archive.Source
	archive.Sink
}

// Run proves what archive.Source and archive.Sink say on the stores that
// open returns: empty ones, opened for a restore.
func Run(t *testing.T, open func(t *testing.T) Kept) {
	for name, try := range map[string]func(*testing.T, func(t *testing.T) Kept){
		"what is loaded is what was dumped":            roundTrip,
		"what is loaded works":                         loadedWorks,
		"leases are given back":                        leasesGivenBack,
		"a dump is as of one instant":                  oneInstant,
		"what holds something is not filled":           notFilled,
		"what can't be read whole leaves nothing":      brokenArchive,
		"who gives up in the middle leaves nothing":    givenUp,
		"what is there twice leaves nothing":           twice,
		"a dump may be left off, and begun once again": leftOff,
	} {
		t.Run(name, func(t *testing.T) { try(t, open) })
	}
}

// bench is what a case works on.
type bench struct {
	*testing.T
	scheduling.Store
}

func (b *bench) ctx() context.Context { return b.Context() }

// must applies a change, which has to succeed.
func (b *bench) must(c scheduling.Change) scheduling.Result {
	b.Helper()
	r, err := b.try(c)
	b.ok(err)
	return r
}

func (b *bench) try(c scheduling.Change) (scheduling.Result, error) {
	if c.Command == "" {
		c.Command = rand.Text()
	}
	return b.Apply(b.ctx(), c)
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

func note(id string) scheduling.Key { return scheduling.Key{Kind: "note", ID: id} }

func load(t *testing.T, s Kept, entries iter.Seq2[archive.Entry, error]) {
	t.Helper()
	if err := s.Load(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

// Alike fails unless two stores, or a store and what it was filled with, hold
// the same.
func Alike(t *testing.T, want, got iter.Seq2[archive.Entry, error]) {
	t.Helper()
	a, err := Gather(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Gather(got)
	if err != nil {
		t.Fatal(err)
	}
	if len(a) != len(b) {
		t.Errorf("%d entries, want %d", len(b), len(a))
	}
	for i := range min(len(a), len(b)) {
		if reflect.DeepEqual(a[i], b[i]) {
			continue // as good as all are; cmp takes its time
		}
		if diff := cmp.Diff(a[i], b[i], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", name(a[i]), diff)
		}
	}
}

func roundTrip(t *testing.T, open func(t *testing.T) Kept) {
	one, other := open(t), open(t)
	load(t, one, Content(1, 500))
	Alike(t, Content(1, 500), one.Dump(t.Context()))
	load(t, other, one.Dump(t.Context()))
	Alike(t, Content(1, 500), other.Dump(t.Context()))
}

func loadedWorks(t *testing.T, open func(t *testing.T) Kept) {
	b := &bench{T: t, Store: filled(t, open)}
	r, err := b.Get(b.ctx(), scheduling.Key{Kind: "booking", ID: "b0000003"})
	b.ok(err)
	found, err := b.List(b.ctx(), scheduling.Query{Kind: "booking", Tag: "family:f0000001"})
	b.ok(err)
	b.same("a family's bookings", 2, len(found))
	_, err = b.try(scheduling.Change{Put: []scheduling.Record{{Key: r.Key, Version: r.Version - 1}}})
	b.is(scheduling.ErrStale, err)
	b.must(scheduling.Change{Put: []scheduling.Record{{Key: r.Key, Version: r.Version, Tags: []string{"new"}}}})
	b.same("its old tags lead to it no more", 1, len(listed(b, "family:f0000001")))
	again := b.must(scheduling.Change{Command: "c0000003/7/0"})
	b.same("a command's first outcome", scheduling.Result{Outcome: []byte(`{"code":"ok","booking":"b0000003"}`), Repeated: true}, again)
	b.must(scheduling.Change{Count: map[string]int64{"booked": 2}})
	counts, err := b.Counts(b.ctx(), "booked")
	b.ok(err)
	b.same("counters", map[string]int64{"booked": 202}, counts)
	late := start().AddDate(10, 0, 0)
	works, err := b.ClaimDue(b.ctx(), "r", late, late, time.Hour, 1e6)
	b.ok(err)
	dead, err := b.Dead(b.ctx())
	b.ok(err)
	b.same("due and dead", []int{392, 8}, []int{len(works), len(dead)})
	for _, w := range works {
		if (w.LastError != "") != (w.Try == 4) || !slices.Contains([]int{1, 3, 4}, w.Try) {
			t.Errorf("%s is tried for the %dth time after %q", w.ID, w.Try, w.LastError)
		}
	}
	messages, err := b.ClaimOutbox(b.ctx(), "r", "", late, time.Hour, 1e6)
	b.ok(err)
	waiting := 0
	for e := range Content(2, 200) {
		if _, ok := e.(*archive.Message); ok {
			waiting++
		}
	}
	b.same("letters", waiting, len(messages))
	for i, m := range messages[1:] {
		if m.Chat == messages[i].Chat && m.Seq <= messages[i].Seq || m.Try < 1 {
			t.Errorf("%s comes after %s", m.ID, messages[i].ID)
		}
	}
}

func filled(t *testing.T, open func(t *testing.T) Kept) Kept {
	s := open(t)
	load(t, s, Content(2, 200))
	return s
}

func listed(b *bench, tag string) []scheduling.Record {
	b.Helper()
	found, err := b.List(b.ctx(), scheduling.Query{Kind: "booking", Tag: tag})
	b.ok(err)
	return found
}

func leasesGivenBack(t *testing.T, open func(t *testing.T) Kept) {
	one, other := open(t), open(t)
	b := &bench{T: t, Store: one}
	now := start()
	b.must(scheduling.Change{
		Due: []scheduling.Due{
			{ID: "claimed", At: now, Clock: scheduling.MachineTime},
			{ID: "born", At: now.Add(time.Second), Clock: scheduling.MachineTime, LeasedTo: "one", LeaseUntil: now.Add(time.Hour)},
		},
		Outbox: []scheduling.Outgoing{{ID: "m1", Chat: "a", Class: scheduling.Reply, LeasedTo: "one", LeaseUntil: now.Add(time.Hour)}, {ID: "m2", Chat: "a", Class: scheduling.Reply}},
	})
	_, err := b.ClaimDue(b.ctx(), "one", now, now, time.Hour, 1)
	b.ok(err)
	_, err = b.ClaimOutbox(b.ctx(), "one", "", now, time.Hour, 1)
	b.ok(err)
	load(t, other, one.Dump(t.Context()))
	works, err := other.ClaimDue(t.Context(), "other", now.Add(time.Minute), now.Add(time.Minute), time.Hour, 10)
	b.ok(err)
	messages, err := other.ClaimOutbox(t.Context(), "other", "", now, time.Hour, 10)
	b.ok(err)
	var got []string
	for _, w := range works {
		got = append(got, fmt.Sprint(w.ID, " ", w.Try))
	}
	for _, m := range messages {
		got = append(got, fmt.Sprint(m.ID, " ", m.Try))
	}
	b.same("works and messages, and their tries", []string{"claimed 2", "born 1", "m1 2", "m2 1"}, got)
}

// oneInstant dumps while writers change pairs of records, each pair together with
// a counter and a work of its own: a dump that saw half of a change would show it.
func oneInstant(t *testing.T, open func(t *testing.T) Kept) {
	s := open(t)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	defer writers.Wait()
	defer stop()
	var changes atomic.Int64
	for w := range 4 {
		writers.Go(func() {
			for n := int64(0); ctx.Err() == nil; n++ {
				if err := changePair(ctx, s, fmt.Sprint(w, "-", n%25), n/25); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
				changes.Add(1)
			}
		})
	}
	for range 6 {
		await(t, &changes, 40)
		if whole := pairs(t, s.Dump(ctx), func() { await(t, &changes, 2) }); whole == 0 {
			t.Error("a dump without a pair proves nothing")
		}
	}
}

// await waits until the writers have made so many changes more.
func await(t *testing.T, changes *atomic.Int64, more int64) {
	t.Helper()
	late := time.After(90 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for want := changes.Load() + more; changes.Load() < want; {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("nobody writes any more")
		}
	}
}

// changePair puts two records at their nth version, and everything that goes with
// them; or, every seventh time, takes them out.
func changePair(ctx context.Context, s scheduling.Store, pair string, n int64) error {
	one, other := scheduling.Key{Kind: "one", ID: pair}, scheduling.Key{Kind: "two", ID: pair}
	c := scheduling.Change{Command: fmt.Sprint("pair/", pair, "/", n), Count: map[string]int64{"pair/" + pair: 1}, Drop: []string{pair}, Release: []string{pair}, Silence: []string{"chat/" + pair}}
	version := n % 7
	if version == 6 {
		c.Delete = []scheduling.Key{one, other}
	} else {
		data := fmt.Append(nil, n)
		c.Put = []scheduling.Record{{Key: one, Version: version, Data: data, Tags: []string{"t"}}, {Key: other, Version: version, Data: data}}
		c.Due = []scheduling.Due{{ID: "due/" + pair, Subject: pair, At: start(), Clock: scheduling.MachineTime, Data: data}}
		at := start().Add(time.Duration(n) * time.Hour)
		c.Claims = []scheduling.Claim{{Owner: pair, Resource: "r/" + pair, Capacity: 1, Interval: scheduling.Interval{Start: at, End: at.Add(time.Hour)}}}
		c.Outbox = []scheduling.Outgoing{{ID: fmt.Sprint(pair, "/", n), Chat: "chat/" + pair, Sealed: data}}
	}
	_, err := s.Apply(ctx, c)
	return err
}

// pairs fails unless each pair of a dump is of one change, and returns how many
// there are. between is called now and then.
func pairs(t *testing.T, dump iter.Seq2[archive.Entry, error], between func()) (whole int) {
	t.Helper()
	seen := map[string][]string{}
	add := func(pair, what string) { seen[pair] = append(seen[pair], what) }
	n, names := 0, map[string]bool{}
	for e, err := range dump {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%40 == 1 {
			between()
		}
		if names[name(e)] {
			t.Errorf("%s is there twice", name(e))
		}
		names[name(e)] = true
		switch e := e.(type) {
		case *archive.Record:
			add(e.ID, string(e.Data))
		case *archive.Work:
			add(e.Subject, string(e.Data))
		case *archive.Claim:
			add(e.Owner, fmt.Sprint(int(e.Start.Sub(start()).Hours())))
		case *archive.Message:
			add(e.Chat[len("chat/"):], string(e.Sealed))
		case *archive.Counter:
			pair, n := e.Name[len("pair/"):], e.N-1
			if add(pair, fmt.Sprint(n)); n%7 == 6 { // taken out: nothing else is there
				add(pair, "gone")
			}
		}
	}
	for pair, of := range seen {
		slices.Sort(of)
		gone := len(of) == 2 && of[1] == "gone"
		if !gone && (len(of) != 6 || of[0] != of[5]) {
			t.Errorf("pair %s is of several changes: %v", pair, of)
		}
		whole++
	}
	return whole
}

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

func leftOff(t *testing.T, open func(t *testing.T) Kept) {
	s := filled(t, open)
	for range 3 {
		for _, err := range s.Dump(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	Alike(t, Content(2, 200), s.Dump(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Gather(s.Dump(ctx)); err == nil {
		t.Error("a dump that was cancelled counts as whole")
	}
}
