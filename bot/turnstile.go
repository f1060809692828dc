package bot

import (
	"cmp"
	"context"
	"slices"
	"time"

	"escale/scheduling"
)

// place is where a message stands among those of its channel that wait for the
// rate over all chats: those of a conversation first, questionnaires last, and
// otherwise as they came.
type place struct {
	rank, order int
	ready       chan struct{} // it became the first
}

// ranks are by how long each may wait; what has no class is a reply.
var ranks = map[scheduling.Class]int{
	scheduling.Reply: 0, scheduling.Notice: 1, scheduling.Reminder: 2, scheduling.Questionnaire: 3,
}

func (p *place) compare(other *place) int {
	return cmp.Or(cmp.Compare(p.rank, other.rank), cmp.Compare(p.order, other.order))
}

// join takes a place.
func (p *pace) join(channel string, class scheduling.Class) *place {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.order++
	at := &place{ranks[class], p.order, make(chan struct{}, 1)}
	queue := p.queues[channel]
	i, _ := slices.BinarySearchFunc(queue, at, (*place).compare)
	p.queues[channel] = slices.Insert(queue, i, at)
	return at
}

// leave gives a place up and tells who is the first now.
func (p *pace) leave(channel string, at *place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queues[channel] = slices.DeleteFunc(p.queues[channel], func(other *place) bool { return other == at })
	if queue := p.queues[channel]; len(queue) > 0 {
		select {
		case queue[0].ready <- struct{}{}:
		default:
		}
	}
}

// before is how many stand before a place; the lock is held.
func (p *pace) before(channel string, at *place) int {
	if at == nil {
		return 0
	}
	return slices.Index(p.queues[channel], at)
}

// grant takes the rate over all chats for the chat's next message, or says from
// when on it may.
func (p *pace) grant(channel, chat string, at *place, now time.Time) time.Time {
	rate, limited := p.rates[channel]
	if !limited {
		return time.Time{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.room(channel, rate, at, now); until.After(now) {
		return until
	}
	p.spend("all/"+channel, p.every(rate), now)
	p.granted[chat] = true
	return time.Time{}
}

// giveBack gives back what was granted to a chat and not used: its message was
// dropped.
func (p *pace) giveBack(channel, chat string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.granted[chat] {
		return
	}
	delete(p.granted, chat)
	all := "all/" + channel
	p.next[all] = p.next[all].Add(-p.every(p.rates[channel]))
}

// full reports from when on a chat's own rate allows a message; zero: now.
func (p *pace) full(channel, chat string, now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	rate := p.rates[channel]
	if until := p.from("chat/"+chat, rate.Chat, rate.Burst); until.After(now) {
		return until
	}
	return time.Time{}
}

// queue waits for the turn of a chat's next message among those of all chats.
// Who does not wait takes it as the message leaves.
func (d *Deliverer) queue(ctx context.Context, out scheduling.Outgoing) error {
	if d.Patience == 0 {
		return nil
	}
	return d.await(ctx, out, d.pace.grant)
}

// await asks for the message's turn until it has come, as long as patience
// lasts; *Throttled says from when on to try again.
func (d *Deliverer) await(ctx context.Context, out scheduling.Outgoing, ask func(channel, chat string, at *place, now time.Time) time.Time) error {
	begun := d.Clocks.Machine()
	if until := d.pace.full(out.Channel, out.Chat, begun); !until.IsZero() {
		return &Throttled{Until: until} // in line it would hold up others
	}
	var at *place
	if d.Patience > 0 {
		at = d.pace.join(out.Channel, out.Class)
		defer d.pace.leave(out.Channel, at)
	}
	for now := begun; ; now = d.Clocks.Machine() {
		until := ask(out.Channel, out.Chat, at, now)
		switch {
		case until.IsZero():
			return nil
		case until.After(begun.Add(d.Patience)):
			return &Throttled{Until: until}
		}
		if err := at.wait(ctx, until.Sub(now)); err != nil {
			return err
		}
	}
}

// wait ends after a time, or once the place is the first.
func (p *place) wait(ctx context.Context, most time.Duration) error {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
