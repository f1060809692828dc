package webchat

import (
	"sync"
	"time"
)

// networks bounds how many networks a limiter remembers.
const networks = 20000

// limiter is a token bucket per network: so many inputs at once, then so many a
// second.
type limiter struct {
	rate, burst float64 // tokens a second; tokens at most

	mu      sync.Mutex // guards buckets
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(rate, burst float64) *limiter {
	return &limiter{rate: rate, burst: burst, buckets: map[string]bucket{}}
}

// take reports whether one more is allowed to the network at that time.
func (l *limiter) take(network string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[network]
	if !known {
		l.makeRoom(now)
		b = bucket{tokens: l.burst, at: now}
	}
	b.tokens = l.level(b, now)
	b.at = now
	allowed := b.tokens >= 1
	if allowed {
		b.tokens--
	}
	l.buckets[network] = b
	return allowed
}

func (l *limiter) level(b bucket, now time.Time) float64 {
	return min(l.burst, b.tokens+max(0, now.Sub(b.at).Seconds())*l.rate)
}

// makeRoom forgets networks whose bucket is full again, and if there are none,
// any one.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.buckets) < networks {
		return
	}
	for network, b := range l.buckets {
		if l.level(b, now) >= l.burst {
			delete(l.buckets, network)
		}
	}
	for network := range l.buckets {
		if len(l.buckets) < networks {
			return
		}
		delete(l.buckets, network)
	}
}
