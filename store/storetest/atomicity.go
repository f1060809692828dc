package storetest

import (
	"time"

	"escale/scheduling"
)

// everything is a change with every part.
func everything() scheduling.Change {
	return scheduling.Change{
		Command: "c", Outcome: []byte("o"),
		Release: []string{"old"},
		Claims:  []scheduling.Claim{claim("new", 0, 30)},
		Put:     []scheduling.Record{note("a", 0, "x"), note("b", 1, "y")},
		Delete:  []scheduling.Key{noteKey("gone")},
		Count:   map[string]int64{"n": 1},
		Due:     []scheduling.Due{work("w", 0)},
		Drop:    []string{work("dropped", 0).Subject},
		Done:    []scheduling.Fence{{ID: "done", Try: 1}},
		Outbox:  []scheduling.Outgoing{notice("m", "chat")},
		Silence: []string{"silent"},
	}
}

func atomicity() []example {
	spoil := map[string]func(c *scheduling.Change) error{
		"an expectation": func(c *scheduling.Change) error {
			c.Expect = append(c.Expect, scheduling.Expect{Key: noteKey("b"), Version: 7})
			return scheduling.ErrStale
		},
		"a claim": func(c *scheduling.Change) error {
			c.Claims = append(c.Claims, claim("third", 10, 20))
			return scheduling.ErrTaken
		},
		"a record": func(c *scheduling.Change) error {
			c.Put = append(c.Put, note("z", 4, ""))
			return scheduling.ErrStale
		},
		"a fence": func(c *scheduling.Change) error {
			c.Done = append(c.Done, scheduling.Fence{ID: "done", Try: 9})
			return scheduling.ErrFenced
		},
	}
	cases := []example{{"a change makes all its parts", func(b *bench) {
		b.before()
		b.must(everything())
		b.holds(note("a", 1, "x"))
		b.holds(note("b", 2, "y"))
		b.absent("gone")
		b.counted(map[string]int64{"n": 2})
		b.claimants("new")
		b.clock.push(time.Hour)
		b.claims("r2", 60, "w")
		b.takes("r1", "", 60, "m")
	}}}
	for what, spoiled := range spoil {
		cases = append(cases, example{what + " that fails leaves nothing of the rest", func(b *bench) {
			b.before()
			c := everything()
			b.refused(spoiled(&c), c)
			b.untouched()
		}})
	}
	return cases
}

// untouched fails if anything of everything was done after before.
func (b *bench) untouched() {
	b.Helper()
	b.absent("a")
	b.holds(note("b", 1, "x", "old"))
	b.holds(note("gone", 1, "x"))
	b.counted(map[string]int64{"n": 1})
	b.claimants("old")
	b.takes("r1", "", 0, "s")
	b.clock.push(time.Hour)
	b.claims("r2", 60, "done", "dropped")
}

func (b *bench) claimants(want ...string) {
	b.Helper()
	b.same("claimants", want, b.owners())
}
