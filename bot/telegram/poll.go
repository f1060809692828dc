package telegram

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	api "github.com/go-telegram/bot"

	"escale/bot"
)

// Introduce learns the bot's name and sets its menu, and tries until it can or
// the context ends.
func (b *Bot) Introduce(ctx context.Context) { b.retry(ctx, b.introduce) }

// Run polls until the context ends; of several replicas, one at a time. Each
// update is handed to receive, those of one chat in order; it is confirmed to
// Telegram once receive returned without an error, and otherwise comes again. A
// webhook that was set before is taken away.
func (b *Bot) Run(ctx context.Context, receive func(context.Context, bot.Inbound) error) {
	p := newPoller(b, receive)
	for ctx.Err() == nil {
		b.retry(ctx, p.round)
	}
	p.work.Wait()
	p.farewell(context.WithoutCancel(ctx))
}

// retry does something until it succeeds or the context ends.
func (b *Bot) retry(ctx context.Context, do func(context.Context) error) {
	for fails := 0; ctx.Err() == nil; fails++ {
		err := do(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		b.Log.Error("telegram", "error", err)
		wait := b.backOff(fails)
		if errors.Is(err, api.ErrorConflict) {
			wait = b.backOff(fails + patient) // each of two that poll ends the other's wait
		}
		if slow, ok := errors.AsType[*bot.Throttled](err); ok {
			wait = slow.Until.Sub(b.Clock())
		}
		rest(ctx, wait)
	}
}

// patient is how many failures a conflict counts for at once.
const patient = 3

// backOff is how long to wait after so many failures before.
func (b *Bot) backOff(fails int) time.Duration { return min(b.Pause<<min(fails, 6), time.Minute) }

func rest(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// poller fetches updates and confirms those that are done.
type poller struct {
	*Bot
	*book
	receive func(context.Context, bot.Inbound) error
	work    sync.WaitGroup
	offset  int64 // confirms what is before it; 0: nothing to confirm
}

func newPoller(b *Bot, receive func(context.Context, bot.Inbound) error) *poller {
	return &poller{Bot: b, book: newBook(), receive: receive}
}

// slice is how long a round waits for turns under way before it looks for more.
const slice = 500 * time.Millisecond

// round fetches, lets what came be worked on, and moves the offset past what
// is done.
func (p *poller) round(ctx context.Context) error {
	wait := p.Poll
	if p.working() {
		wait = 0
	}
	begun := time.Now()
	raws, err := p.fetch(ctx, p.offset, wait)
	if errors.Is(err, errHooked) {
		return p.withdraw(ctx)
	}
	if err != nil {
		return err
	}
	if len(raws) == 0 && wait > 0 && time.Since(begun) < p.Pause {
		rest(ctx, p.Pause) // a server that does not wait for something to come
	}
	p.offset = 0 // ids may begin anew after an idle week: nothing lingers
	var ids []int64
	for _, raw := range raws {
		if u, err := parse(raw); u.id == 0 {
			p.Log.Error("telegram update skipped", "error", err)
		} else {
			ids = append(ids, u.id)
			p.take(ctx, u, err)
		}
	}
	if len(ids) == 0 && len(raws) > 0 {
		return fmt.Errorf("%d updates without an id", len(raws))
	}
	p.settled(ctx, slice)
	var whole bool
	if p.offset, whole = p.confirmable(ids); !whole && !p.working() {
		rest(ctx, p.Pause) // a turn failed: what is left would come back at once
	}
	return nil
}

// take begins an update that is new, or whose turn failed some time ago.
func (p *poller) take(ctx context.Context, u update, fault error) {
	fresh, begin := p.enter(u, fault != nil || u.inbound == nil || p.goesOn(u), p.Clock())
	if fresh && fault != nil {
		p.Log.Error("telegram update skipped", "update", u.id, "error", fault)
	}
	if fresh && u.query != "" {
		p.work.Go(func() { p.stopSpinner(ctx, u.query) })
	}
	if fresh && u.aside != nil {
		p.work.Go(func() { p.reply(ctx, *u.aside) })
	}
	if begin {
		p.work.Go(func() { p.drain(ctx, u) })
	}
}

// drain works a chat's queue off. If a turn fails, what is behind it waits to
// come again after it.
func (p *poller) drain(ctx context.Context, u update) {
	for more := true; more; {
		p.touched(u)
		u.inbound.Shown = p.shownIn(u.chat)
		err := receive(ctx, p.receive, u)
		switch {
		case err == nil:
			u, more = p.done(u)
		case errors.Is(err, bot.ErrPanic) && p.fails(u) >= poisoned:
			p.Log.Error("telegram update given up", "update", u.id)
			u, more = p.done(u)
		default:
			p.Log.Error("telegram update to come again", "update", u.id, "error", err)
			p.failed(u, p.Clock().Add(p.backOff(p.fails(u))))
			more = false
		}
	}
}

// farewell confirms what was done last, so that it need not come again.
func (p *poller) farewell(ctx context.Context) {
	if offset, _ := p.confirmable(p.known()); offset != 0 {
		p.offset = offset
	}
	if p.offset == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if _, err := p.fetch(ctx, p.offset, 0); err != nil {
		p.Log.Info("telegram not confirmed", "error", err)
	}
}
