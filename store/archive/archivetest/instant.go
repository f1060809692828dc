package archivetest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/archive"
)

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
