package redis_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/scheduling"
	"escale/store/redis"

	goredis "github.com/redis/go-redis/v9"
)

// BenchmarkApply measures a booking's change per second, beside plain inserts of
// a record's size on the same server with the same durability, in turns: by one
// writer ("ratio", as for SQLite) and by as many writers ("ratio-alike"), and beside
// plain transactions that write as many keys as a change does, by as many writers
// ("ratio-keys"): what is left is the price of deciding. p99 is that of a change.
func BenchmarkApply(b *testing.B) {
	for _, workers := range []int{1, 32} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			r := servertest.NewRedis(b)
			s := open(b, redis.Config{Addresses: []string{r.Address}})
			plain := goredis.NewClient(&goredis.Options{Addr: r.Address})
			defer plain.Close()
			apply := func(i int) error {
				_, err := s.Apply(b.Context(), booked(fmt.Sprint(i)))
				return err
			}
			insert := func(i int) error {
				return plain.Set(b.Context(), fmt.Sprint("plain:", i), make([]byte, 300), 0).Err()
			}
			keys := func(i int) error { return plainKeys(b, plain, fmt.Sprint(i)) }
			var applying, alone, alike, asMany time.Duration
			var each []time.Duration
			const round = 256
			next := 0
			for b.Loop() {
				took, of := side(b, workers, next, round, apply)
				applying, each = applying+took, append(each, of...)
				took, _ = side(b, 1, next, round, insert)
				alone += took
				took, _ = side(b, workers, next, round, insert)
				alike += took
				took, _ = side(b, workers, next, round, keys)
				asMany += took
				next += round
			}
			slices.Sort(each)
			b.ReportMetric(float64(next)/applying.Seconds(), "apply/s")
			b.ReportMetric(float64(next)/alone.Seconds(), "insert/s")
			b.ReportMetric(alone.Seconds()/applying.Seconds(), "ratio")
			b.ReportMetric(alike.Seconds()/applying.Seconds(), "ratio-alike")
			b.ReportMetric(asMany.Seconds()/applying.Seconds(), "ratio-keys")
			b.ReportMetric(float64(each[len(each)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// plainKeys writes, in one transaction, what a booking's change writes: a record
// with its index, claims, a counter, due work and a message.
func plainKeys(b *testing.B, client *goredis.Client, id string) error {
	_, err := client.TxPipelined(b.Context(), func(p goredis.Pipeliner) error {
		p.Set(b.Context(), "keys:record:"+id, make([]byte, 300), 0)
		for _, set := range []string{"commands.at", "kind", "tag.a", "tag:" + id, "claims:" + id, "ready", "queue:" + id, "replies:" + id, "chats"} {
			p.ZAdd(b.Context(), "keys:"+set, goredis.Z{Score: 1, Member: id})
		}
		for _, hash := range []string{"commands", "owner:" + id, "span"} {
			p.HSet(b.Context(), "keys:"+hash, id, "1774688400000:1774692000000")
		}
		for _, hash := range []string{"due:", "message:"} {
			p.HSet(b.Context(), "keys:"+hash+id, "kind", "remind", "subject", id, "at", "1774688400000", "clock", "programme", "data", "", "owner", "",
				"lease", "0", "born", "0", "try", "0", "rest", "0", "dead", "0", "error", "")
		}
		p.SAdd(b.Context(), "keys:subject:"+id, id)
		p.Incr(b.Context(), "keys:seq")
		p.HIncrBy(b.Context(), "keys:counters", "booked", 1)
		return nil
	})
	return err
}

// side does n things by so many workers, and returns how long it took them all
// and each.
func side(b *testing.B, workers, from, n int, do func(i int) error) (time.Duration, []time.Duration) {
	var all sync.WaitGroup
	each := make([]time.Duration, n)
	began := time.Now()
	for w := range workers {
		all.Go(func() {
			for i := w; i < n; i += workers {
				began := time.Now()
				if err := do(from + i); err != nil {
					b.Error(err)
				}
				each[i] = time.Since(began)
			}
		})
	}
	all.Wait()
	return time.Since(began), each
}

// BenchmarkGet reads one record among a thousand.
func BenchmarkGet(b *testing.B) {
	s := open(b, redis.Config{Addresses: []string{servertest.NewRedis(b).Address}})
	fill(b, s, 1000, func(i int) scheduling.Change { return booked(fmt.Sprint(i)) })
	for b.Loop() {
		if _, err := s.Get(b.Context(), scheduling.Key{Kind: "booking", ID: "500"}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDue claims and acknowledges 100,000 works that are due at once, by
// eight workers in batches of 100.
func BenchmarkDue(b *testing.B) {
	const works, batch, workers = 100_000, 100, 8
	now := time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	var took time.Duration
	for b.Loop() {
		s := open(b, redis.Config{Addresses: []string{servertest.NewRedis(b).Address}})
		fill(b, s, works/batch, func(i int) scheduling.Change {
			c := scheduling.Change{Command: fmt.Sprint("plan", i)}
			for j := range batch {
				id := fmt.Sprint(i*batch + j)
				c.Due = append(c.Due, scheduling.Due{ID: id, Kind: "remind", Subject: id, At: now, Clock: scheduling.ProgrammeTime})
			}
			return c
		})
		began := time.Now()
		var all sync.WaitGroup
		for w := range workers {
			all.Go(func() { finish(b, s, fmt.Sprint("r", w), now, batch) })
		}
		all.Wait()
		took += time.Since(began)
		if _, err := s.NextDue(b.Context(), scheduling.ProgrammeTime); err == nil {
			b.Fatal("some are left")
		}
	}
	b.ReportMetric(float64(works*b.N)/took.Seconds(), "done/s")
}

// finish claims work and acknowledges it until there is none.
func finish(b *testing.B, s *redis.Store, owner string, now time.Time, batch int) {
	for {
		ds, err := s.ClaimDue(b.Context(), owner, now, now, time.Minute, batch)
		if err != nil || len(ds) == 0 {
			if err != nil {
				b.Error(err)
			}
			return
		}
		done := scheduling.Change{Command: "done/" + owner + "/" + ds[0].ID}
		for _, d := range ds {
			done.Done = append(done.Done, scheduling.Fence{ID: d.ID, Try: d.Try})
		}
		if _, err := s.Apply(b.Context(), done); err != nil {
			b.Error(err)
			return
		}
	}
}

// BenchmarkPast books and asks on an agenda that has many past bookings: neither
// may cost more than on a new one ("ratio").
func BenchmarkPast(b *testing.B) {
	const past = 100_000
	s := open(b, redis.Config{Addresses: []string{servertest.NewRedis(b).Address}})
	first := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	slot := func(resource string, i int) scheduling.Claim {
		start := first.Add(time.Duration(i) * time.Hour)
		return scheduling.Claim{
			Owner: fmt.Sprint(resource, i), Resource: resource, Capacity: 1,
			Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)},
		}
	}
	const batch = 100
	fill(b, s, past/batch, func(i int) scheduling.Change {
		c := scheduling.Change{Command: fmt.Sprint("past", i)}
		for j := range batch {
			c.Claims = append(c.Claims, slot("old", i*batch+j))
		}
		return c
	})
	var old, young time.Duration
	next := past + 1
	for b.Loop() {
		for resource, spent := range map[string]*time.Duration{"old": &old, "new": &young} {
			c := slot(resource, 2*next)
			began := time.Now()
			if _, err := s.Claims(b.Context(), []scheduling.Ask{{Resource: resource, Window: c.Interval}}, first); err != nil {
				b.Fatal(err)
			}
			if _, err := s.Apply(b.Context(), scheduling.Change{Command: c.Owner, Claims: []scheduling.Claim{c}}); err != nil {
				b.Fatal(err)
			}
			*spent += time.Since(began)
		}
		next++
	}
	b.ReportMetric(old.Seconds()/young.Seconds(), "ratio")
}

// fill makes n changes by eight workers.
func fill(b *testing.B, s *redis.Store, n int, change func(i int) scheduling.Change) {
	side(b, 8, 0, n, func(i int) error {
		_, err := s.Apply(b.Context(), change(i))
		return err
	})
}
