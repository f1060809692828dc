package calendars

import (
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
)

// fetch reads the objects whose version we do not have, those that were to be
// read again, and those that could not be had before and are due.
func (p *pull) fetch(ctx context.Context, refs map[string]string, again map[string]bool) error {
	wanted := map[string]string{}
	for href, etag := range refs {
		if k := p.objects[href]; k == nil || etag == "" || k.etag != etag || again[href] {
			wanted[href] = etag
		}
	}
	for href, k := range p.objects {
		if _, listed := refs[href]; (listed || !p.full) && !k.again.IsZero() && !p.begun.Before(k.again) {
			wanted[href] = k.etag
		}
	}
	var ask []string
	for href, etag := range wanted {
		if k := p.half[href]; k != nil && etag != "" && k.etag == etag {
			p.got[href] = k
			continue
		}
		ask = append(ask, href)
	}
	if len(ask) == 0 {
		return nil
	}
	objects, err := p.client.Fetch(ctx, p.state.Path, ask)
	for _, o := range objects {
		if etag, asked := wanted[o.Href]; asked && whole(o.Data) == "" {
			if o.ETag == "" {
				o.ETag = etag
			}
			p.keep(o, digest(o.Data))
			delete(wanted, o.Href)
		}
	}
	if err != nil {
		return err
	}
	for _, href := range ask {
		if etag, missing := wanted[href]; missing {
			p.missed[href] = etag
		}
	}
	return nil
}

// keep reads an object, unless its text is what it was.
func (p *pull) keep(o caldav.Object, sum string) {
	if old := p.objects[o.Href]; old != nil && old.sum == sum && !p.rezoned {
		p.same[o.Href] = o.ETag
		return
	}
	k := p.parse(o, p.reading())
	k.sum = sum
	if p.disk.on() {
		k.text = strip(o.Data, p.installation, p.words)
	}
	p.got[o.Href] = k
}

// parse reads an object; one that can't be read hides none but itself.
func (c *copied) parse(o caldav.Object, by ical.Reader) *kept {
	k := &kept{}
	err := spare(c.log, func() error {
		k = keep(o, by, c.installation)
		k.hush(c.words)
		return nil
	})
	if err != nil {
		k = &kept{etag: o.ETag, problems: []ical.Problem{{Href: o.Href, Line: 1, Text: err.Error()}}}
	}
	if c.feed != nil { // a copy that lags behind the calendar where we wrote
		k.ours = nil
	}
	return k
}

// digest tells two texts apart.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return string(sum[:16])
}

const noData = "the server names this object but does not give it, or only a part"

// missing is the object after it could not be had: what was known of it stays,
// and it is asked for again before long, then more rarely.
func (k *kept) missing(r caldav.Ref, now time.Time, pace time.Duration) *kept {
	next := kept{}
	if k != nil {
		next = *k
	}
	if len(next.problems) == 0 || next.problems[len(next.problems)-1].Text != noData {
		next.problems = append(next.problems[:len(next.problems):len(next.problems)], ical.Problem{Href: r.Href, Line: 1, Text: noData})
	}
	next.etag, next.sum, next.tries = strings.TrimSpace(r.ETag), "", next.tries+1
	next.again = now.Add(min(pace<<min(next.tries-1, 10), time.Hour))
	return &next
}
