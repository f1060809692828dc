package bot

import (
	"slices"
	"sync"
	"time"

	"escale/scheduling"
)

// memory is what one process knows of its deliveries beyond the outbox: what it
// sent already, which chats rest after a failure, and which are being served.
type memory struct {
	mu      sync.Mutex           // guards all
	sent    map[string]time.Time // message id → machine time
	rests   map[string]rest      // by chat
	serving map[string]*serving  // by chat
	thin    []thinning           // who waits for fewer to be served
}

// thinning ends when no more than so many chats are being served.
type thinning struct {
	most int
	done chan struct{}
}

// serving counts the passes that serve a chat.
type serving struct {
	passes int
	done   chan struct{}
}

// rest is a chat that waits after failures in a row, machine time.
type rest struct {
	until time.Time
	fails int
}

// remember is for how long a message sent is known: well beyond a lease.
const remember = time.Hour

func newMemory() memory {
	return memory{sent: map[string]time.Time{}, rests: map[string]rest{}, serving: map[string]*serving{}}
}

// resting returns until when a chat rests; zero if it does not.
func (m *memory) resting(chat string, now time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	if until := m.rests[chat].until; until.After(now) {
		return until
	}
	return time.Time{}
}

func (m *memory) letRest(chat string, until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rests[chat] = rest{until: until, fails: m.rests[chat].fails}
}

// failed counts one more failure of a chat and returns how many came in a row.
func (m *memory) failed(chat string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.rests[chat]
	r.fails++
	m.rests[chat] = r
	return r.fails
}

func (m *memory) wasSent(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, sent := m.sent[id]
	return sent
}

// noteSent remembers what is done with: a message claimed twice by this
// process, or whose acknowledgement was lost, is not sent twice.
func (m *memory) noteSent(out scheduling.Outgoing, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rests, out.Chat)
	m.sent[out.ID] = now
	if len(m.sent) < 10000 {
		return
	}
	for id, at := range m.sent {
		if now.Sub(at) > remember {
			delete(m.sent, id)
		}
	}
}

// begin notes that a pass is about to serve a chat, end that it did.
func (m *memory) begin(chat string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.serving[chat] == nil {
		m.serving[chat] = &serving{done: make(chan struct{})}
	}
	m.serving[chat].passes++
}

func (m *memory) end(chat string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.serving[chat]
	if s.passes--; s.passes == 0 {
		close(s.done)
		delete(m.serving, chat)
	}
	m.thin = slices.DeleteFunc(m.thin, func(t thinning) bool {
		if len(m.serving) > t.most {
			return false
		}
		close(t.done)
		return true
	})
}

// crowd is how many chats are being served.
func (m *memory) crowd() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.serving)
}

// thinned returns what ends when no more than most chats are being served.
func (m *memory) thinned(most int) <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := thinning{most, make(chan struct{})}
	if len(m.serving) <= most {
		close(t.done)
		return t.done
	}
	m.thin = append(m.thin, t)
	return t.done
}

// served returns what ends when no pass serves the chat any more; nil if none
// does.
func (m *memory) served(chat string) <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.serving[chat]; s != nil {
		return s.done
	}
	return nil
}
