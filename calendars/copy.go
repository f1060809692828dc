package calendars

import (
	"context"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
)

// copied is the mirror's copy of one calendar. Agendas that name the same
// calendar share it.
type copied struct {
	ref          string // display name or path, as configured; the host of a feed
	words        wording
	zone         *time.Location
	zones        *ical.Zones
	installation string
	now          func() time.Time // machine time
	log          *slog.Logger
	disk         disk
	host         *host
	client       *caldav.Client // nil for a feed
	feed         *feed          // nil for a CalDAV calendar
	badURL       error          // there is neither, because of this
	relist       time.Duration
	reread       time.Duration

	// pulling is held by whoever talks to the server about this calendar, and
	// guards half.
	pulling chan struct{}
	half    map[string]*kept // read by a pull that failed before its end

	// tries counts what may have changed anything below; it moves on before the
	// change can be seen.
	tries atomic.Uint64

	// mu guards what follows.
	mu       sync.Mutex
	state    caldav.Calendar // path, ctag and token of the last success
	marks    validators      // of a feed, at the last success
	objects  map[string]*kept
	started  int           // pulls begun
	done     int           // number of the last pull that succeeded
	begun    time.Time     // when that one began
	success  time.Time     // when it ended
	listed   time.Time     // when every object was last named
	read     time.Time     // when every object was last read
	emptied  time.Time     // since when a feed is suddenly empty; zero: it is not
	failed   error         // of the last pull; nil: it succeeded
	failures int           // in a row
	since    time.Time     // when the first of these was
	pace     time.Duration // between two pulls that succeed
	next     time.Time     // when the next pull is due
	soon     time.Time     // the same, if somebody looks
	version  int           // changes with the objects
}

// pullLimit bounds one pull. What it has read by then is kept for the next.
const pullLimit = 10 * time.Minute

// sync reads what changed, unless enough says that what was read, or has just
// failed, will do. The error is that of the last pull.
func (c *copied) sync(ctx context.Context, enough func() bool) error {
	select {
	case c.pulling <- struct{}{}:
		defer func() { <-c.pulling }()
	case <-ctx.Done():
		return ctx.Err()
	}
	c.mu.Lock()
	if enough() {
		defer c.mu.Unlock()
		return c.failed
	}
	c.started++
	number := c.started
	p := pull{copied: c, begun: c.now(), state: c.state, marks: c.marks, emptied: c.emptied, all: c.now().Sub(c.read) >= c.reread}
	c.mu.Unlock()
	err := c.badURL
	if err == nil {
		limited, cancel := context.WithTimeout(ctx, pullLimit)
		defer cancel()
		err = spare(c.log, func() error { return p.run(limited) })
	}
	if ctx.Err() != nil && err != nil {
		return err // we gave up ourselves, which is nobody's trouble
	}
	if err != nil {
		c.fail(&p, err)
		return err
	}
	if c.take(&p, number) {
		c.disk.save(c)
	}
	return nil
}

// after returns a condition for sync: a pull that began after now succeeded, or
// may not begin yet, since the server asked to wait or a feed is not due.
func (c *copied) after() func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.started
	early := c.early(false)
	return func() bool {
		asked := caldav.RetryAfter(c.failed) > 0 && c.now().Before(c.soon)
		return c.done > n || asked || c.feed != nil && early()
	}
}

// fail notes that a pull failed, and keeps what it has read for the next.
func (c *copied) fail(p *pull, err error) {
	c.half = p.got
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failures++; c.failures == 1 {
		c.since = c.now()
	}
	c.failed, c.emptied = err, p.emptied
	if t := caldav.TroubleOf(err); t == caldav.Missing || !strings.HasPrefix(c.state.Path, "/") && (t == caldav.Unreachable || t == caldav.Untrusted || t == caldav.Elsewhere) {
		c.state.Path = "" // look for the name anew, and for the host that it was on
	}
	c.plan(false, caldav.RetryAfter(err))
	c.log.Warn("calendar not read", "calendar", c.ref, "host", c.host.name, "failures", c.failures, "err", err)
}

// take takes in the result of a pull, all at once. It reports whether there is
// anything to write to the disk.
func (c *copied) take(p *pull, number int) (dirty bool) {
	c.half = nil
	c.mu.Lock()
	defer c.mu.Unlock()
	first := c.done == 0
	c.failed, c.failures, c.since, c.emptied = nil, 0, time.Time{}, time.Time{}
	c.done, c.begun, c.success = number, p.begun, c.now()
	c.state, c.marks, c.pace = p.state, p.marks, max(c.pace, p.pace)
	if p.full {
		c.listed = p.begun
	}
	if p.full && p.all {
		c.read = p.begun
	}
	c.plan(first, 0)
	for href, etag := range p.same {
		c.objects[href].etag, c.objects[href].again = etag, time.Time{}
	}
	if len(p.gone)+len(p.got)+len(p.missed) > 0 {
		c.version++
	}
	for _, href := range p.gone {
		delete(c.objects, href)
	}
	maps.Copy(c.objects, p.got)
	for href, etag := range p.missed {
		c.objects[href] = c.objects[href].missing(caldav.Ref{Href: href, ETag: etag}, c.now(), c.pace)
	}
	return p.full || len(p.gone)+len(p.got)+len(p.same) > 0
}

// offered reports whether the copy may be relied on: it was read, not too long
// ago, and the calendar is not known to be gone. That it is gone takes two
// answers: one may be a server that is being restarted.
func (c *copied) offered(silence time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := caldav.TroubleOf(c.failed); c.failures > 1 && (t == caldav.Missing || t == caldav.NotAllowed) {
		return false
	}
	return c.done > 0 && c.now().Sub(c.success) <= c.patience(silence)
}

// patience is how long a silence is borne: a feed is asked too rarely for less
// than a few of its turns. The caller holds c.mu.
func (c *copied) patience(silence time.Duration) time.Duration {
	if c.feed != nil {
		return max(silence, 4*c.pace)
	}
	return silence
}

// view is what a copy says now.
type view struct {
	stretches []stretch
	layers    []layer
}

// look expands the copy over a window.
func (c *copied) look(from, to time.Time) view {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := view{}
	work := ical.NewBudget(ical.FileWork)
	for href, k := range c.objects {
		err := spare(c.log, func() error {
			v.stretches = append(v.stretches, k.expand(from, to, work, href)...)
			v.layers = append(v.layers, k.layers...)
			return nil
		})
		if err != nil {
			k.problems = append(k.problems, ical.Problem{Href: href, Line: 1, Text: err.Error()})
		}
	}
	return v
}
