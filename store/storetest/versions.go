package storetest

import (
	"fmt"

	"escale/scheduling"
)

// versions states, for a record at each version, what may be expected of it,
// put over it and deleted.
func versions() (cases []example) {
	for have := range int64(4) {
		for want := range int64(5) {
			cases = append(
				cases,
				example{fmt.Sprintf("a record at %d, expected at %d", have, want), func(b *bench) {
					b.at("a", have)
					b.refusedUnless(have == want, scheduling.Change{Expect: []scheduling.Expect{{Key: noteKey("a"), Version: want}}})
					b.same("version", have, b.version("a"))
				}},
				example{fmt.Sprintf("a record at %d, put over %d", have, want), func(b *bench) {
					b.at("a", have)
					b.refusedUnless(have == want, scheduling.Change{Put: []scheduling.Record{note("a", want, "new", "tag")}})
					if have == want {
						b.holds(note("a", have+1, "new", "tag"))
					} else {
						b.same("version", have, b.version("a"))
						b.lists(scheduling.Query{Kind: "note", Tag: "tag"})
					}
				}},
			)
		}
		cases = append(
			cases,
			example{fmt.Sprintf("a record at %d, deleted and made anew", have), func(b *bench) {
				b.at("a", have)
				b.must(scheduling.Change{Delete: []scheduling.Key{noteKey("a")}})
				b.absent("a")
				b.refusedUnless(have == 0, scheduling.Change{Expect: []scheduling.Expect{{Key: noteKey("a"), Version: 0}}, Put: []scheduling.Record{note("b", have, "")}})
				b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "again")}})
				b.holds(note("a", 1, "again"))
			}},
			example{fmt.Sprintf("a record at %d, expected, put and deleted in one change", have), func(b *bench) {
				b.at("a", have)
				b.must(scheduling.Change{
					Expect: []scheduling.Expect{{Key: noteKey("a"), Version: have}},
					Put:    []scheduling.Record{note("a", have, "new", "tag")}, Delete: []scheduling.Key{noteKey("a")},
				})
				b.absent("a")
				b.lists(scheduling.Query{Kind: "note", Tag: "tag"})
			}},
		)
	}
	return cases
}

// at brings a note to the version, 0 being absent.
func (b *bench) at(id string, version int64) {
	b.Helper()
	for v := range version {
		b.must(scheduling.Change{Put: []scheduling.Record{note(id, v, fmt.Sprint("at ", v+1))}})
	}
}

// refusedUnless fails unless the change is made, or is stale.
func (b *bench) refusedUnless(made bool, c scheduling.Change) {
	b.Helper()
	if made {
		b.must(c)
		return
	}
	b.refused(scheduling.ErrStale, c)
}
