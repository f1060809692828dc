package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"escale/evaluation"
	"escale/scheduling"
)

// Tell handles due work of kind DueTell: it brings an event to the
// conversation it belongs to, once, unless it is no longer true.
func (r *Reception) Tell(ctx context.Context, d scheduling.Due) error {
	var e scheduling.Event
	if err := json.Unmarshal(d.Data, &e); err != nil {
		return fmt.Errorf("read event %s: %w", d.ID, err)
	}
	e.ID = cmp.Or(e.ID, d.ID)
	return r.lanes.Do(ctx, e.Conversation, func(ctx context.Context) error {
		done, err := r.tell(ctx, d, e)
		if err != nil {
			return fmt.Errorf("tell %s: %w", e.ID, err)
		}
		r.carryOut(context.WithoutCancel(ctx), done)
		return nil
	})
}

func (r *Reception) tell(ctx context.Context, d scheduling.Due, e scheduling.Event) (committed, error) {
	if e.Kind == scheduling.TellLinked || e.Kind == tellErase || e.CallID != "" { // it is about no booking
		return r.feed(ctx, e.Conversation, Input{Event: &e}, change{command: "tell/" + e.ID, fence: &d})
	}
	for range tries {
		b, err := r.desk.Booking(ctx, e.Booking)
		if errors.Is(err, scheduling.ErrNotFound) {
			return committed{}, r.finish(ctx, d)
		}
		if err != nil {
			return committed{}, err
		}
		if !stillTrue(e, b, r.clocks.Programme()) {
			return committed{}, r.drop(ctx, d, e)
		}
		if at := r.notYet(e, b); at.After(r.clocks.Programme()) {
			return committed{}, r.tellLater(ctx, d, at)
		}
		put, err := r.invited(ctx, e, b)
		if err != nil {
			return committed{}, err
		}
		done, err := r.feed(ctx, e.Conversation, Input{Event: &e}, change{command: "tell/" + e.ID, fence: &d, put: put})
		if !errors.Is(err, scheduling.ErrStale) {
			return done, err
		}
	}
	return committed{}, scheduling.ErrStale
}

// settling is how long a nudge waits for what staff are doing to the session
// just now: looks at the calendar that agree are minutes apart.
const settling = 5 * time.Minute

// notYet is when an event may be told: not while staff move the session, and by
// day.
func (r *Reception) notYet(e scheduling.Event, b scheduling.Booking) time.Time {
	now := r.clocks.Programme()
	u := b.Unsettled
	if isNudge(e) && u != nil && now.Before(u.Noted.Add(settling)) {
		return now.Add(time.Minute)
	}
	return untilDay(e, b, now)
}

// isNudge: it is sent ahead of a session that stands.
func isNudge(e scheduling.Event) bool {
	return e.Kind == scheduling.TellReminder || e.Kind == scheduling.TellConfirm
}

// untilDay is when an event that comes late may arrive: by day, unless it is
// about staff's changes and the session would begin first. What she waits for
// comes at any hour.
func untilDay(e scheduling.Event, b scheduling.Booking, now time.Time) time.Time {
	zone, limited := nightOf(e, b)
	if zone == "" {
		return now
	}
	return scheduling.NextDaytime(now, zoneNamed(zone), limited)
}

// nightOf is the zone whose night an event waits out, and the instant that it
// can't wait for; no zone: it doesn't wait.
func nightOf(e scheduling.Event, b scheduling.Booking) (zone string, limit time.Time) {
	switch e.Kind {
	case scheduling.TellReminder, scheduling.TellConfirm, scheduling.TellQuestionnaire, scheduling.TellFollowUp:
		return b.Zone, time.Time{}
	case scheduling.TellMovedByStaff:
		if b.Proposed != nil && b.Proposed.Start.Before(b.Start) {
			return b.Zone, b.Proposed.Start
		}
		return b.Zone, b.Start
	case scheduling.TellDeleted, scheduling.TellChangedByStaff:
		return b.Zone, b.Start
	}
	return "", time.Time{}
}

// drop finishes an event that is not told, and counts it by kind.
func (r *Reception) drop(ctx context.Context, d scheduling.Due, e scheduling.Event) error {
	return r.finishing(ctx, d, map[string]int64{DroppedPrefix + e.Kind: 1})
}

// DroppedPrefix begins the names of the counters of events that were not told:
// they came too late, or were no longer true.
const DroppedPrefix = "dropped/"

// tellLater puts due work off until an instant of programme time.
func (r *Reception) tellLater(ctx context.Context, d scheduling.Due, at time.Time) error {
	later := scheduling.Due{ID: d.ID, Kind: d.Kind, Subject: d.Subject, At: at, Clock: scheduling.ProgrammeTime, Data: d.Data}
	_, err := r.store.Apply(ctx, scheduling.Change{
		Command: "later/" + d.ID + "/" + r.newID(),
		Done:    []scheduling.Fence{{ID: d.ID, Try: d.Try}},
		Due:     []scheduling.Due{later},
	})
	if errors.Is(err, scheduling.ErrFenced) {
		return nil // dropped meanwhile, or somebody else's
	}
	return err
}

// stillTrue looks an event up again in the booking as it stands now.
func stillTrue(e scheduling.Event, b scheduling.Booking, now time.Time) bool {
	if e.Placement != 0 && e.Placement != b.Placement || !e.Until.IsZero() && !now.Before(e.Until) {
		return false
	}
	switch e.Kind {
	case scheduling.TellReminder, scheduling.TellConfirm:
		return b.State == scheduling.Booked && now.Before(b.Start)
	case scheduling.TellQuestionnaire, scheduling.TellFollowUp:
		return tookPlace(b) && !now.Before(b.End)
	case scheduling.TellBooked:
		return b.State == scheduling.Booked
	case scheduling.TellNotMoved, scheduling.TellChangedByStaff:
		return b.State == scheduling.Booked && now.Before(b.Start)
	case scheduling.TellReleased:
		return b.State == scheduling.Released
	case scheduling.TellMovedByStaff:
		return b.Proposed != nil && b.State.Live() && (now.Before(b.Start) || now.Before(b.Proposed.Start))
	case scheduling.TellDeleted:
		return b.State == scheduling.Cancelled
	}
	return true
}

// invited notes on the booking's fact that a questionnaire was sent: the
// response rate counts from there.
func (r *Reception) invited(ctx context.Context, e scheduling.Event, b scheduling.Booking) ([]scheduling.Record, error) {
	return changeFact(ctx, r.store, b.Fact, func(f *evaluation.Fact) bool {
		changed := e.Kind == scheduling.TellQuestionnaire && !f.Invited
		f.Invited = true
		return changed
	})
}
