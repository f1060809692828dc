package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"escale/scheduling"
)

func races() []example {
	return []example{
		{"of fifty who claim one interval, one has it", func(b *bench) {
			won := b.race(50, scheduling.ErrTaken, func(i int) scheduling.Change {
				return claiming(claim(fmt.Sprintf("owner %d", i), i%10, 30))
			})
			b.same("winners", 1, won)
		}},
		{"of fifty who want one of eight seats, eight have it", func(b *bench) {
			won := b.race(50, scheduling.ErrTaken, func(i int) scheduling.Change {
				return claiming(seats(claim(fmt.Sprintf("owner %d", i), 0, 30), 8))
			})
			b.same("winners", 8, won)
		}},
		{"of fifty who write over one version, one does", func(b *bench) {
			b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x")}})
			won := b.race(50, scheduling.ErrStale, func(i int) scheduling.Change {
				return scheduling.Change{Put: []scheduling.Record{note("a", 1, fmt.Sprint(i))}}
			})
			b.same("winners", 1, won)
		}},
		{"a command sent fifty times at once is done once", func(b *bench) {
			b.race(50, nil, func(int) scheduling.Change {
				return scheduling.Change{Command: "c", Count: map[string]int64{"n": 1}}
			})
			b.counted(map[string]int64{"n": 1})
		}},
		{"no work and no chat comes to two", func(b *bench) {
			c := scheduling.Change{}
			for i := range 40 {
				c.Due = append(c.Due, work(fmt.Sprint(i), 0))
				c.Outbox = append(c.Outbox, notice(fmt.Sprint(i), fmt.Sprint("chat", i%4)))
			}
			b.must(c)
			b.sharedOut(40)
		}},
		{"a caller who went away is not told it was done", func(b *bench) {
			ctx, cancel := context.WithCancel(b.ctx())
			cancel()
			_, err := b.Apply(ctx, scheduling.Change{Command: "c", Count: map[string]int64{"n": 1}})
			b.is(context.Canceled, err)
		}},
	}
}

// race applies n changes at once; each succeeds or fails with lost. It returns
// how many succeeded.
func (b *bench) race(n int, lost error, change func(i int) scheduling.Change) (won int) {
	b.Helper()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { _, errs[i] = b.try(change(i)) })
	}
	all.Wait()
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case lost == nil || !errors.Is(err, lost):
			b.Errorf("got error %v, want %v", err, lost)
		}
	}
	return won
}

// sharedOut lets eight replicas claim everything and fails unless each of the n
// works and messages came to one.
func (b *bench) sharedOut(n int) {
	b.Helper()
	var mu sync.Mutex // guards works and messages
	works, messages := map[string]int{}, map[string]int{}
	var all sync.WaitGroup
	for r := range 8 {
		all.Go(func() {
			owner := fmt.Sprint("r", r)
			ds, err := b.ClaimDue(b.ctx(), owner, start(), start(), time.Minute, 7)
			ms, err2 := b.ClaimOutbox(b.ctx(), owner, "", start(), time.Minute, 99)
			if err = errors.Join(err, err2); err != nil {
				b.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, d := range ds {
				works[d.ID]++
			}
			for _, m := range ms {
				messages[m.ID]++
			}
		})
	}
	all.Wait()
	b.same("works", n, len(works))
	b.same("messages", n, len(messages))
	for id := range works {
		if works[id] != 1 || messages[id] != 1 {
			b.Errorf("%s came as work %d times, as message %d times", id, works[id], messages[id])
		}
	}
}
