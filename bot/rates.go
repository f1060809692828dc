package bot

import (
	"cmp"
	"sync"
	"time"
)

// Rate is how fast a messaging app takes messages. The zero Rate is unlimited.
type Rate struct {
	PerSecond int           // over all chats, shared by all replicas
	Together  int           // over all chats, at once; default PerSecond
	Chat      time.Duration // between two messages to one chat, on average
	Burst     int           // messages one chat may get at once; default 1
}

// pace keeps the rates of all channels, by machine time.
type pace struct {
	rates    map[string]Rate
	replicas func() int // that share a rate; a chat is served by one of them

	mu      sync.Mutex           // guards the rest
	next    map[string]time.Time // theoretical arrival time (GCRA) by channel and by chat
	queues  map[string][]*place  // by channel, who waits for the rate over all chats
	order   int                  // of who came to wait
	granted map[string]bool      // chats for which the rate over all was taken already
	slows   map[string]slow      // by channel, the last chat that was told to wait
}

// slow is a chat that its app told to wait.
type slow struct {
	chat  string
	until time.Time
}

func newPace(rates map[string]Rate, replicas func() int) *pace {
	return &pace{
		rates: rates, replicas: replicas, next: map[string]time.Time{},
		queues: map[string][]*place{}, granted: map[string]bool{}, slows: map[string]slow{},
	}
}

// take allows one message now and returns the zero time, or says from when on,
// as far as nobody comes before. at is the place of who waits; nil: nobody does.
func (p *pace) take(channel, chat string, at *place, now time.Time) time.Time {
	rate, limited := p.rates[channel]
	if !limited {
		return time.Time{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(now)
	until := p.from("chat/"+chat, rate.Chat, rate.Burst)
	if !p.granted[chat] {
		until = later(until, p.room(channel, rate, at, now))
	}
	if until.After(now) {
		return until
	}
	if !p.granted[chat] {
		p.spend("all/"+channel, p.every(rate), now)
	}
	delete(p.granted, chat)
	p.spend("chat/"+chat, rate.Chat, now)
	return time.Time{}
}

// room is from when on the rate over all chats allows the message, after those
// that come before.
func (p *pace) room(channel string, rate Rate, at *place, now time.Time) time.Time {
	every := p.every(rate)
	from := p.from("all/"+channel, every, rate.together())
	if before := p.before(channel, at); before > 0 {
		return later(from, now).Add(every * time.Duration(before))
	}
	return from
}

func (r Rate) together() int { return max(cmp.Or(r.Together, r.PerSecond), 1) }

// every is between two messages of this replica over all chats; 0: any number.
func (p *pace) every(rate Rate) time.Duration {
	if rate.PerSecond <= 0 {
		return 0
	}
	n := time.Duration(rate.PerSecond)
	return (time.Second*time.Duration(p.replicas()) + n - 1) / n // rounded up: never one too many
}

// slowed notes that the app told a chat to wait. Telegram does not say whether
// the chat gets too much or all do: when a second chat is told so meanwhile, all
// wait.
func (p *pace) slowed(channel, chat string, until, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.slows[channel]
	p.slows[channel] = slow{chat, until}
	if was.chat == "" || was.chat == chat || !was.until.After(now) {
		return
	}
	rate := p.rates[channel]
	ahead := p.every(rate) * time.Duration(rate.together()-1)
	all := "all/" + channel
	p.next[all] = later(p.next[all], until.Add(ahead))
}

// from is the first instant at which the key has room.
func (p *pace) from(key string, every time.Duration, burst int) time.Time {
	at, used := p.next[key]
	if !used {
		return time.Time{}
	}
	return at.Add(-every * time.Duration(max(burst, 1)-1))
}

func (p *pace) spend(key string, every time.Duration, now time.Time) {
	if every > 0 {
		p.next[key] = later(p.next[key], now).Add(every)
	}
}

// forget drops what no longer limits anything, once there is much of it.
func (p *pace) forget(now time.Time) {
	if len(p.next) < 1000 {
		return
	}
	for key, at := range p.next {
		if at.Before(now) {
			delete(p.next, key)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
