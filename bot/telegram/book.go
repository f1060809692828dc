package telegram

import (
	"context"
	"slices"
	"sync"
	"time"
)

// book knows what became of the updates that are not confirmed yet, and which
// wait behind another of their chat.
type book struct {
	mu     sync.Mutex         // guards all
	states map[int64]*state   // by update id
	queues map[int64][]update // by chat, the first being worked on
	blocks map[int64]block    // by chat whose turn failed
	idle   chan struct{}      // a queue was worked off
}

// state of an update.
type state struct {
	queued, done bool
	fails        int
}

// block lets only the update that failed begin its chat again, and not before
// an instant of machine time.
type block struct {
	update int64
	until  time.Time
}

// forgotten is when a block ends even if its update never came again.
const forgotten = time.Hour

func (b block) holds(update int64, now time.Time) bool {
	return now.Before(b.until) || b.update != 0 && b.update != update && now.Before(b.until.Add(forgotten))
}

func newBook() *book {
	return &book{
		states: map[int64]*state{}, queues: map[int64][]update{}, blocks: map[int64]block{},
		idle: make(chan struct{}, 1),
	}
}

// enter notes an update and queues it behind those of its chat, unless it is
// done, queued, to be skipped, or its chat has to wait. fresh: it was never
// seen; begin: nothing of its chat is being worked on.
func (b *book) enter(u update, skip bool, now time.Time) (fresh, begin bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, known := b.states[u.id]
	if !known {
		s = &state{done: skip}
		b.states[u.id] = s
	}
	if s.done || s.queued || b.blocks[u.chat].holds(u.id, now) {
		return !known, false
	}
	delete(b.blocks, u.chat)
	s.queued = true
	b.queues[u.chat] = append(b.queues[u.chat], u)
	return !known, len(b.queues[u.chat]) == 1
}

// done notes that the first of a chat's queue is, and returns the next.
func (b *book) done(u update) (next update, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.states[u.id].done = true
	b.queues[u.chat] = b.queues[u.chat][1:]
	if len(b.queues[u.chat]) > 0 {
		return b.queues[u.chat][0], true
	}
	b.close(u.chat)
	return update{}, false
}

// failed lets the whole queue of a chat come again, not before an instant.
func (b *book) failed(u update, until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.states[u.id].fails++
	for _, waiting := range b.queues[u.chat] {
		b.states[waiting.id].queued = false
	}
	b.blocks[u.chat] = block{u.id, until}
	b.close(u.chat)
}

func (b *book) close(chat int64) {
	delete(b.queues, chat)
	select {
	case b.idle <- struct{}{}:
	default:
	}
}

func (b *book) fails(u update) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.states[u.id].fails
}

func (b *book) working() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.queues) > 0
}

// settled waits until nothing is being worked on, but not longer than most.
func (b *book) settled(ctx context.Context, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	for b.working() {
		select {
		case <-b.idle:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// confirmable returns the offset that confirms what is done before the first
// that is not, 0 if there is nothing to confirm, and whether all is done. What
// is confirmed is forgotten.
func (b *book) confirmable(ids []int64) (offset int64, whole bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.Sort(ids)
	whole = true
	for _, id := range ids {
		if s := b.states[id]; s != nil && !s.done {
			whole = false
			break
		}
		offset = id + 1
	}
	for _, id := range ids {
		if id < offset {
			delete(b.states, id)
		}
	}
	return offset, whole
}

// known are the ids not forgotten yet.
func (b *book) known() []int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []int64
	for id := range b.states {
		ids = append(ids, id)
	}
	return ids
}
