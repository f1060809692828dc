package calendars

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

// publisher writes bookings to one calendar: read, write on condition that
// nothing changed since, read back and compare. It keeps nothing between two
// publications, so that one may stop anywhere and be run again, here or
// elsewhere.
type publisher struct {
	client *caldav.Client
	path   string // of the calendar of bookings
	zone   *time.Location
	now    func() time.Time // machine time
	shared bool             // by the account that it belongs to
	able   Abilities        // what the probe found; zero: nothing is known
	pause  func(ctx context.Context, d time.Duration) error
}

// attempts is how often a write is tried when somebody else writes between.
const attempts = 4

// publish makes the calendar show the event, or no longer show it.
//
// Errors wrap scheduling.ErrRefused when trying again can't help, and
// scheduling.ErrStaffChanged when staff moved, deleted or cancelled the event:
// it is then left as they want it. Any other error is worth a retry.
func (p *publisher) publish(ctx context.Context, e scheduling.CalendarEvent) (scheduling.Seen, error) {
	w := &writing{publisher: p, event: e, href: e.Seen.Href}
	if w.href == "" {
		w.href = strings.TrimSuffix(p.path, "/") + "/" + fileName(e.UID)
	}
	step := w.show
	switch {
	case e.Absent:
		step = w.remove
	case e.Unname:
		step = w.unname
	}
	seen, err := step(ctx)
	for try := 1; try < attempts && w.again(err); try++ {
		seen, err = step(ctx)
	}
	if err != nil {
		return scheduling.Seen{}, fmt.Errorf("publish %s: %w", e.UID, refusal(err))
	}
	return seen, nil
}

// refusal marks the errors that time does not mend.
func refusal(err error) error {
	switch caldav.TroubleOf(err) {
	case caldav.Rejected, caldav.NotAllowed, caldav.Full:
		return fmt.Errorf("%w: %w", scheduling.ErrRefused, err)
	}
	return err
}

// writing is one publication under way.
type writing struct {
	*publisher
	event scheduling.CalendarEvent
	href  string // where the event stands, or goes

	faults int // answers that may be the other half of a race
	// failed is the version on which a condition failed last: empty with denied
	// set, that nothing was there.
	failed string
	denied bool
}

// again reports whether an attempt is worth repeating at once: somebody else
// wrote between, or the server stumbled as some do when two write at once.
func (w *writing) again(err error) bool {
	switch caldav.TroubleOf(err) {
	case caldav.Conflict:
		return true
	case caldav.ServerFault:
		w.faults++
		return w.faults == 1
	}
	return false
}

// show makes one attempt at having the event in the calendar.
func (w *writing) show(ctx context.Context) (scheduling.Seen, error) {
	live, err := w.look(ctx)
	if err != nil {
		return scheduling.Seen{}, err
	}
	seen, write, err := decide(w.event, live)
	if err != nil || !write {
		return seen, err
	}
	data, err := encodeEvent(w.event, w.shared, w.now())
	if err != nil {
		return scheduling.Seen{}, fmt.Errorf("%w: %w", scheduling.ErrRefused, err)
	}
	etag, err := w.condition(live)
	if err != nil {
		return scheduling.Seen{}, err
	}
	at, err := w.client.Put(ctx, w.href, etag, data)
	if err != nil {
		return scheduling.Seen{}, w.refused(ctx, err, live)
	}
	return w.verify(ctx, at, live.there)
}

// condition is the version that a write asks for; empty: that nothing is there.
// A server may refuse a version that it has just told (a proxy that compresses
// changes it): the second time, whatever is there now will do.
func (w *writing) condition(live found) (etag string, err error) {
	switch {
	case !live.there && w.denied && w.failed == "":
		return "", &caldav.Error{Trouble: caldav.Rejected, Doing: "PUT " + w.href, Err: errors.New("something is there, says the server, and shows nothing")}
	case live.there && (live.ETag == "" || w.denied && w.failed == live.ETag):
		return "*", nil
	}
	return live.ETag, nil
}

// refused looks behind a refusal to write: the event may stand at another
// address, where a server or an earlier attempt put it, or the calendar may be
// gone, which is no refusal: it may come back.
func (w *writing) refused(ctx context.Context, err error, live found) error {
	trouble := caldav.TroubleOf(err)
	if trouble == caldav.Conflict {
		w.failed, w.denied = live.ETag, true
	}
	if live.there || trouble != caldav.Conflict && trouble != caldav.Rejected && trouble != caldav.NotAllowed {
		return err
	}
	if trouble != caldav.Conflict {
		if _, gone := w.client.Calendar(ctx, w.path); gone != nil {
			return gone
		}
	}
	href, found := w.locate(ctx)
	if found != nil || href == "" {
		return errors.Join(err, found)
	}
	w.href = href // here since we looked, or elsewhere
	return &caldav.Error{Trouble: caldav.Conflict, Doing: "PUT " + href, Err: err}
}

// settling is how long after a create, on a server where two at once may both
// succeed, the event is looked at again.
const settling = time.Second

// verify reads back what was written: where it was sent, where the server says
// that it is, or wherever its UID is found. Its times count: servers write other
// things in their own way.
func (w *writing) verify(ctx context.Context, at string, changed bool) (scheduling.Seen, error) {
	live, err := w.read(ctx, w.event.UID, w.href)
	if err == nil && !live.there && at != w.href {
		if there, wrong := w.read(ctx, w.event.UID, at); wrong == nil && there.there {
			live, w.href = there, at
		}
	}
	if err == nil && !live.there {
		live, err = w.search(ctx)
	}
	switch {
	case err != nil:
		return scheduling.Seen{}, err
	case !live.there || !live.at(w.event):
		// Lost, or overwritten between: the next attempt decides.
		return scheduling.Seen{}, &caldav.Error{Trouble: caldav.Conflict, Doing: "verify " + w.href}
	case changed || !w.able.UnsafeCreate:
		return live.Seen, nil
	}
	if err := w.pause(ctx, settling); err != nil {
		return scheduling.Seen{}, err
	}
	return w.verify(ctx, at, true)
}

// look finds our event: at its address or, on a server that moves what it is
// given, by its UID.
func (w *writing) look(ctx context.Context) (found, error) {
	live, err := w.read(ctx, w.event.UID, w.href)
	if err != nil || live.there || !w.able.Moves {
		return live, err
	}
	return w.search(ctx)
}

// search finds our event by its UID, and is then where it stands.
func (w *writing) search(ctx context.Context) (found, error) {
	href, err := w.locate(ctx)
	if err != nil || href == "" {
		return found{}, err
	}
	live, err := w.read(ctx, w.event.UID, href)
	if err == nil && live.there {
		w.href = href
	}
	return live, err
}

// locate returns the address of our event in the calendar; empty: none.
func (w *writing) locate(ctx context.Context) (string, error) {
	return findUID(ctx, w.client, w.path, w.event.UID)
}

// decide compares what stands in the calendar with what is wanted and what was
// last seen. An event that stands there although none was seen yet
// was written by an attempt that was interrupted: what staff did to it since is
// for the next sync to tell.
func decide(e scheduling.CalendarEvent, live found) (seen scheduling.Seen, write bool, err error) {
	written := e.Seen.Hash != "" || e.Seen.ETag != ""
	switch {
	case !live.there && written:
		return seen, false, fmt.Errorf("it is no longer there: %w", scheduling.ErrStaffChanged)
	case !live.there:
		return seen, true, nil
	case live.Cancelled:
		return seen, false, fmt.Errorf("it is cancelled: %w", scheduling.ErrStaffChanged)
	case live.Hash == wantedHash(e):
		return live.Seen, e.Rewrite, nil
	case written && live.Hash == e.Seen.Hash:
		return seen, true, nil // unchanged since we wrote it
	case live.at(e) && !e.Rewrite:
		return live.Seen, false, nil // staff may write what they like into the title
	}
	return seen, false, fmt.Errorf("it was moved, or has another title: %w", scheduling.ErrStaffChanged)
}

// found is what stands at an address.
type found struct {
	there bool
	scheduling.SeenEvent
}

// at reports whether it stands when it should.
func (f found) at(e scheduling.CalendarEvent) bool {
	return f.Start.Equal(e.Start) && f.End.Equal(e.End)
}

// read returns our event as it stands at an address.
func (p *publisher) read(ctx context.Context, uid, href string) (found, error) {
	o, err := p.client.Get(ctx, href)
	if caldav.TroubleOf(err) == caldav.Missing {
		return found{}, nil
	}
	if err != nil {
		return found{}, err
	}
	s, err := ical.Reader{Zone: p.zone}.Read(o.Data)
	if err != nil {
		return found{}, &caldav.Error{Trouble: caldav.NotACalendar, Doing: "GET " + href, Err: err}
	}
	for _, ev := range s.Events {
		if sameUID(ev.UID, uid) && !ev.IsOverride() {
			return found{true, seen(ev, href, o.ETag, p.path, p.now())}, nil
		}
	}
	return found{}, &caldav.Error{Trouble: caldav.Rejected, Doing: "GET " + href, Err: errors.New("another event stands there")}
}

// remove makes one attempt at having nothing there.
func (w *writing) remove(ctx context.Context) (scheduling.Seen, error) {
	live, err := w.look(ctx)
	if err != nil || !live.there {
		return scheduling.Seen{}, err
	}
	etag := live.ETag
	if w.denied && w.failed == etag {
		etag = "" // the version that it told, and then refused
	}
	err = w.client.Delete(ctx, w.href, etag)
	if caldav.TroubleOf(err) == caldav.Conflict {
		w.failed, w.denied = live.ETag, true
	}
	if err != nil && caldav.TroubleOf(err) != caldav.Missing {
		return scheduling.Seen{}, err
	}
	live, err = w.read(ctx, w.event.UID, w.href)
	if err == nil && live.there {
		err = &caldav.Error{Trouble: caldav.Conflict, Doing: "verify " + w.href}
	}
	return scheduling.Seen{}, err
}
