package bot

import (
	"context"
	"sync"
	"time"

	"escale/scheduling"
)

// Pass delivers what waits for any chat, and returns when it has been tried.
func (d *Deliverer) Pass(ctx context.Context) error {
	work, _, err := d.dispatch(ctx, most)
	work.Wait()
	return err
}

// most is how many messages are claimed at once.
const most = 100

// Run passes at every tick until the context ends, and at once while much
// waits; a slow chat holds up no other.
func (d *Deliverer) Run(ctx context.Context, tick time.Duration) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	for {
		more := true
		if n := crowd - d.crowd(); n > 0 {
			work, claimed, err := d.dispatch(ctx, n)
			all.Go(work.Wait)
			more = claimed == n
			if err != nil && ctx.Err() == nil {
				d.Log.Error("deliver", "error", err)
			}
		}
		if !d.pause(ctx, ticker.C, more) {
			return
		}
	}
}

// crowd is the most chats that Run serves at once, those that wait for their
// turn among them: few enough that all are served well within a lease.
const crowd = 64

// pause waits for the tick, or, if there is more, until half the crowd was
// served; false: the end.
func (d *Deliverer) pause(ctx context.Context, tick <-chan time.Time, more bool) bool {
	var thin <-chan struct{}
	if more {
		thin = d.thinned(crowd / 2)
	}
	select {
	case <-tick:
	case <-thin:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// dispatch claims at most n messages over all chats and serves each chat in a
// goroutine of its own.
func (d *Deliverer) dispatch(ctx context.Context, n int) (*sync.WaitGroup, int, error) {
	d.claims.Lock()
	defer d.claims.Unlock()
	var work sync.WaitGroup
	claimed, err := d.claim(ctx, "", n)
	for _, run := range byChat(claimed) {
		chat := run[0].Chat
		d.begin(chat)
		work.Go(func() {
			defer d.end(chat)
			d.serve(ctx, chat, run)
		})
	}
	return &work, len(claimed), err
}

// byChat cuts a claim into runs of one chat each, in order.
func byChat(claimed []scheduling.Outgoing) [][]scheduling.Outgoing {
	var runs [][]scheduling.Outgoing
	at := map[string]int{}
	for _, out := range claimed {
		i, seen := at[out.Chat]
		if !seen {
			i = len(runs)
			at[out.Chat] = i
			runs = append(runs, nil)
		}
		runs[i] = append(runs[i], out)
	}
	return runs
}
