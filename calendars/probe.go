package calendars

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"escale/calendars/caldav"
	"escale/scheduling"
)

// Abilities are what a calendar and its server were found to do, by trying. The
// zero value says that nothing was tried, and supposes a good server.
type Abilities struct {
	Tried   time.Time      `json:"tried,omitzero"`    // machine time
	Trouble caldav.Trouble `json:"trouble,omitempty"` // why it can't be written; empty: it can
	// A create overwrote what was there, or two at once both succeeded; a change
	// and a removal went through though what was there had changed.
	UnsafeCreate bool `json:"unsafe_create,omitempty"`
	UnsafeUpdate bool `json:"unsafe_update,omitempty"`
	UnsafeDelete bool `json:"unsafe_delete,omitempty"`
	NoSync       bool `json:"no_sync,omitempty"` // does not tell what changed
	// Moves: what is written stands at an address that the server chooses.
	Moves bool     `json:"moves,omitempty"`
	Lost  []string `json:"lost,omitempty"` // properties that don't come back as written
}

// prober tries one calendar out with events of its own.
type prober struct {
	*publisher
	installation string
	run          string // tells this run's events from another's
	written      []string
	able         Abilities
}

// probe writes test events, far ahead and transparent, lets several writes race,
// reads, changes and removes them, and says what happened. What it wrote is
// removed even when the context ends; what a run that was killed left behind is
// removed by the next.
//
// An error means that the server could not be asked: nothing is known then.
func (p *publisher) probe(ctx context.Context, installation, run string) (Abilities, error) {
	t := &prober{publisher: p, installation: installation, run: run, able: Abilities{Tried: p.now()}}
	defer t.cleanUp(context.WithoutCancel(ctx))
	if err := t.prepare(ctx); err != nil {
		return Abilities{}, err
	}
	err := t.writes(ctx)
	if err == nil {
		err = t.races(ctx)
	}
	if ctx.Err() != nil {
		return Abilities{}, ctx.Err()
	}
	t.able.Trouble = caldav.TroubleOf(err)
	if len(t.written) == 0 && (t.able.Trouble == caldav.Busy || t.able.Trouble == caldav.ServerFault || caldav.Hopeless(err)) {
		return Abilities{}, err
	}
	return t.able, nil
}

// prepare looks at the calendar and clears away what earlier runs left.
func (t *prober) prepare(ctx context.Context) error {
	cal, err := t.client.Calendar(ctx, t.path)
	if err != nil {
		return err
	}
	t.able.NoSync = cal.Token == ""
	if !t.able.NoSync {
		_, err := t.client.Changes(ctx, t.path, cal.Token)
		t.able.NoSync = err != nil
	}
	return t.sweep(ctx)
}

// sweep removes test events of runs that are over.
func (t *prober) sweep(ctx context.Context) error {
	refs, err := t.client.List(ctx, t.path)
	if err != nil {
		return err
	}
	var hrefs []string
	for _, r := range refs {
		if strings.Contains(r.Href, "/"+trialPrefix) {
			hrefs = append(hrefs, r.Href)
		}
	}
	named, err := t.client.Fetch(ctx, t.path, hrefs)
	if err != nil {
		return err
	}
	moved, err := t.client.WithUID(ctx, t.path, trialPrefix)
	if caldav.Hopeless(err) {
		return err
	}
	for _, o := range append(named, moved...) {
		if t.isAbandoned(o) {
			if err := t.client.Delete(ctx, o.Href, ""); err != nil && caldav.TroubleOf(err) != caldav.Missing {
				return err
			}
		}
	}
	return nil
}

// place is the address of a test event, which is removed in the end.
func (t *prober) place(e scheduling.CalendarEvent) string {
	href := strings.TrimSuffix(t.path, "/") + "/" + fileName(e.UID)
	t.written = append(t.written, href)
	return href
}

// writes tries one event's whole life.
func (t *prober) writes(ctx context.Context) error {
	e := t.trial("vie", 0)
	href := t.place(e)
	at, err := t.put(ctx, e, href, "")
	if err != nil {
		t.written = nil
		return err
	}
	first, err := t.find(ctx, e, href, at)
	if err != nil {
		return err
	}
	if first.Href != href {
		t.able.Moves = true
		t.written = append(t.written, first.Href)
	}
	t.able.Lost = t.lost(first.Data)
	e.Start, e.End = e.Start.Add(time.Hour), e.End.Add(time.Hour)
	if !t.able.Moves {
		_, err := t.put(ctx, e, href, "")
		t.able.UnsafeCreate = err == nil
	}
	return t.stale(ctx, e, first.Href)
}

// stale changes an event, and then changes and removes it as if that had not
// happened.
func (t *prober) stale(ctx context.Context, e scheduling.CalendarEvent, href string) error {
	old, err := t.client.Get(ctx, href)
	if err != nil {
		return err
	}
	if old.ETag == "" { // nothing to make a condition of
		t.able.UnsafeUpdate, t.able.UnsafeDelete = true, true
		return nil
	}
	e.Sequence = 1
	e.Start, e.End = e.Start.Add(time.Hour), e.End.Add(time.Hour)
	if _, err := t.put(ctx, e, href, old.ETag); err != nil {
		return fmt.Errorf("change: %w", err)
	}
	e.Sequence = 2
	_, err = t.put(ctx, e, href, old.ETag)
	t.able.UnsafeUpdate = err == nil
	t.able.UnsafeDelete = t.client.Delete(ctx, href, old.ETag) == nil
	if t.able.UnsafeDelete {
		return nil
	}
	if err := t.client.Delete(ctx, href, ""); err != nil && caldav.TroubleOf(err) != caldav.Missing {
		return fmt.Errorf("remove: %w", err)
	}
	return nil
}

// find reads a test event where it was sent, where the server says it is, or
// where its UID is.
func (t *prober) find(ctx context.Context, e scheduling.CalendarEvent, hrefs ...string) (caldav.Object, error) {
	for _, href := range hrefs {
		o, err := t.client.Get(ctx, href)
		if err == nil && holding([]caldav.Object{o}, e.UID) != "" {
			o.Href = href
			return o, nil
		}
		if trouble := caldav.TroubleOf(err); err != nil && trouble != caldav.Missing && trouble != caldav.NotACalendar {
			return caldav.Object{}, err
		}
	}
	href, err := findUID(ctx, t.client, t.path, e.UID)
	if err != nil {
		return caldav.Object{}, err
	}
	if href == "" {
		return caldav.Object{}, &caldav.Error{Trouble: caldav.Rejected, Doing: "GET " + hrefs[0], Err: errors.New("written, and nowhere to be found")}
	}
	o, err := t.client.Get(ctx, href)
	o.Href = href
	return o, err
}

// How often how many creates race: some servers let two of them win every second
// time.
const (
	trialRounds = 3
	trialRacers = 6
)

// races lets several creates of one event run at once: one may win.
func (t *prober) races(ctx context.Context) error {
	for round := 0; round < trialRounds && !t.able.UnsafeCreate && !t.able.Moves; round++ {
		e := t.trial(fmt.Sprint("course", round), 0)
		href := t.place(e)
		errs := make([]error, trialRacers)
		var all sync.WaitGroup
		for i := range errs {
			mine := t.trial(fmt.Sprint("course", round), 15*i)
			mine.UID = e.UID
			all.Go(func() { _, errs[i] = t.put(ctx, mine, href, "") })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			}
		}
		t.able.UnsafeCreate = won > 1
		if err := t.client.Delete(ctx, href, ""); err != nil && caldav.TroubleOf(err) != caldav.Missing {
			return fmt.Errorf("remove: %w", err)
		}
	}
	return nil
}

// cleaning bounds the removal of what a run wrote.
const cleaning = 40 * time.Second

// cleanUp removes all that this run wrote, whatever became of it.
func (t *prober) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, cleaning)
	defer cancel()
	for _, href := range t.written {
		if _, err := t.client.Get(ctx, href); caldav.TroubleOf(err) == caldav.Missing {
			continue
		}
		_ = t.client.Delete(ctx, href, "") // the next run sweeps what is left
	}
}
