package calendars

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"
)

// copied is the mirror's copy of one calendar. Agendas that name the same
// calendar share it.
type copied struct {
	ref          string // display name or path, as configured
	zone         *time.Location
	zones        *zoneSet
	installation string
	now          func() time.Time // machine time
	log          *slog.Logger
	disk         disk
	client       *Client
	badURL       error // there is no client, because of this

	// pulling is held by whoever talks to the server about this calendar.
	pulling chan struct{}

	// mu guards what follows.
	mu      sync.Mutex
	state   Calendar // path, ctag and token of the last success
	objects map[string]*kept
	started int       // pulls begun
	done    int       // number of the last pull that succeeded
	begun   time.Time // when that one began
	success time.Time // when it ended
	listed  time.Time // when every object was last named
	failed  error     // of the last pull; nil: it succeeded
	version int       // changes with the objects
}

// relist is how often all objects are named even if tokens say that nothing
// changed: a server that forgot a token may answer in full without telling what
// is gone (DAViCal, SOGo).
const relist = time.Hour

// sync reads what changed, unless enough says that a pull made by somebody else
// meanwhile will do.
func (c *copied) sync(ctx context.Context, enough func() bool) error {
	select {
	case c.pulling <- struct{}{}:
		defer func() { <-c.pulling }()
	case <-ctx.Done():
		return ctx.Err()
	}
	c.mu.Lock()
	if enough() {
		c.mu.Unlock()
		return nil
	}
	c.started++
	number, begun, err := c.started, c.now(), c.badURL
	c.mu.Unlock()
	p := pull{copied: c, state: c.state}
	if err == nil {
		err = spare(c.log, func() error { return p.run(ctx) })
	}
	c.finish(p, number, begun, err)
	return err
}

// after returns a condition for sync: a pull that began after now succeeded.
func (c *copied) after() func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.started
	return func() bool { return c.done > n }
}

// since returns a condition for sync: the last pull succeeded and began at t or
// later.
func (c *copied) since(t time.Time) func() bool {
	return func() bool { return c.failed == nil && c.done > 0 && !c.begun.Before(t) }
}

// finish takes the result of a pull in, all at once.
func (c *copied) finish(p pull, number int, begun time.Time, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		if canceled(err) {
			return
		}
		c.failed = err
		if TroubleOf(err) == Missing {
			c.state = Calendar{} // look for the name anew
		}
		return
	}
	c.failed, c.done, c.begun, c.success = nil, number, begun, c.now()
	c.state = p.state
	if p.full {
		c.listed = begun
	}
	if len(p.gone)+len(p.got) == 0 {
		return
	}
	for _, href := range p.gone {
		delete(c.objects, href)
	}
	maps.Copy(c.objects, p.got)
	c.version++
	c.disk.save(c)
}

// pull is one conversation with the server about what changed.
type pull struct {
	*copied
	state Calendar
	full  bool
	gone  []string
	got   map[string]*kept
}

// run tries the cheapest way first: the sync token, then the ctag, then naming
// every object.
func (p *pull) run(ctx context.Context) error {
	fresh := false
	if p.state.Path == "" {
		state, err := p.client.Find(ctx, p.ref)
		if err != nil {
			return err
		}
		p.state, fresh = state, true
	}
	due := p.now().Sub(p.listed) >= relist
	if !fresh && !due && p.state.Token != "" {
		err := p.changes(ctx)
		if err == nil || canceled(err) || hopeless(TroubleOf(err)) {
			return err
		}
		p.log.Info("sync token refused, naming every object", "calendar", p.ref, "err", err)
	}
	if !fresh {
		state, err := p.client.Calendar(ctx, p.state.Path)
		if err != nil {
			return err
		}
		same := state.CTag != "" && state.CTag == p.state.CTag && state.Token == p.state.Token
		p.state.CTag, p.state.Token = state.CTag, state.Token
		if same && !due {
			return nil
		}
	}
	return p.list(ctx)
}

// maxPages bounds how often a server may cut its answer.
const maxPages = 1000

// changes asks for what changed since the token.
func (p *pull) changes(ctx context.Context) error {
	changed, gone := map[string]string{}, map[string]bool{}
	for range maxPages {
		d, err := p.client.Changes(ctx, p.state.Path, p.state.Token)
		if err != nil {
			return err
		}
		for _, r := range d.Changed {
			changed[r.Href] = r.ETag
			delete(gone, r.Href)
		}
		for _, href := range d.Gone {
			gone[href] = true
			delete(changed, href)
		}
		repeated := d.Token == p.state.Token
		p.state.Token = d.Token
		if !d.More || repeated {
			break
		}
	}
	for href := range gone {
		if p.objects[href] != nil {
			p.gone = append(p.gone, href)
		}
	}
	return p.fetch(ctx, changed)
}

// list names every object and fetches those that are new or changed.
func (p *pull) list(ctx context.Context) error {
	refs, err := p.client.List(ctx, p.state.Path)
	if err != nil {
		return err
	}
	there := map[string]string{}
	for _, r := range refs {
		there[r.Href] = r.ETag
	}
	for href := range p.objects {
		if _, ok := there[href]; !ok {
			p.gone = append(p.gone, href)
		}
	}
	p.full = true
	return p.fetch(ctx, there)
}

// fetch reads the objects whose version we do not have. Servers repeat what we
// know.
func (p *pull) fetch(ctx context.Context, refs map[string]string) error {
	var wanted []string
	for href, etag := range refs {
		if k := p.objects[href]; k == nil || etag == "" || k.etag != etag {
			wanted = append(wanted, href)
		}
	}
	p.got = map[string]*kept{}
	if len(wanted) == 0 {
		return nil
	}
	objects, err := p.client.Fetch(ctx, p.state.Path, wanted)
	if err != nil {
		return err
	}
	for _, o := range objects {
		k := keep(o, p.zone, p.zones, p.installation)
		if p.disk.on() {
			k.text = strip(o.Data, p.installation)
		}
		p.got[o.Href] = k
	}
	for _, href := range wanted {
		if p.got[href] == nil {
			p.got[href] = unread(Ref{href, refs[href]})
		}
	}
	return nil
}

var errNoData = errors.New("the server names this object but does not give it")

// unread remembers an object that could not be had, so that it is not asked for
// again until it changes.
func unread(r Ref) *kept {
	return &kept{etag: r.ETag, problems: []Problem{{Href: r.Href, Line: 1, Text: errNoData.Error()}}}
}

// view is what a copy says now.
type view struct {
	version   int
	begun     time.Time
	success   time.Time
	failed    error
	stretches []stretch
}

// look expands the copy over a window.
func (c *copied) look(from, to time.Time) view {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := view{version: c.version, begun: c.begun, success: c.success, failed: c.failed}
	work := budget{totalWork}
	for href, k := range c.objects {
		v.stretches = append(v.stretches, k.expand(from, to, &work, href)...)
	}
	return v
}
