package archivetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/archive"
)

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
