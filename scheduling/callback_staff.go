package scheduling

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrAnswered: somebody else changed the request since the page was read.
var ErrAnswered = errors.New("somebody else was faster")

// TakeCall makes a user the owner of an open request, if it still is at the
// version that the user read; ErrAnswered otherwise, ErrNotFound if it is gone.
func (d *Desk) TakeCall(ctx context.Context, id string, version int64, user string) error {
	return d.changeCall(ctx, id, version, func(c *Callback) (tell string) {
		c.Owner = user
		return ""
	})
}

// CallDone closes a request by a user's word that she was called, as TakeCall
// does. She is told, so that she can say that she was not.
func (d *Desk) CallDone(ctx context.Context, id string, version int64, user string) error {
	return d.changeCall(ctx, id, version, func(c *Callback) (tell string) {
		c.Owner, c.State = user, CallDone
		return TellCallDone
	})
}

// CallUnanswered notes, as TakeCall does, that a user called in vain. She is told
// that she will be called again or, after as many tries as the programme says, how
// to reach a person: the request is closed then.
func (d *Desk) CallUnanswered(ctx context.Context, id string, version int64, user string) error {
	return d.changeCall(ctx, id, version, func(c *Callback) (tell string) {
		c.Owner, c.Tried = user, append(c.Tried, d.c.Clocks.Programme())
		if len(c.Tried) < d.c.Catalogue().Callbacks.Tries {
			return TellCallTried
		}
		c.State = CallMissed
		return TellCallMissed
	})
}

// changeCall changes an open request at a version, and tells her what came of it.
// Who called in vain has as long again for the next try.
func (d *Desk) changeCall(ctx context.Context, id string, version int64, do func(*Callback) (tell string)) error {
	c, err := d.callback(ctx, id)
	if err != nil {
		return err
	}
	if c.Version != version || c.State != CallOpen {
		return fmt.Errorf("request %s: %w", id, ErrAnswered)
	}
	now := d.c.Clocks.Programme()
	ch := Change{Command: "call/" + newToken()}
	tell := do(&c)
	switch {
	case c.State != CallOpen:
		c.Sealed, c.Closed = nil, now
		endCall(&ch, c)
	case tell == TellCallTried:
		p := d.c.Catalogue()
		if again := p.CallBy(c.Contact(p), now); again.After(c.Deadline) {
			endCall(&ch, c)
			ch.Release = nil // the request stays the only one
			c.Deadline, c.Late = again, false
			ch.Due = append(ch.Due, d.deadlineOf(c))
		}
	}
	if tell != "" {
		ch.Due = append(ch.Due, d.toldCall(c, tell))
	}
	ch.Put = append(ch.Put, c.record())
	_, err = d.c.Store.Apply(ctx, ch)
	if isStale(err) {
		err = ErrAnswered
	}
	if err != nil {
		return fmt.Errorf("request %s: %w", id, err)
	}
	return nil
}

// toldCall owes her the word of what came of her request. It is the conversation's:
// it is dropped with that, and outlives the request.
func (d *Desk) toldCall(c Callback, kind string) Due {
	id := "tell/" + kind + "/" + c.ID + "/" + itoa(len(c.Tried))
	return Due{
		ID: id, Kind: DueTell, Subject: c.Conversation, At: d.c.Clocks.Programme(), Clock: ProgrammeTime,
		Data: encode(Event{ID: id, Kind: kind, Conversation: c.Conversation, CallID: c.ID}),
	}
}

// deadlineOf plans what happens if nobody calls in time.
func (d *Desk) deadlineOf(c Callback) Due {
	return Due{ID: callSubject(c.ID), Kind: DueCall, Subject: callSubject(c.ID), At: c.Deadline, Clock: ProgrammeTime}
}

// callLate is run at a deadline: the coordinators are alarmed, and she is told.
func (d *Desk) callLate(ctx context.Context, due Due) error {
	id := strings.TrimPrefix(due.Subject, callSubject(""))
	for range tries {
		c, err := d.callback(ctx, id)
		if errors.Is(err, ErrNotFound) {
			return Drop{"the request is gone"}
		}
		if err != nil {
			return err
		}
		if c.State != CallOpen || c.Late || d.c.Clocks.Programme().Before(c.Deadline) {
			return Drop{"nothing is late"}
		}
		c.Late = true
		d.c.Log.WarnContext(ctx, "nobody called in time who asked for it", "request", c.ID)
		alarm, mail := d.callAlarm(c)
		_, err = d.c.Store.Apply(ctx, Change{
			Command: "call-late/" + newToken(), Put: []Record{c.record(), alarm}, Due: []Due{mail, d.toldCall(c, TellCallLate)},
		})
		if !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// callAlarm is the alarm of a deadline that passed. It ends with the request.
func (d *Desk) callAlarm(c Callback) (Record, Due) {
	key := callAlarmKey(c.ID)
	a := Alarm{ID: key.ID, Kind: AlarmCallLate, At: d.c.Clocks.Machine(), Call: c.ID, Departement: c.Departement, Topic: c.Topic, By: c.Deadline}
	return Record{Key: key, Data: encode(a), Expires: d.machineAt(KeptCallback.Until(c.Deadline))}, d.mailed(a)
}

func callAlarmKey(id string) Key { return Key{Kind: "alarm", ID: AlarmCallLate + "/" + id} }

// callMail has who answers told by mail that there is a request.
func (d *Desk) callMail(c Callback, kind string) Due {
	a := Alarm{ID: kind + "/" + c.ID, Kind: kind, At: d.c.Clocks.Machine(), Call: c.ID, Departement: c.Departement, Topic: c.Topic, By: c.Deadline}
	mail := d.mailed(a)
	mail.Subject = callSubject(c.ID)
	return mail
}

// retainCallback forgets a request when its time is over.
func (d *Desk) retainCallback(_ context.Context, r Record, now time.Time) (Verdict, error) {
	c, err := readCallback(r)
	if err != nil {
		return Verdict{}, err
	}
	if until := c.keptUntil(); until.After(now) {
		return Verdict{Put: tagged(r, until)}, nil
	}
	return Verdict{Delete: true}, nil
}
