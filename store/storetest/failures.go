package storetest

import (
	"errors"

	"escale/scheduling"
)

// failure is a reason to refuse a change, with the error that tells it; nil:
// any error.
type failure struct {
	name string
	want error
	add  func(c *scheduling.Change)
}

// failures are refused on the ground that before laid, whatever else the change
// does.
func failures() []failure {
	expecting := func(id string, v int64) func(*scheduling.Change) {
		return func(c *scheduling.Change) {
			c.Expect = append(c.Expect, scheduling.Expect{Key: noteKey(id), Version: v})
		}
	}
	putting := func(r scheduling.Record) func(*scheduling.Change) {
		return func(c *scheduling.Change) { c.Put = append(c.Put, r) }
	}
	finishing := func(id string, try int) func(*scheduling.Change) {
		return func(c *scheduling.Change) { c.Done = append(c.Done, scheduling.Fence{ID: id, Try: try}) }
	}
	taking := func(cl scheduling.Claim) func(*scheduling.Change) {
		return func(c *scheduling.Change) { c.Claims = append(c.Claims, cl) }
	}
	elsewhere := claim("third", 70, 80)
	elsewhere.Resource = "room/2"
	clockless := work("clockless", 0)
	clockless.Clock = ""
	return []failure{
		{"an expectation of another version", scheduling.ErrStale, expecting("kept", 7)},
		{"an expectation of an absence", scheduling.ErrStale, expecting("kept", 0)},
		{"a claim on what is taken", scheduling.ErrTaken, taking(claim("third", 210, 220))},
		{"two claims that touch", scheduling.ErrTaken, func(c *scheduling.Change) {
			other := elsewhere
			other.Owner = "fourth"
			c.Claims = append(c.Claims, elsewhere, other)
		}},
		{"a claim without a seat", nil, taking(seats(claim("third", 300, 310), 0))},
		{"a record over an older version", scheduling.ErrStale, putting(note("kept", 3, ""))},
		{"a record over none", scheduling.ErrStale, putting(note("none", 1, ""))},
		{"a new record where one is", scheduling.ErrStale, putting(note("kept", 0, ""))},
		{"a record without an id", nil, putting(note("", 0, ""))},
		{"a fence of an older try", scheduling.ErrFenced, finishing("busy", 0)},
		{"a fence of work that is not there", scheduling.ErrFenced, finishing("nothing", 1)},
		{"work on no clock", nil, func(c *scheduling.Change) { c.Due = append(c.Due, clockless) }},
		{"a message that waits already", nil, func(c *scheduling.Change) {
			c.Outbox = append(c.Outbox, notice("waits", "elsewhere"))
		}},
		{"a message to no chat", nil, func(c *scheduling.Change) { c.Outbox = append(c.Outbox, notice("lost", "")) }},
	}
}

// obstacles are what failures meet, besides before.
func (b *bench) obstacles() {
	b.Helper()
	b.must(scheduling.Change{
		Claims: []scheduling.Claim{claim("second", 200, 230)},
		Put:    []scheduling.Record{note("kept", 0, "x")},
		Due:    []scheduling.Due{work("busy", 0)},
		Outbox: []scheduling.Outgoing{notice("waits", "full")},
	})
	b.claims("r2", 0, "busy")
}

// partByPart proves that each part of a change is made, is made once, and is not
// made when anything else of the change fails.
func partByPart() (cases []example) {
	for _, p := range parts() {
		cases = append(cases, made(p), repeated(p))
		for _, f := range failures() {
			cases = append(cases, example{p.name + " with " + f.name + " is not made", func(b *bench) {
				b.before()
				b.obstacles()
				c := scheduling.Change{Command: "c"}
				p.add(&c)
				f.add(&c)
				b.refuses(f.want, c)
				if p.done(b) {
					b.Fatal("it was made")
				}
			}})
		}
	}
	return cases
}

// refuses is refused, where want may be nil for any error.
func (b *bench) refuses(want error, c scheduling.Change) {
	b.Helper()
	_, err := b.try(c)
	if err == nil || want != nil && !errors.Is(err, want) {
		b.Fatalf("apply: got error %v, want %v", err, want)
	}
}

func made(p part) example {
	return example{p.name + " is made", func(b *bench) {
		b.before()
		b.obstacles()
		c := scheduling.Change{Command: "c"}
		p.add(&c)
		b.must(c)
		if !p.done(b) {
			b.Fatal("it was not made")
		}
	}}
}

// repeated sends a command again with more in it than the first time.
func repeated(p part) example {
	return example{p.name + " of a command that was done is not made", func(b *bench) {
		b.before()
		b.obstacles()
		b.must(scheduling.Change{Command: "first", Outcome: []byte("first")})
		c := scheduling.Change{Command: "first", Outcome: []byte("second")}
		p.add(&c)
		r := b.must(c)
		b.same("result", scheduling.Result{Outcome: []byte("first"), Repeated: true}, r)
		if p.done(b) {
			b.Fatal("it was made")
		}
	}}
}
