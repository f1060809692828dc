package storetest

import (
	"context"
	"time"

	"escale/scheduling"
)

func commands() []example {
	return []example{
		{"a new command returns its own outcome", func(b *bench) {
			r := b.must(scheduling.Change{Command: "c", Outcome: []byte("held")})
			b.same("result", scheduling.Result{Outcome: []byte("held")}, r)
		}},
		{"a repeated command returns the first outcome and changes nothing", func(b *bench) {
			c := scheduling.Change{Command: "c", Outcome: []byte("first"), Count: map[string]int64{"n": 1}}
			b.must(c)
			c.Outcome = []byte("second")
			c.Put = []scheduling.Record{note("a", 0, "x")}
			b.same("result", scheduling.Result{Outcome: []byte("first"), Repeated: true}, b.must(c))
			b.counted(map[string]int64{"n": 1})
			b.absent("a")
		}},
		{"a repeated command is not refused for what has changed since", func(b *bench) {
			c := scheduling.Change{Command: "c", Put: []scheduling.Record{note("a", 0, "x")}}
			b.must(c)
			if r := b.must(c); !r.Repeated {
				b.Fatal("not said to be repeated")
			}
		}},
		{"a refused command may be tried again under its id", func(b *bench) {
			c := scheduling.Change{Command: "c", Expect: []scheduling.Expect{{Key: noteKey("a"), Version: 1}}}
			b.refused(scheduling.ErrStale, c)
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x")}})
			if r := b.must(c); r.Repeated {
				b.Fatal("said to be repeated though it never succeeded")
			}
		}},
		{"a command id is required", func(b *bench) {
			_, err := b.Apply(b.ctx(), scheduling.Change{Count: map[string]int64{"n": 1}})
			if err == nil {
				b.Fatal("applied without a command id")
			}
			b.counted(nil)
		}},
		{"an outcome is kept for 48 hours at least", func(b *bench) {
			b.must(scheduling.Change{Command: "c", Outcome: []byte("first")})
			b.clock.push(48 * time.Hour)
			b.sweep()
			r := b.must(scheduling.Change{Command: "c", Outcome: []byte("second")})
			b.same("result", scheduling.Result{Outcome: []byte("first"), Repeated: true}, r)
		}},
		{"an outcome may be empty", func(b *bench) {
			b.must(scheduling.Change{Command: "c"})
			b.same("result", scheduling.Result{Repeated: true}, b.must(scheduling.Change{Command: "c"}))
		}},
	}
}

func noteKey(id string) scheduling.Key { return scheduling.Key{Kind: "note", ID: id} }

func note(id string, version int64, data string, tags ...string) scheduling.Record {
	return scheduling.Record{Key: noteKey(id), Version: version, Data: []byte(data), Tags: tags}
}

func (b *bench) absent(id string) {
	b.Helper()
	_, err := b.Get(b.ctx(), noteKey(id))
	b.is(scheduling.ErrNotFound, err)
}

func (b *bench) counted(want map[string]int64) {
	b.Helper()
	got, err := b.Counts(b.ctx(), "")
	b.ok(err)
	b.same("counters", want, got)
}

// sweep lets a store that drops what has expired do so.
func (b *bench) sweep() {
	b.Helper()
	s, ok := b.Store.(interface {
		Sweep(context.Context) (int, error)
	})
	if !ok {
		return
	}
	_, err := s.Sweep(b.ctx())
	b.ok(err)
}
