package scheduling

import (
	"context"
	"errors"
	"fmt"
	"time"

	"escale/programme"
)

// makeCallback takes a request. errTooMany while another is open, and for too many
// from one place on a day; errClosed when none are taken. The outcome's NextFrom is
// the deadline.
func (d *Desk) makeCallback(ctx context.Context, c Command) (stored, error) {
	if c.Call == nil || len(c.Sealed) == 0 {
		return stored{}, errors.New("nobody to call")
	}
	p, now := d.c.Catalogue(), d.c.Clocks.Programme()
	call := Callback{
		CallFor: *c.Call, ID: newToken(), Parent: c.Parent, Conversation: c.Conversation,
		Sealed: c.Sealed, Created: now, State: CallOpen,
	}
	call.Deadline = p.CallBy(call.Contact(p), now)
	if p.Callbacks.Off || call.Deadline.IsZero() {
		return stored{}, errClosed
	}
	ch := Change{
		Command: c.ID, Expect: unlessErased(c.Parent), Claims: d.callClaims(c, call), Put: []Record{call.record()},
		Due:     []Due{d.deadlineOf(call), d.callMail(call, AlarmCallAsked)},
		Outcome: stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK, CallID: call.ID, NextFrom: call.Deadline}}.encode(),
	}
	out, err := d.applied(ctx, ch)
	if errors.Is(err, ErrTaken) {
		err = errTooMany
	}
	return out, err
}

// callClaims lets a conversation have one open request, and one place without an
// account a few a day.
func (d *Desk) callClaims(c Command, call Callback) []Claim {
	ends := KeptCallback.Until(call.Deadline)
	claims := []Claim{{
		Owner: callSubject(call.ID), Resource: "calling/" + call.Conversation, Capacity: 1,
		Interval: Interval{Start: call.Created, End: ends}, Expires: d.machineAt(ends),
	}}
	if c.Verified || c.Origin == "" || d.c.PerOrigin <= 0 {
		return claims
	}
	zone := d.zone(programme.Paris)
	today := programme.DateOf(call.Created.In(zone))
	return append(claims, Claim{
		Owner: "caller/" + call.ID, Resource: "calls/" + c.Origin + "/" + today.String(), Capacity: d.c.PerOrigin,
		Interval: dayOf(today, zone), Expires: d.c.Clocks.Machine().Add(48 * time.Hour),
	})
}

// machineAt is when an instant of programme time comes on the machine's clock, if
// nobody pushes the former.
func (d *Desk) machineAt(at time.Time) time.Time {
	return d.c.Clocks.Machine().Add(at.Sub(d.c.Clocks.Programme()))
}

// uncall takes a request back: nothing of it stays.
func (d *Desk) uncall(ctx context.Context, c Command) (stored, error) {
	call, err := d.callback(ctx, c.CallID)
	if err == nil && (c.Conversation == "" || call.Conversation != c.Conversation || call.State != CallOpen) {
		err = fmt.Errorf("request %s: %w", call.ID, ErrNotFound)
	}
	if err != nil {
		return stored{}, err
	}
	ch := Change{Command: c.ID, Outcome: stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK, CallID: call.ID}}.encode()}
	forgetCall(&ch, call)
	return d.applied(ctx, ch)
}

// forgetCall deletes a request with all that waits for it.
func forgetCall(ch *Change, call Callback) {
	ch.Expect = append(ch.Expect, Expect{Key{callbackKind, call.ID}, call.Version})
	ch.Delete = append(ch.Delete, Key{callbackKind, call.ID})
	endCall(ch, call)
}

// endCall ends what waits for a request: its deadline, its alarm, its place.
func endCall(ch *Change, call Callback) {
	ch.Release = append(ch.Release, callSubject(call.ID))
	ch.Delete = append(ch.Delete, callAlarmKey(call.ID))
	ch.Drop = append(ch.Drop, callSubject(call.ID), alarmSubject(callAlarmKey(call.ID).ID))
}

// endCalls forgets the requests with a tag.
func (d *Desk) endCalls(ctx context.Context, tag string) error {
	for range tries {
		all, err := d.callbacks(ctx, tag)
		if err != nil || len(all) == 0 {
			return err
		}
		ch := Change{Command: "wipe/" + newToken()}
		for _, c := range all {
			forgetCall(&ch, c)
		}
		if _, err := d.c.Store.Apply(ctx, ch); !isStale(err) {
			return err
		}
	}
	return ErrStale
}
