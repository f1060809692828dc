package calendars

import (
	"context"
	"net/url"
	"sync/atomic"
	"time"
)

// host is a server, shared by every account on it.
type host struct {
	name  string
	slots chan struct{} // bounds the requests that run at once
	turns chan struct{} // bounds the pulls of Run; those that a booking needs don't wait for them
	sick  chan struct{} // bounds the pulls of calendars whose last one failed
	pulls atomic.Int32  // under way or waiting
}

func newHost(name string, requests int) *host {
	return &host{name: name, slots: make(chan struct{}, requests), turns: make(chan struct{}, requests), sick: make(chan struct{}, max(1, requests/4))}
}

// hostOf is the host and port of an address; empty if it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// crowded reports whether so much waits that nothing should be hurried.
func (h *host) crowded() bool { return int(h.pulls.Load()) > 2*cap(h.slots) }

// laneWait is how long a calendar in trouble waits for others in trouble on its
// host.
const laneWait = 10 * time.Second

// admit waits for the turn of a calendar in trouble: those that hang may take
// one connection in four, and the others of the host go on. ok is false when the
// wait was too long.
func (h *host) admit(ctx context.Context) (leave func(), ok bool) {
	patience := time.NewTimer(laneWait)
	defer patience.Stop()
	select {
	case h.sick <- struct{}{}:
		return func() { <-h.sick }, true
	case <-patience.C:
	case <-ctx.Done():
	}
	return nil, false
}
