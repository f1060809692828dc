package storetest

import (
	"time"

	"escale/scheduling"
)

// order states in which order the parts of one change are made.
func order() []example {
	return []example{
		{"the command id comes before what would be refused", func(b *bench) {
			b.must(scheduling.Change{Command: "c", Outcome: []byte("first")})
			r := b.must(scheduling.Change{Command: "c", Expect: []scheduling.Expect{{Key: noteKey("none"), Version: 9}}})
			b.same("result", scheduling.Result{Outcome: []byte("first"), Repeated: true}, r)
		}},
		{"releases come before claims, of every owner", func(b *bench) {
			b.must(claiming(claim("a", 0, 30), claim("b", 30, 60)))
			b.must(scheduling.Change{Claims: []scheduling.Claim{claim("c", 0, 60)}, Release: []string{"a", "b"}})
			b.same("owners", []string{"c"}, b.owners())
		}},
		{"an owner released and claiming keeps only the new claim", func(b *bench) {
			b.must(claiming(claim("a", 0, 30)))
			b.must(scheduling.Change{Release: []string{"a"}, Claims: []scheduling.Claim{claim("a", 60, 90)}})
			b.fits(claim("b", 0, 30), true)
			b.fits(claim("b", 60, 90), false)
		}},
		{"versions are expected as they were before the change's own puts", func(b *bench) {
			b.at("a", 1)
			b.must(scheduling.Change{
				Put: []scheduling.Record{note("a", 1, "y"), note("b", 0, "x")}, Expect: []scheduling.Expect{{Key: noteKey("a"), Version: 1}, {Key: noteKey("b")}},
			})
			b.same("version", int64(2), b.version("a"))
		}},
		{"a stale version is told before a taken claim", func(b *bench) {
			b.must(claiming(claim("a", 0, 30)))
			b.refused(scheduling.ErrStale, scheduling.Change{
				Claims: []scheduling.Claim{claim("b", 0, 30)}, Expect: []scheduling.Expect{{Key: noteKey("a"), Version: 1}},
			})
		}},
		{"a taken claim is told before a stale put", func(b *bench) {
			b.must(claiming(claim("a", 0, 30)))
			b.refused(scheduling.ErrTaken, scheduling.Change{Claims: []scheduling.Claim{claim("b", 0, 30)}, Put: []scheduling.Record{note("a", 1, "")}})
		}},
		{"a stale put is told before a lost lease", func(b *bench) {
			b.refused(scheduling.ErrStale, scheduling.Change{Put: []scheduling.Record{note("a", 1, "")}, Done: []scheduling.Fence{{ID: "none", Try: 1}}})
		}},
		{"puts come before deletions", func(b *bench) {
			b.must(scheduling.Change{Delete: []scheduling.Key{noteKey("a")}, Put: []scheduling.Record{note("a", 0, "x", "tag")}})
			b.absent("a")
			b.lists(scheduling.Query{Kind: "note", Tag: "tag"})
		}},
		{"work is finished before it is dropped", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.must(scheduling.Change{Drop: []string{"booking/a"}, Done: []scheduling.Fence{{ID: "a", Try: 1}}})
		}},
		{"work is dropped before it is added", func(b *bench) {
			b.must(adding(work("a", 0), work("b", 0)))
			b.must(scheduling.Change{Due: []scheduling.Due{work("a", 2)}, Drop: []string{"booking/a", "booking/b"}})
			b.claims("r1", 1)
			b.claims("r1", 2, "a")
		}},
		{"work is finished, dropped and added in one change", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.must(scheduling.Change{Due: []scheduling.Due{work("a", 1)}, Drop: []string{"booking/a"}, Done: []scheduling.Fence{{ID: "a", Try: 1}}})
			b.claims("r2", 1, "a")
		}},
		{"of work added twice in one change the second stays", func(b *bench) {
			b.must(adding(work("a", 0), work("a", 7)))
			b.claims("r1", 6)
			b.claims("r1", 7, "a")
		}},
		{"a chat is silenced before it is sent to, and leased anew", func(b *bench) {
			b.must(sending(notice("a", "chat")))
			b.takes("r1", "", 0, "a")
			b.must(scheduling.Change{Silence: []string{"chat"}, Outbox: []scheduling.Outgoing{bornOut(notice("farewell", "chat"), "r2", 5)}})
			b.takes("r1", "chat", 0)
			b.takes("r2", "chat", 0, "farewell")
		}},
		{"messages of one change stand in its order", func(b *bench) {
			b.must(sending(notice("z", "chat"), notice("x", "other"), notice("a", "chat"), notice("m", "chat")))
			b.takes("r1", "chat", 0, "z", "a", "m")
		}},
		{"empty parts are nothing", func(b *bench) {
			b.before()
			b.must(scheduling.Change{Release: []string{""}, Drop: []string{""}, Silence: []string{""}, Count: map[string]int64{}})
			b.untouched()
		}},
		{"one finish twice in one change is refused", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			f := scheduling.Fence{ID: "a", Try: 1}
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{f, f}})
			b.clock.push(time.Hour)
			b.claims("r2", 60, "a")
		}},
		{"one record put twice in one change needs the versions of both", func(b *bench) {
			b.refused(scheduling.ErrStale, scheduling.Change{Put: []scheduling.Record{note("a", 0, "x"), note("a", 0, "y")}})
			b.absent("a")
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x", "first"), note("a", 1, "y", "second")}})
			b.holds(note("a", 2, "y", "second"))
			b.lists(scheduling.Query{Kind: "note", Tag: "first"})
		}},
		{"two messages of one id in one change are refused", func(b *bench) {
			if _, err := b.try(sending(notice("a", "chat"), notice("a", "other"))); err == nil {
				b.Fatal("queued twice")
			}
			b.takes("r1", "", 0)
		}},
	}
}
