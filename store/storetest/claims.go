package storetest

import (
	"time"

	"escale/scheduling"
)

const room = "room/1"

// claim is of an interval in minutes after start, on one room, for one.
func claim(owner string, from, to int) scheduling.Claim {
	return scheduling.Claim{Owner: owner, Resource: room, Interval: minutes(from, to), Capacity: 1}
}

func minutes(from, to int) scheduling.Interval {
	return scheduling.Interval{
		Start: start().Add(time.Duration(from) * time.Minute),
		End:   start().Add(time.Duration(to) * time.Minute),
	}
}

func padded(c scheduling.Claim, minutes int) scheduling.Claim {
	c.Pad = time.Duration(minutes) * time.Minute
	return c
}

func seats(c scheduling.Claim, n int) scheduling.Claim {
	c.Capacity = n
	return c
}

func until(c scheduling.Claim, minutes int) scheduling.Claim {
	c.Expires = start().Add(time.Duration(minutes) * time.Minute)
	return c
}

func claiming(cs ...scheduling.Claim) scheduling.Change { return scheduling.Change{Claims: cs} }

func claims() []example {
	return []example{
		{"overlaps are refused, neighbours are not", func(b *bench) {
			b.must(claiming(claim("a", 60, 120)))
			for _, c := range []scheduling.Claim{
				claim("b", 60, 120), claim("b", 30, 61), claim("b", 119, 150), claim("b", 70, 80), claim("b", 0, 200),
			} {
				b.refused(scheduling.ErrTaken, claiming(c))
			}
			b.must(claiming(claim("b", 0, 60)))
			b.must(claiming(claim("c", 120, 180)))
		}},
		{"other resources are free", func(b *bench) {
			b.must(claiming(claim("a", 60, 120)))
			c := claim("b", 60, 120)
			c.Resource = "room/2"
			b.must(claiming(c))
		}},
		{"the newcomer's pad counts, on both sides", func(b *bench) {
			b.must(claiming(claim("a", 60, 120)))
			b.refused(scheduling.ErrTaken, claiming(padded(claim("b", 129, 150), 10)))
			b.refused(scheduling.ErrTaken, claiming(padded(claim("b", 30, 51), 10)))
			b.must(claiming(padded(claim("b", 130, 150), 10)))
			b.must(claiming(padded(claim("c", 30, 50), 10)))
		}},
		{"the earlier claim's pad counts, on both sides", func(b *bench) {
			b.must(claiming(padded(claim("a", 60, 120), 10)))
			b.refused(scheduling.ErrTaken, claiming(claim("b", 129, 150)))
			b.refused(scheduling.ErrTaken, claiming(claim("b", 30, 51)))
			b.must(claiming(claim("b", 130, 150)))
			b.must(claiming(claim("c", 30, 50)))
		}},
		{"of two pads the larger counts, not their sum", func(b *bench) {
			b.must(claiming(padded(claim("a", 60, 120), 10)))
			b.refused(scheduling.ErrTaken, claiming(padded(claim("b", 134, 150), 15)))
			b.must(claiming(padded(claim("b", 135, 150), 15)))
			b.refused(scheduling.ErrTaken, claiming(padded(claim("c", 30, 51), 5)))
			b.must(claiming(padded(claim("c", 30, 50), 5)))
		}},
		{"one's own claims don't count", func(b *bench) {
			b.must(claiming(claim("a", 60, 120)))
			b.must(claiming(claim("a", 90, 150)))
			b.must(claiming(claim("a", 60, 120)))
			b.refused(scheduling.ErrTaken, claiming(claim("b", 130, 140)))
		}},
		{"the same claim again replaces the first", func(b *bench) {
			b.must(claiming(until(claim("a", 60, 120), 10)))
			b.must(claiming(until(claim("a", 60, 120), 20)))
			got, err := b.onResource(room, minutes(0, 600), start())
			b.ok(err)
			b.same("claims", []scheduling.Claim{until(claim("a", 60, 120), 20)}, got)
		}},
		{"a group fills up to its capacity", func(b *bench) {
			for _, owner := range []string{"a", "b", "c"} {
				b.must(claiming(seats(claim(owner, 60, 120), 3)))
			}
			b.refused(scheduling.ErrTaken, claiming(seats(claim("d", 60, 120), 3)))
			b.must(scheduling.Change{Release: []string{"b"}})
			b.must(claiming(seats(claim("d", 60, 120), 3)))
		}},
		{"a release in the same change comes first", func(b *bench) {
			b.must(claiming(claim("hold", 60, 120)))
			b.must(scheduling.Change{Release: []string{"hold"}, Claims: []scheduling.Claim{claim("booking", 60, 120)}})
			b.refused(scheduling.ErrTaken, claiming(claim("hold", 60, 120)))
		}},
		{"a release gives back everything of its owner and nothing else", func(b *bench) {
			other := claim("a", 0, 60)
			other.Resource = "room/2"
			b.must(claiming(claim("a", 0, 60), claim("a", 200, 260), other, claim("b", 60, 120)))
			b.must(scheduling.Change{Release: []string{"a", "nobody", ""}})
			b.must(claiming(claim("c", 0, 60), claim("c", 200, 260)))
			b.refused(scheduling.ErrTaken, claiming(claim("c", 60, 120)))
		}},
		{"every claim of a change is checked, and one refused refuses all", func(b *bench) {
			b.must(claiming(claim("a", 60, 120)))
			b.refused(scheduling.ErrTaken, claiming(claim("b", 0, 30), claim("b", 200, 230), claim("b", 100, 130)))
			b.must(claiming(claim("c", 0, 30), claim("c", 200, 230)))
		}},
		{"two owners in one change count for each other", func(b *bench) {
			b.refused(scheduling.ErrTaken, claiming(claim("a", 0, 30), claim("b", 20, 40)))
		}},
		{"an expired claim does not count, one that lives does", func(b *bench) {
			b.must(claiming(until(claim("a", 60, 120), 10)))
			b.clock.push(9 * time.Minute)
			b.refused(scheduling.ErrTaken, claiming(claim("b", 60, 120)))
			b.clock.push(time.Minute)
			b.must(claiming(claim("b", 60, 120)))
		}},
		{"sweeping drops no claim that lives", func(b *bench) {
			b.must(claiming(until(claim("a", 60, 120), 10), claim("b", 120, 180)))
			b.clock.push(time.Hour)
			b.sweep()
			b.refused(scheduling.ErrTaken, claiming(claim("c", 120, 180)))
			b.must(claiming(claim("c", 60, 120)))
		}},
		{"claims are listed by start, within the window, while they live", func(b *bench) {
			late, early, soon := claim("late", 100, 120), padded(seats(claim("early", 10, 20), 2), 5), until(claim("soon", 40, 60), 30)
			b.must(claiming(late, early, soon))
			got, err := b.onResource(room, minutes(20, 100), start())
			b.ok(err)
			b.same("within", []scheduling.Claim{soon}, got)
			got, err = b.onResource(room, minutes(0, 101), start().Add(30*time.Minute))
			b.ok(err)
			b.same("living", []scheduling.Claim{early, late}, got)
		}},
		{"a claim of nothing, for nobody or without a seat is refused", func(b *bench) {
			nobody, nowhere := claim("", 0, 10), claim("a", 0, 10)
			nowhere.Resource = ""
			for _, c := range []scheduling.Claim{
				claim("a", 10, 10), claim("a", 10, 5), seats(claim("a", 0, 10), 0), padded(claim("a", 0, 10), -1), nobody, nowhere,
			} {
				if _, err := b.try(claiming(c)); err == nil {
					b.Fatalf("applied %+v", c)
				}
			}
		}},
	}
}
