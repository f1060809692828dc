package calendars

import (
	"context"
	"errors"
	"path"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
)

// pull is one conversation with the server about what changed. Nothing of it
// shows before it has succeeded.
type pull struct {
	*copied
	begun   time.Time
	state   caldav.Calendar
	marks   validators
	pace    time.Duration // that a feed asks for; zero: nothing
	full    bool          // every object was named
	all     bool          // and is to be read, known or not
	rezoned bool          // floating times are no longer in the zone that they were in
	how     ical.Reader   // see reading
	said    string        // the zone that how is for
	emptied time.Time
	gone    []string
	got     map[string]*kept
	same    map[string]string // new ETags of objects whose text is the same
	missed  map[string]string // ETags of objects that could not be had
}

// run tries the cheapest way first: the sync token, then the ctag, then naming
// every object.
func (p *pull) run(ctx context.Context) error {
	p.got, p.same, p.missed = map[string]*kept{}, map[string]string{}, map[string]string{}
	if p.feed != nil {
		return p.readFeed(ctx)
	}
	if p.ref == availabilityName {
		return p.readAvailability(ctx)
	}
	known := p.state
	if known.Path == "" {
		state, err := p.find(ctx)
		if err != nil {
			return err
		}
		p.state = state
		p.rezone(known)
		return p.list(ctx)
	}
	due := p.all || p.begun.Sub(p.listed) >= p.relist
	if !due && known.Token != "" && p.failures%3 != 2 { // that very question may be what fails
		err := p.changes(ctx)
		if err == nil || caldav.Hopeless(err) {
			return err
		}
		p.log.Info("sync token refused, naming every object", "calendar", p.ref, "host", p.host.name, "err", err)
		p.state, p.gone = known, nil
	}
	if due || known.Token != "" || known.CTag != "" {
		state, err := p.client.Calendar(ctx, known.Path)
		if err != nil {
			return err
		}
		p.state.CTag, p.state.Token, p.state.Shared = state.CTag, state.Token, state.Shared
		p.state.Zone = state.Zone
		p.rezone(known)
		if !due && !p.rezoned && state.CTag != "" && state.CTag == known.CTag && state.Token == known.Token {
			return p.fetch(ctx, nil, nil)
		}
	}
	err := p.list(ctx)
	moved := !due && !p.rezoned && p.state.Token == "" && p.state.CTag != known.CTag
	if err != nil || !moved || len(p.gone)+len(p.got)+len(p.same) > 0 {
		return err
	}
	p.all = true // something changed, and no ETag tells what
	return p.list(ctx)
}

// firstLook bounds the very first question: many calendars that hang must not
// hold up the others of their host when all are read for the first time.
const firstLook = 10 * time.Second

func (p *pull) find(ctx context.Context) (caldav.Calendar, error) {
	if p.done == 0 && p.failures == 0 {
		limited, cancel := context.WithTimeout(ctx, firstLook)
		defer cancel()
		ctx = limited
	}
	return p.client.Find(ctx, p.ref)
}

// maxPages bounds how often a server may cut its answer.
const maxPages = 1000

var (
	errInFull  = errors.New("the server tells all that there is, not what changed")
	errNoEnd   = errors.New("the server cuts its answer again and again")
	errForeign = errors.New("the server names objects of another collection")
)

// changes asks for what changed since the token.
func (p *pull) changes(ctx context.Context) error {
	changed, gone, sent := map[string]string{}, map[string]bool{}, p.state.Token
	for page := 0; ; page++ {
		d, err := p.client.Changes(ctx, p.state.Path, p.state.Token)
		if err != nil {
			return err
		}
		if d.Changed, err = p.within(d.Changed); err != nil {
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
		if !d.More {
			break
		}
		if repeated || page >= maxPages {
			return p.odd(errNoEnd)
		}
	}
	again, err := p.repeats(changed, p.state.Token != sent)
	if err != nil {
		return err
	}
	for href := range gone {
		if p.objects[href] != nil {
			p.gone = append(p.gone, href)
		}
	}
	return p.fetch(ctx, changed, again)
}

// repeats are the objects that a server names although we have that version.
// With the same token it only repeats itself (SOGo). With another, they may have
// changed under an ETag that did not; and if they are half of all there is, the
// server has forgotten our token and does not say what is gone.
func (p *pull) repeats(changed map[string]string, moved bool) (map[string]bool, error) {
	again := map[string]bool{}
	for href, etag := range changed {
		if k := p.objects[href]; moved && k != nil && k.etag == etag {
			again[href] = true
		}
	}
	if n := len(again); n > 1 && 2*n >= len(p.objects) {
		return nil, p.odd(errInFull)
	}
	return again, nil
}

// list names every object and fetches those that are new or changed.
func (p *pull) list(ctx context.Context) error {
	refs, err := p.client.List(ctx, p.state.Path)
	if err == nil {
		refs, err = p.within(refs)
	}
	if err != nil {
		return err
	}
	there, again := map[string]string{}, map[string]bool{}
	for _, r := range refs {
		there[r.Href], again[r.Href] = r.ETag, p.all
	}
	p.gone = nil
	for href := range p.objects {
		if _, ok := there[href]; !ok && !p.withheld(ctx, href) {
			p.gone = append(p.gone, href)
		}
	}
	p.full = true
	return p.fetch(ctx, there, again)
}

// within leaves out what stands in another collection. A server may know the
// collection by another path, of the same last part.
func (p *pull) within(refs []caldav.Ref) ([]caldav.Ref, error) {
	own := path.Clean(p.state.Path)
	for _, same := range []func(dir string) bool{
		func(dir string) bool { return dir == own },
		func(dir string) bool { return path.Base(dir) == path.Base(own) },
	} {
		var list []caldav.Ref
		for _, r := range refs {
			if same(path.Dir(path.Clean(r.Href))) {
				list = append(list, r)
			}
		}
		if len(list) > 0 || len(refs) == 0 {
			return list, nil
		}
	}
	return nil, p.odd(errForeign)
}

func (p *pull) odd(err error) error {
	return &caldav.Error{Trouble: caldav.NotACalendar, Doing: "read " + p.state.Path, Err: err}
}
