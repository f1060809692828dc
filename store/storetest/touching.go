package storetest

import (
	"fmt"
	"time"

	"escale/scheduling"
)

// touching states when two claims meet: as shapes without a pad, and at every
// gap, to the millisecond, with each pair of pads.
func touching() (cases []example) {
	for _, s := range []struct {
		name     string
		from, to int
		touch    bool
	}{
		{"before", 0, 50, false},
		{"up to", 0, 60, false},
		{"into", 30, 61, true},
		{"from the start, shorter", 60, 80, true},
		{"within", 70, 80, true},
		{"to the end", 90, 120, true},
		{"the same", 60, 120, true},
		{"around", 0, 200, true},
		{"from the start, longer", 60, 200, true},
		{"to the end, longer", 0, 120, true},
		{"out of", 119, 150, true},
		{"right behind", 120, 150, false},
		{"after", 130, 150, false},
		{"for a day around", -1440, 1440, true},
	} {
		cases = append(cases, example{"a claim " + s.name + " another", func(b *bench) {
			b.must(claiming(claim("a", 60, 120)))
			b.fits(claim("b", s.from, s.to), !s.touch)
		}})
	}
	for _, old := range []int{0, 5, 15} {
		for _, young := range []int{0, 5, 15, 90} {
			cases = append(cases, gaps(old, young, true), gaps(old, young, false))
		}
	}
	return cases
}

// gaps tries each distance around the larger of the two pads.
func gaps(old, young int, before bool) example {
	side := map[bool]string{true: "before", false: "behind"}[before]
	name := fmt.Sprintf("a pad of %d minutes %s one of %d", young, side, old)
	return example{name, func(b *bench) {
		larger := time.Duration(max(old, young)) * time.Minute
		b.must(claiming(padded(claim("a", 600, 660), old)))
		for _, gap := range []time.Duration{-time.Minute, -time.Millisecond, 0, larger - time.Millisecond, larger, larger + time.Millisecond} {
			c := padded(claim("b", 0, 0), young)
			c.Start = minutes(660, 0).Start.Add(gap)
			if before {
				c.Start = minutes(600-30, 0).Start.Add(-gap)
			}
			c.End = c.Start.Add(30 * time.Minute)
			b.fits(c, gap >= larger)
		}
	}}
}

// fits fails unless the claim is accepted or refused as said; it is given back.
func (b *bench) fits(c scheduling.Claim, free bool) {
	b.Helper()
	_, err := b.try(claiming(c))
	if free {
		if err != nil {
			b.Fatalf("claim %v–%v, pad %v: %v", c.Start, c.End, c.Pad, err)
		}
		b.must(scheduling.Change{Release: []string{c.Owner}})
		return
	}
	if err == nil {
		b.Fatalf("claimed %v–%v, pad %v", c.Start, c.End, c.Pad)
	}
	b.is(scheduling.ErrTaken, err)
}

// seating states whose claims weigh: those of others that live and touch, each
// one, against the newcomer's own capacity.
func seating() (cases []example) {
	for capacity := 1; capacity <= 3; capacity++ {
		for living := range 4 {
			for expired := range 2 {
				for own := range 2 {
					name := fmt.Sprintf("of %d seats with %d taken, %d expired, %d one's own", capacity, living, expired*2, own)
					cases = append(cases, example{name, func(b *bench) {
						b.seat("living", living, 0)
						b.seat("expired", expired*2, 5)
						b.seat("me", own, 0)
						b.clock.push(5 * time.Minute)
						b.fits(seats(claim("me", 10, 50), capacity), living < capacity)
					}})
				}
			}
		}
	}
	return append(cases, seatingBesides()...)
}

// seat claims n times the same half hour, for as many owners.
func (b *bench) seat(who string, n, expires int) {
	b.Helper()
	for i := range n {
		c := seats(claim(fmt.Sprint(who, " ", i), 0, 30), 99)
		if who == "me" {
			c.Owner = who
		}
		if expires > 0 {
			c = until(c, expires)
		}
		b.must(claiming(c))
	}
}

func seatingBesides() []example {
	return []example{
		{"an owner's two claims that touch the newcomer weigh two", func(b *bench) {
			b.must(claiming(seats(claim("a", 0, 30), 9), seats(claim("a", 20, 60), 9)))
			b.fits(seats(claim("b", 10, 50), 2), false)
			b.fits(seats(claim("b", 10, 50), 3), true)
			b.fits(seats(claim("b", 0, 15), 2), true)
		}},
		{"claims that don't touch the newcomer weigh nothing", func(b *bench) {
			for i := range 20 {
				b.must(claiming(claim(fmt.Sprint("o", i), i*60, i*60+30)))
			}
			for i := range 20 {
				b.fits(claim("b", i*60+30, i*60+60), true)
			}
		}},
		{"a long claim that began long ago still counts", func(b *bench) {
			b.must(claiming(claim("long", -100_000, 1000)))
			for i := range 50 {
				b.must(claiming(claim(fmt.Sprint("o", i), 1000+i*10, 1010+i*10)))
			}
			b.fits(claim("b", 990, 1000), false)
		}},
		{"a claim expires at its instant, not a millisecond before", func(b *bench) {
			b.must(claiming(until(claim("a", 60, 120), 10)))
			b.clock.push(10*time.Minute - time.Millisecond)
			b.fits(claim("b", 60, 120), false)
			b.clock.push(time.Millisecond)
			b.fits(claim("b", 60, 120), true)
		}},
		{"an expired claim may be taken up again, and counts again", func(b *bench) {
			b.must(claiming(until(claim("a", 60, 120), 10)))
			b.clock.push(time.Hour)
			b.must(claiming(until(claim("a", 60, 120), 90)))
			b.fits(claim("b", 60, 120), false)
		}},
		{"a claim that was for ever may be made to expire", func(b *bench) {
			b.must(claiming(claim("a", 60, 120)))
			b.must(claiming(until(claim("a", 60, 120), 10)))
			b.clock.push(10 * time.Minute)
			b.fits(claim("b", 60, 120), true)
		}},
		{"one owner's claims on several resources are all or none", func(b *bench) {
			there := claim("a", 0, 30)
			there.Resource = "room/2"
			b.must(claiming(there))
			pair := []scheduling.Claim{claim("b", 0, 30), there}
			pair[1].Owner = "b"
			b.refused(scheduling.ErrTaken, claiming(pair...))
			b.fits(claim("c", 0, 30), true)
		}},
		{"exchanged in one change, both move", func(b *bench) {
			b.must(claiming(claim("a", 0, 30), claim("b", 60, 90)))
			b.must(scheduling.Change{Release: []string{"a", "b"}, Claims: []scheduling.Claim{claim("a", 60, 90), claim("b", 0, 30)}})
			b.same("owners", []string{"b", "a"}, b.owners())
		}},
	}
}
