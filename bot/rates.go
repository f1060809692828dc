package bot

import (
	"sync"
	"time"
)

// Rate is how fast a messaging app takes messages. The zero Rate is unlimited.
type Rate struct {
	PerSecond int           // over all chats, shared by all replicas
	Chat      time.Duration // between two messages to one chat, on average
	Burst     int           // messages one chat may get at once; default 1
}

// pace keeps the rates of all channels, by machine time.
type pace struct {
	rates    map[string]Rate
	replicas func() int // that share a rate; a chat is served by one of them

	mu   sync.Mutex           // guards next
	next map[string]time.Time // theoretical arrival time (GCRA) by channel and by chat
}

func newPace(rates map[string]Rate, replicas func() int) *pace {
	return &pace{rates: rates, replicas: replicas, next: map[string]time.Time{}}
}

// take allows one message now and returns the zero time, or says from when on.
func (p *pace) take(channel, chat string, now time.Time) time.Time {
	rate, limited := p.rates[channel]
	if !limited {
		return time.Time{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(now)
	all, one := "all/"+channel, "chat/"+chat
	var every time.Duration
	if rate.PerSecond > 0 {
		every = time.Second * time.Duration(p.replicas()) / time.Duration(rate.PerSecond)
	}
	until := later(p.from(all, every, rate.PerSecond), p.from(one, rate.Chat, rate.Burst))
	if until.After(now) {
		return until
	}
	p.spend(all, every, now)
	p.spend(one, rate.Chat, now)
	return time.Time{}
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
