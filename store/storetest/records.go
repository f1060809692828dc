package storetest

import (
	"fmt"
	"time"

	"escale/scheduling"
)

func records() []example {
	return []example{
		{"what is put comes back, one version on", func(b *bench) {
			r := note("a", 0, "héllo\x00", "family:1", "agenda:x/y")
			r.Expires = start().Add(time.Hour)
			b.must(scheduling.Change{Put: []scheduling.Record{r}})
			r.Version = 1
			b.holds(r)
		}},
		{"data may be empty", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{{Key: noteKey("a")}}})
			b.holds(note("a", 1, ""))
		}},
		{"a record that is not there is not found", func(b *bench) { b.absent("a") }},
		{"kinds are apart", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x")}})
			_, err := b.Get(b.ctx(), scheduling.Key{Kind: "other", ID: "a"})
			b.is(scheduling.ErrNotFound, err)
		}},
		{"version 0 does not overwrite", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x")}})
			b.refused(scheduling.ErrStale, scheduling.Change{Put: []scheduling.Record{note("a", 0, "y")}})
			b.holds(note("a", 1, "x"))
		}},
		{"a put over the read version succeeds, over an older one it is stale", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x")}})
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 1, "y")}})
			b.refused(scheduling.ErrStale, scheduling.Change{Put: []scheduling.Record{note("a", 1, "z")}})
			b.holds(note("a", 2, "y"))
		}},
		{"a put over a record that is gone is stale", func(b *bench) {
			b.refused(scheduling.ErrStale, scheduling.Change{Put: []scheduling.Record{note("a", 3, "x")}})
			b.absent("a")
		}},
		{"expect passes at the version and changes nothing", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x")}})
			b.must(scheduling.Change{Expect: []scheduling.Expect{{Key: noteKey("a"), Version: 1}, {Key: noteKey("b")}}})
			b.holds(note("a", 1, "x"))
		}},
		{"expect refuses another version, a presence and an absence", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x")}})
			for _, e := range []scheduling.Expect{
				{Key: noteKey("a"), Version: 2}, {Key: noteKey("a")}, {Key: noteKey("b"), Version: 1},
			} {
				b.refused(scheduling.ErrStale, scheduling.Change{Expect: []scheduling.Expect{e}})
			}
		}},
		{"tags are replaced by each put", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x", "red", "round")}})
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 1, "x", "round", "soft")}})
			b.lists(scheduling.Query{Kind: "note", Tag: "red"})
			b.lists(scheduling.Query{Kind: "note", Tag: "round"}, "a")
			b.lists(scheduling.Query{Kind: "note", Tag: "soft"}, "a")
			b.holds(note("a", 2, "x", "round", "soft"))
		}},
		{"a deleted record is gone, by its tags too, and deleting again is nothing", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x", "red")}})
			for range 2 {
				b.must(scheduling.Change{Delete: []scheduling.Key{noteKey("a")}})
			}
			b.absent("a")
			b.lists(scheduling.Query{Kind: "note", Tag: "red"})
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "y")}})
			b.lists(scheduling.Query{Kind: "note", Tag: "red"})
		}},
		{"lists are in order of id, by pages", func(b *bench) {
			var all []scheduling.Record
			for i := 9; i >= 0; i-- {
				all = append(all, note(fmt.Sprintf("n%d", i), 0, "x", fmt.Sprintf("odd:%d", i%2)))
			}
			b.must(scheduling.Change{Put: all})
			b.lists(scheduling.Query{Kind: "note", Limit: 3}, "n0", "n1", "n2")
			b.lists(scheduling.Query{Kind: "note", Limit: 3, After: "n2"}, "n3", "n4", "n5")
			b.lists(scheduling.Query{Kind: "note", Tag: "odd:1", After: "n3"}, "n5", "n7", "n9")
			b.lists(scheduling.Query{Kind: "note", Tag: "odd:1", Limit: 2}, "n1", "n3")
			b.lists(scheduling.Query{Kind: "note", After: "n9"})
		}},
		{"a tag matches whole, and within its kind", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{
				note("a", 0, "x", "family:1"), note("b", 0, "x", "family:12"),
				{Key: scheduling.Key{Kind: "other", ID: "c"}, Tags: []string{"family:1"}},
			}})
			b.lists(scheduling.Query{Kind: "note", Tag: "family:1"}, "a")
			b.lists(scheduling.Query{Kind: "note", Tag: "family:"})
			b.lists(scheduling.Query{Kind: "note", Tag: "family:%"})
		}},
		{"a list without a limit stops at 1,000", func(b *bench) {
			var all []scheduling.Record
			for i := range 1001 {
				all = append(all, note(fmt.Sprintf("%04d", i), 0, ""))
			}
			b.must(scheduling.Change{Put: all})
			got, err := b.List(b.ctx(), scheduling.Query{Kind: "note"})
			b.ok(err)
			b.same("listed", 1000, len(got))
		}},
		{"a record is not dropped before it expires", func(b *bench) {
			r := note("a", 0, "x")
			r.Expires = start().Add(time.Hour)
			b.must(scheduling.Change{Put: []scheduling.Record{r, note("b", 0, "y")}})
			b.clock.push(time.Hour - time.Second)
			b.sweep()
			b.lists(scheduling.Query{Kind: "note"}, "a", "b")
			b.clock.push(1000 * time.Hour)
			b.sweep()
			b.holds(note("b", 1, "y"))
		}},
	}
}

func counters() []example {
	return []example{
		{"counters add up, and are found by the beginning of their name", func(b *bench) {
			b.must(scheduling.Change{Count: map[string]int64{"step/2026-03/38/topic": 2, "step/2026-03/-/topic": 1}})
			b.must(scheduling.Change{Count: map[string]int64{"step/2026-03/38/topic": 3, "other": -1}})
			got, err := b.Counts(b.ctx(), "step/2026-03/")
			b.ok(err)
			b.same("counts", map[string]int64{"step/2026-03/38/topic": 5, "step/2026-03/-/topic": 1}, got)
		}},
		{"the beginning of a name is no pattern", func(b *bench) {
			b.must(scheduling.Change{Count: map[string]int64{"axb": 1, "a%b": 2, "a*": 3, "a_b": 4}})
			for prefix, want := range map[string]map[string]int64{"a%": {"a%b": 2}, "a_": {"a_b": 4}, "a*": {"a*": 3}} {
				got, err := b.Counts(b.ctx(), prefix)
				b.ok(err)
				b.same("counts of "+prefix, want, got)
			}
		}},
	}
}

// holds fails unless the record stands as r.
func (b *bench) holds(r scheduling.Record) {
	b.Helper()
	got, err := b.Get(b.ctx(), r.Key)
	b.ok(err)
	b.same("record", r, got)
	listed, err := b.List(b.ctx(), scheduling.Query{Kind: r.Kind})
	b.ok(err)
	for _, l := range listed {
		if l.ID == r.ID {
			b.same("listed record", r, l)
		}
	}
}

func (b *bench) lists(q scheduling.Query, want ...string) {
	b.Helper()
	got, err := b.List(b.ctx(), q)
	b.ok(err)
	var ids []string
	for _, r := range got {
		ids = append(ids, r.ID)
	}
	b.same(fmt.Sprintf("list %+v", q), want, ids)
}
