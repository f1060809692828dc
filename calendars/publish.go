package calendars

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"escale/scheduling"
)

// publisher writes one booking to one calendar: read, write on condition that
// nothing changed since, read back and compare. It keeps nothing between two
// steps, so that it may stop anywhere and be run again, here or elsewhere.
type publisher struct {
	client *Client
	path   string // of the calendar of bookings
	zone   *time.Location
	now    func() time.Time // machine time
}

// attempts is how often a write is tried when somebody else writes between.
const attempts = 4

// publish makes the calendar show the event, or no longer show it.
//
// Errors wrap scheduling.ErrRefused when trying again can't help, and
// scheduling.ErrStaffChanged when staff moved, deleted or cancelled the event:
// it is then left as they want it. Any other error is worth a retry.
func (p *publisher) publish(ctx context.Context, e scheduling.CalendarEvent) (scheduling.Seen, error) {
	href := e.Seen.Href
	if href == "" {
		href = strings.TrimSuffix(p.path, "/") + "/" + fileName(e.UID)
	}
	var err error
	for range attempts {
		var seen scheduling.Seen
		if e.Absent {
			err = p.remove(ctx, e.UID, href)
		} else {
			seen, href, err = p.show(ctx, e, href)
		}
		if err == nil {
			return seen, nil
		}
		if trouble := TroubleOf(err); trouble != Conflict {
			break
		}
	}
	return scheduling.Seen{}, fmt.Errorf("publish %s: %w", e.UID, refusal(err))
}

// refusal marks the errors that time does not mend.
func refusal(err error) error {
	switch TroubleOf(err) {
	case Rejected, NotAllowed:
		return fmt.Errorf("%w: %w", scheduling.ErrRefused, err)
	}
	return err
}

// show makes one attempt at having the event in the calendar, and returns where
// the next one has to look.
func (p *publisher) show(ctx context.Context, e scheduling.CalendarEvent, href string) (scheduling.Seen, string, error) {
	live, err := p.read(ctx, e.UID, href)
	if err != nil {
		return scheduling.Seen{}, href, err
	}
	seen, write, err := decide(e, live)
	if err != nil || !write {
		return seen, href, err
	}
	data, err := encodeEvent(e, p.now())
	if err != nil {
		return scheduling.Seen{}, href, fmt.Errorf("%w: %w", scheduling.ErrRefused, err)
	}
	etag := live.ETag
	if live.there && etag == "" {
		etag = "*" // the server tells no ETags
	}
	at, err := p.client.Put(ctx, href, etag, data)
	if TroubleOf(err) == Rejected {
		err = p.whyRejected(ctx, err)
	}
	if err != nil {
		return scheduling.Seen{}, href, err
	}
	return p.verify(ctx, e, at)
}

// whyRejected tells a calendar that is gone, which may come back, from one that
// will not have the event.
func (p *publisher) whyRejected(ctx context.Context, err error) error {
	if _, gone := p.client.Calendar(ctx, p.path); gone != nil {
		return gone
	}
	return err
}

// verify reads back what was written.
func (p *publisher) verify(ctx context.Context, e scheduling.CalendarEvent, href string) (scheduling.Seen, string, error) {
	live, err := p.read(ctx, e.UID, href)
	switch {
	case err != nil:
		return scheduling.Seen{}, href, err
	case !live.there || live.Hash != wantedHash(e):
		// Lost, or overwritten between: the next attempt decides.
		return scheduling.Seen{}, href, &Error{Trouble: Conflict, Doing: "verify " + href}
	}
	return live.Seen, href, nil
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
		return live.Seen, false, nil
	case written && live.Hash == e.Seen.Hash:
		return seen, true, nil // unchanged since we wrote it
	case !written, live.Start.Equal(e.Start) && live.End.Equal(e.End):
		return live.Seen, false, nil // staff may write what they like into the title
	}
	return seen, false, fmt.Errorf("it was moved: %w", scheduling.ErrStaffChanged)
}

// found is what stands at an address.
type found struct {
	there bool
	scheduling.SeenEvent
}

// read returns our event as it stands at an address.
func (p *publisher) read(ctx context.Context, uid, href string) (found, error) {
	o, err := p.client.Get(ctx, href)
	if TroubleOf(err) == Missing {
		return found{}, nil
	}
	if err != nil {
		return found{}, err
	}
	s, err := scan(o.Data, p.zone, newZoneSet())
	if err != nil {
		return found{}, err
	}
	for _, ev := range s.events {
		if ev.uid == uid && ev.rid == nil {
			return found{true, ev.seen(href, o.ETag, p.path, p.now())}, nil
		}
	}
	return found{}, &Error{Trouble: Rejected, Doing: "GET " + href, Err: errors.New("another event stands there")}
}

// remove makes one attempt at having nothing there.
func (p *publisher) remove(ctx context.Context, uid, href string) error {
	live, err := p.read(ctx, uid, href)
	if err != nil || !live.there {
		return err
	}
	err = p.client.Delete(ctx, href, live.ETag)
	if TroubleOf(err) == Missing {
		return nil
	}
	if err != nil {
		return err
	}
	if live, err = p.read(ctx, uid, href); err == nil && live.there {
		return &Error{Trouble: Conflict, Doing: "verify " + href}
	}
	return err
}
