package hosting

import (
	"slices"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"

	"escale/calendars/ical"
)

// compFilter and those below are the filter of a calendar-query (RFC 4791, 9.7).
type compFilter struct {
	Name         string       `xml:"name,attr"`
	IsNotDefined *struct{}    `xml:"urn:ietf:params:xml:ns:caldav is-not-defined"`
	Range        *timeRange   `xml:"urn:ietf:params:xml:ns:caldav time-range"`
	Props        []propFilter `xml:"urn:ietf:params:xml:ns:caldav prop-filter"`
	Comps        []compFilter `xml:"urn:ietf:params:xml:ns:caldav comp-filter"`
}

type propFilter struct {
	Name         string        `xml:"name,attr"`
	IsNotDefined *struct{}     `xml:"urn:ietf:params:xml:ns:caldav is-not-defined"`
	Range        *timeRange    `xml:"urn:ietf:params:xml:ns:caldav time-range"`
	Text         *textMatch    `xml:"urn:ietf:params:xml:ns:caldav text-match"`
	Params       []paramFilter `xml:"urn:ietf:params:xml:ns:caldav param-filter"`
}

type paramFilter struct {
	Name         string     `xml:"name,attr"`
	IsNotDefined *struct{}  `xml:"urn:ietf:params:xml:ns:caldav is-not-defined"`
	Text         *textMatch `xml:"urn:ietf:params:xml:ns:caldav text-match"`
}

// check returns a fault if the filter can't be answered rightly.
func (c compFilter) check() error {
	if c.Range != nil {
		if _, _, err := c.Range.times(); err != nil {
			return err
		}
	}
	for _, p := range c.Props {
		if err := p.check(); err != nil {
			return err
		}
	}
	for _, inner := range c.Comps {
		if err := inner.check(); err != nil {
			return err
		}
	}
	return nil
}

func (p propFilter) check() error {
	if p.Range != nil {
		if _, _, err := p.Range.times(); err != nil {
			return err
		}
	}
	texts := []*textMatch{p.Text}
	for _, q := range p.Params {
		texts = append(texts, q.Text)
	}
	if slices.ContainsFunc(texts, (*textMatch).unknown) {
		return fault{collation, "texts are compared as ASCII or octets"}
	}
	return nil
}

// filter decides whether an object is what a query looks for.
type filter struct {
	top  *compFilter    // nil: everything
	zone *time.Location // of times without one
}

func newFilter(top *compFilter, zone *time.Location) (filter, error) {
	if top != nil {
		if !strings.EqualFold(top.Name, goical.CompCalendar) || top.Range != nil {
			return filter{}, fault{supportedQuery, "a filter begins with VCALENDAR, and has its range below"}
		}
		if err := top.check(); err != nil {
			return filter{}, err
		}
	}
	return filter{top, zone}, nil
}

// passes reports whether the object fits. What is stored was parsed when it
// came; if it can't be now, a client had better see it.
func (f filter) passes(o object) bool {
	if f.top == nil {
		return true
	}
	cal, err := parse([]byte(o.ICS))
	if err != nil {
		return true
	}
	return f.top.IsNotDefined == nil && f.component(o, cal.Component, *f.top)
}

// component holds if everything asked of a component and of those in it does.
func (f filter) component(o object, comp *goical.Component, c compFilter) bool {
	return !slices.ContainsFunc(c.Props, func(p propFilter) bool { return !p.matches(comp.Props, f.zone) }) &&
		!slices.ContainsFunc(c.Comps, func(inner compFilter) bool { return !f.inner(o, comp, inner) })
}

// inner holds if one of the component's children is as asked, or, if that is
// asked, none is of that name.
func (f filter) inner(o object, comp *goical.Component, c compFilter) bool {
	for _, child := range comp.Children {
		if !strings.EqualFold(child.Name, c.Name) {
			continue
		}
		if c.IsNotDefined != nil {
			return false
		}
		if f.component(o, child, c) && (c.Range == nil || child.Name != goical.CompEvent || f.touches(o, *c.Range)) {
			return true
		}
	}
	return c.IsNotDefined != nil
}

// touches holds if the object has an occurrence in the range. An object whose
// times can't all be told passes: a client can leave out what it gets too much.
func (f filter) touches(o object, r timeRange) bool {
	from, to, err := r.times()
	if err != nil {
		return true
	}
	if from.IsZero() {
		from = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	// Cancelled occurrences have their time too.
	ics := []byte(strings.ReplaceAll(o.ICS, "STATUS:CANCELLED", "STATUS:CONFIRMED"))
	for _, end := range upTo(from, to) {
		found, problems, err := ical.Expand(ics, from, end, f.zone)
		if err != nil || len(problems) > 0 || len(found) > 0 {
			return true
		}
	}
	return false
}

// upTo are the ends to look up to: for an open range soon first, since there
// mostly is something, then as far as calendars are planned.
func upTo(from, to time.Time) []time.Time {
	if !to.IsZero() {
		return []time.Time{to}
	}
	return []time.Time{from.AddDate(1, 0, 0), from.AddDate(30, 0, 0)}
}
