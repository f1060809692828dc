package calendars

import (
	"context"
	"fmt"
	"strings"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

// Cover is what takes an agenda's open hours.
type Cover struct {
	Calendar string // as configured
	// Title is that of one event, or series, of whole days that takes half of them
	// or more by itself: a closure, not somebody's appointment. Empty: there is
	// none.
	Title string
}

// Covering reads the calendars of an agenda's other appointments anew and says
// what takes the open hours, in order of start. Of what it reads nothing is kept.
func (m *Mirror) Covering(ctx context.Context, id string, open []scheduling.Interval) (Cover, error) {
	a := m.find(id)
	if a == nil || len(open) == 0 {
		return Cover{}, fmt.Errorf("agenda %s: %w", id, scheduling.ErrNotFound)
	}
	c := covering{agenda: a, open: open, taken: map[string]time.Duration{}}
	for _, o := range open {
		c.all += o.End.Sub(o.Start)
	}
	for _, u := range a.uses {
		if !u.busy {
			continue
		}
		objects, err := u.readAnew(ctx)
		if err != nil {
			return Cover{}, fmt.Errorf("calendar %s: %w", u.name, err)
		}
		for _, o := range objects {
			c.object(u, o)
		}
	}
	if c.most*2 < c.all {
		return Cover{}, nil
	}
	return c.cover, nil
}

// covering adds up how much of the open hours each event takes.
type covering struct {
	*agenda
	open  []scheduling.Interval
	all   time.Duration // of open
	taken map[string]time.Duration
	most  time.Duration
	cover Cover
}

func (c *covering) object(u use, o caldav.Object) {
	s, err := u.reader().Read(o.Data)
	if err != nil {
		return // Status says so
	}
	titles := map[string]string{}
	var others []*ical.Event
	for _, e := range s.Events {
		if isOurs(e.UID, u.installation) {
			continue
		}
		titles[e.UID] = e.Summary
		e.Categories = tagsOf(e)
		others = append(others, e)
	}
	work := ical.NewBudget(ical.FileWork)
	for _, series := range ical.Gather(others) {
		err := series.Expand(c.open[0].Start, c.open[len(c.open)-1].End, work, func(o ical.Occurrence) {
			c.occurrence(u, o, titles[o.UID])
		})
		if err != nil {
			return // likewise
		}
	}
}

func (c *covering) occurrence(u use, o ical.Occurrence, title string) {
	s := stretch{start: o.Start, end: o.End, allDay: o.AllDay, transparent: o.Transparent, tags: o.Categories}
	if _, busy := c.meaning(u, s); !busy || o.Status == ical.Cancelled || o.End.Sub(o.Start) < 23*time.Hour {
		return
	}
	key := u.name + "\n" + o.UID
	taken := scheduling.Interval{Start: o.Start, End: o.End}
	for _, i := range touching(c.open, taken) {
		c.taken[key] += shared(taken, i)
	}
	if c.taken[key] > c.most {
		c.most, c.cover = c.taken[key], Cover{Calendar: u.name, Title: shorten(strings.Join(strings.Fields(title), " "), 60)}
	}
}

// readAnew reads every object of a calendar, past the copy.
func (c *copied) readAnew(ctx context.Context) ([]caldav.Object, error) {
	if c.feed != nil {
		body, _, err := c.feed.get(ctx, validators{})
		return []caldav.Object{{Data: body}}, err
	}
	client, cal, err := c.address(ctx)
	if err != nil {
		return nil, err
	}
	refs, err := client.List(ctx, cal.Path)
	if err != nil {
		return nil, err
	}
	hrefs := make([]string, len(refs))
	for i, r := range refs {
		hrefs[i] = r.Href
	}
	return client.Fetch(ctx, cal.Path, hrefs)
}

// shared is how long two intervals that touch have in common.
func shared(a, b scheduling.Interval) time.Duration {
	start, end := a.Start, a.End
	if b.Start.After(start) {
		start = b.Start
	}
	if b.End.Before(end) {
		end = b.End
	}
	return end.Sub(start)
}
