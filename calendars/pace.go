package calendars

import (
	"math/rand/v2"
	"time"
)

// Bounds of the time between two tries at a calendar.
const (
	maxPause = 5 * time.Minute // in trouble
	minPause = 5 * time.Second // however many parents look
)

// Published feeds are rendered anew a few times an hour at best, often every few
// hours: to ask sooner tells nothing.
const (
	feedPace    = 15 * time.Minute
	maxFeedPace = time.Hour        // whatever max-age says
	feedRetry   = 30 * time.Second // doubled with every failure
)

// relist is how often all objects are named even if tokens say that nothing
// changed: a server that forgot a token may answer in full without telling what
// is gone (DAViCal, SOGo). reread is how often everything is read anew: a server
// may change an object without its ETag. Both give or take a fifth, so that
// calendars first read together do not meet again.
const (
	relist = time.Hour
	reread = 24 * time.Hour
)

// pause is the interval give or take a fifth, doubled with every failure, and no
// shorter than what the server asked for.
func pause(interval time.Duration, failures int, asked time.Duration) time.Duration {
	d := interval
	for range min(failures, 10) {
		d = min(2*d, max(maxPause, interval))
	}
	return max(jitter(d), asked)
}

// jitter is a time give or take a fifth.
func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64()))
}

// plan says when the calendar's next turn is, after a try: c.next in any case,
// c.soon if a parent looks. The caller holds c.mu.
func (c *copied) plan(first bool, asked time.Duration) {
	c.tries.Add(1)
	now, interval := c.now(), c.pace
	if c.feed != nil && c.failures > 0 {
		interval = feedRetry
	}
	wait := pause(interval, c.failures, asked)
	if first && c.failures == 0 { // spread what began together
		wait = time.Duration(float64(wait) * (0.2 + 0.8*rand.Float64()))
	}
	c.next, c.soon = now.Add(wait), now.Add(max(minPause, asked))
	if c.feed != nil || c.soon.After(c.next) {
		c.soon = c.next
	}
}

// early returns a condition for sync: the calendar's turn has not come. What
// will be due before long goes along with the agenda's other calendars.
func (c *copied) early(hurried bool) func() bool {
	return func() bool {
		due := c.next
		switch {
		case hurried && !c.host.crowded():
			due = c.soon
		case c.feed == nil && c.failures == 0:
			due = due.Add(-c.pace * 2 / 5)
		}
		return c.now().Before(due)
	}
}

// turns says when an agenda's next calendar is due, and when if somebody looks.
func (a *agenda) turns() (next, soon time.Time) {
	for _, u := range a.uses {
		u.mu.Lock()
		if next.IsZero() || u.next.Before(next) {
			next = u.next
		}
		if soon.IsZero() || u.soon.Before(soon) {
			soon = u.soon
		}
		u.mu.Unlock()
	}
	return next, soon
}
