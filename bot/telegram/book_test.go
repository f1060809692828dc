package telegram

import (
	"testing"
	"time"
)

func TestWhatIsBehindAFailedUpdateWaitsForIt(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	b := newBook()
	first, second, other := update{id: 1, chat: 7}, update{id: 2, chat: 7}, update{id: 3, chat: 8}
	begins := func(u update, at time.Time, want bool) {
		t.Helper()
		if _, begin := b.enter(u, false, at); begin != want {
			t.Errorf("update %d begins: %v, want %v", u.id, begin, want)
		}
	}
	begins(first, now, true)
	begins(second, now, false) // queued
	b.failed(first, now.Add(time.Second))
	begins(first, now.Add(999*time.Millisecond), false)
	begins(second, now.Add(2*time.Second), false) // not before the first
	begins(other, now, true)
	begins(first, now.Add(2*time.Second), true)
	begins(second, now.Add(2*time.Second), false)
	if offset, whole := b.confirmable([]int64{3, 1, 2}); offset != 0 || whole {
		t.Errorf("offset %d, whole %v before anything is done", offset, whole)
	}
	if next, more := b.done(first); !more || next.id != 2 {
		t.Errorf("after the first comes %d, %v", next.id, more)
	}
	if offset, whole := b.confirmable([]int64{1, 2, 3}); offset != 2 || whole {
		t.Errorf("offset %d, whole %v, want 2 and the rest to come", offset, whole)
	}
	b.done(second)
	b.done(other)
	if offset, whole := b.confirmable([]int64{2, 3}); offset != 4 || !whole || b.working() {
		t.Errorf("offset %d, whole %v, working %v", offset, whole, b.working())
	}
}
