package storetest

import (
	"fmt"
	"strings"
	"time"

	"escale/scheduling"
)

// asks states what Claims answers.
func asks() []example {
	return []example{
		{"no question has no answer", func(b *bench) {
			got, err := b.Claims(b.ctx(), nil, start())
			b.ok(err)
			b.same("answers", 0, len(got))
		}},
		{"each question has its answer, in the order they were asked", func(b *bench) {
			var asked []scheduling.Ask
			for i := 9; i >= 0; i-- {
				c := claim(fmt.Sprint("o", i), i, i+10)
				c.Resource = fmt.Sprint("room/", i)
				if i%2 == 0 {
					b.must(claiming(c))
				}
				asked = append(asked, scheduling.Ask{Resource: c.Resource, Window: minutes(0, 60)})
			}
			got, err := b.Claims(b.ctx(), asked, start())
			b.ok(err)
			b.same("answers", len(asked), len(got))
			for n, a := range asked {
				i := 9 - n
				want := []string{fmt.Sprint("o", i)}
				if i%2 == 1 {
					want = nil
				}
				b.same(a.Resource, want, claimOwners(got[n]))
			}
		}},
		{"three hundred questions have as many answers", func(b *bench) {
			var c scheduling.Change
			var asked []scheduling.Ask
			for i := range 300 {
				one := claim(fmt.Sprint("o", i), 0, 30)
				one.Resource = fmt.Sprint("room/", i)
				c.Claims = append(c.Claims, one)
				asked = append(asked, scheduling.Ask{Resource: one.Resource, Window: one.Interval})
			}
			b.must(c)
			got, err := b.Claims(b.ctx(), asked, start())
			b.ok(err)
			b.same("answers", len(asked), len(got))
			for n := range asked {
				b.same(asked[n].Resource, c.Claims[n:n+1], got[n])
			}
		}},
		{"the same question twice is answered twice", func(b *bench) {
			b.must(claiming(claim("a", 0, 30)))
			ask := scheduling.Ask{Resource: room, Window: minutes(0, 60)}
			got, err := b.Claims(b.ctx(), []scheduling.Ask{ask, ask}, start())
			b.ok(err)
			b.same("answers", [][]scheduling.Claim{{claim("a", 0, 30)}, {claim("a", 0, 30)}}, got)
		}},
		{"one resource, several windows", func(b *bench) {
			b.must(claiming(claim("a", 0, 30), claim("b", 60, 90)))
			got, err := b.Claims(b.ctx(), []scheduling.Ask{
				{Resource: room, Window: minutes(60, 61)}, {Resource: room, Window: minutes(30, 60)}, {Resource: room, Window: minutes(29, 61)},
			}, start())
			b.ok(err)
			b.same("first", []string{"b"}, claimOwners(got[0]))
			b.same("second", []string(nil), claimOwners(got[1]))
			b.same("third", []string{"a", "b"}, claimOwners(got[2]))
		}},
		{"those that start together come in order of owner", func(b *bench) {
			for _, owner := range []string{"c", "a", "b", "é", "z"} {
				b.must(claiming(seats(claim(owner, 0, 30), 9)))
			}
			b.same("owners", []string{"a", "b", "c", "z", "é"}, b.owners())
		}},
		{"pads are no part of the interval", func(b *bench) {
			b.must(claiming(padded(claim("a", 60, 90), 30)))
			got, err := b.onResource(room, minutes(90, 120), start())
			b.ok(err)
			b.same("behind", []string(nil), claimOwners(got))
			got, err = b.onResource(room, minutes(30, 60), start())
			b.ok(err)
			b.same("before", []string(nil), claimOwners(got))
		}},
		{"expiry is judged at the time given, not at the store's", func(b *bench) {
			b.must(claiming(until(claim("a", 0, 30), 10)))
			for minute, want := range map[int]int{9: 1, 10: 0, 11: 0} {
				got, err := b.onResource(room, minutes(0, 30), minutes(minute, 0).Start)
				b.ok(err)
				b.same(fmt.Sprint("minute ", minute), want, len(got))
			}
		}},
		{"a claim comes back whole", func(b *bench) {
			c := until(padded(seats(claim("héberge/ ment", -90, 15), 7), 12), 1000)
			c.Resource = "cap/agenda/2026-03-28/" + strings.Repeat("x", 300)
			b.must(claiming(c))
			got, err := b.Claims(b.ctx(), []scheduling.Ask{{Resource: c.Resource, Window: minutes(-1000, 1000)}}, start())
			b.ok(err)
			b.same("claims", [][]scheduling.Claim{{c}}, got)
		}},
		{"instants finer than a millisecond are cut to it", func(b *bench) {
			c := claim("a", 0, 30)
			c.Start, c.End = c.Start.Add(1700*time.Microsecond), c.End.Add(999_999)
			b.must(claiming(c))
			c.Start, c.End = minutes(0, 0).Start.Add(time.Millisecond), minutes(30, 0).Start
			got, err := b.onResource(room, minutes(-60, 60), start())
			b.ok(err)
			b.same("claims", []scheduling.Claim{c}, got)
		}},
		{"instants of any zone come back in UTC", func(b *bench) {
			c := claim("a", 0, 30)
			c.Start, c.End = c.Start.In(time.FixedZone("", -4*3600)), c.End.In(time.FixedZone("", 3600))
			b.must(claiming(c))
			got, err := b.onResource(room, minutes(-60, 60), start())
			b.ok(err)
			b.same("claims", []scheduling.Claim{claim("a", 0, 30)}, got)
			b.same("zone", "UTC", got[0].Start.Location().String())
		}},
	}
}

func claimOwners(cs []scheduling.Claim) (all []string) {
	for _, c := range cs {
		all = append(all, c.Owner)
	}
	return all
}
