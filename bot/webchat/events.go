package webchat

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	streams = 2000 // open at once, of all pages
	// streamsOf is how many one conversation has. A browser opens six connections to a
	// server without HTTP/2, in all its tabs together: some must be left for answers.
	streamsOf  = 4
	heartbeat  = 25 * time.Second
	streamLife = 30 * time.Minute // then the browser opens another
)

// events streams the version of the transcript whenever it changes: GET /events.
// A page that has an older one fetches itself anew. 204 tells a browser not to
// come back.
func (c *Chat) events(w http.ResponseWriter, r *http.Request) {
	who, err := c.visitor(r.Context(), r)
	if err != nil {
		c.fail(w, r, "find conversation", err, posted{})
		return
	}
	id := ""
	if who.known {
		id = c.key(who.Address).ID
	}
	changes, leave := c.hub.join(id)
	if changes == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	ctx, cancel := context.WithTimeout(r.Context(), streamLife)
	defer cancel()
	c.stream(ctx, http.NewResponseController(w), w, changes, func() int64 {
		record, err := c.Store.Get(ctx, c.key(who.Address))
		if err != nil {
			return 0
		}
		return record.Version
	})
}

// stream writes until the context or the hub ends. At each heartbeat it looks
// for changes that another replica made.
func (c *Chat) stream(ctx context.Context, flush *http.ResponseController, w http.ResponseWriter, changes <-chan int64, current func() int64) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	told := int64(0)
	for version := current(); ; {
		text := ": still here\n\n"
		if version > told {
			told, text = version, fmt.Sprintf("data: %d\n\n", version)
		}
		// The server's own deadline is for pages; a reader that is gone is noticed
		// at the next heartbeat.
		_ = flush.SetWriteDeadline(time.Now().Add(2 * heartbeat))
		if _, err := fmt.Fprint(w, text); err != nil || flush.Flush() != nil {
			return
		}
		var open bool
		select {
		case version, open = <-changes:
			if !open {
				return
			}
		case <-beat.C:
			version = current()
		case <-ctx.Done():
			return
		}
	}
}

// hub tells open pages that their transcript changed.
type hub struct {
	mu     sync.Mutex // guards the rest
	closed bool
	count  int
	pages  map[string]map[chan int64]struct{}
}

func newHub() *hub { return &hub{pages: map[string]map[chan int64]struct{}{}} }

// join returns a channel of versions, and how to leave; nil when there is no
// conversation or no room.
func (h *hub) join(id string) (<-chan int64, func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if id == "" || h.closed || h.count >= streams || len(h.pages[id]) >= streamsOf {
		return nil, nil
	}
	changes := make(chan int64, 1)
	if h.pages[id] == nil {
		h.pages[id] = map[chan int64]struct{}{}
	}
	h.pages[id][changes] = struct{}{}
	h.count++
	return changes, func() { h.leave(id, changes) }
}

func (h *hub) leave(id string, changes chan int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, in := h.pages[id][changes]; !in {
		return
	}
	delete(h.pages[id], changes)
	h.count--
	if len(h.pages[id]) == 0 {
		delete(h.pages, id)
	}
}

// tell passes a version on; a page that is slow gets the latest only.
func (h *hub) tell(id string, version int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for changes := range h.pages[id] {
		select {
		case <-changes:
		default:
		}
		changes <- version
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for _, pages := range h.pages {
		for changes := range pages {
			close(changes)
		}
	}
	h.pages, h.count = nil, 0
}
