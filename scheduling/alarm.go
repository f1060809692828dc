package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Alarm is the record of kind "alarm" that operator and coordinators see, and of
// which the structure is told by mail.
type Alarm struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Agenda   string    `json:"agenda"`
	At       time.Time `json:"at"` // machine time
	Bookings []string  `json:"bookings"`
	// References of the bookings, and To, the agenda in whose calendar it was put:
	// of AlarmMisplaced.
	References []string `json:"references,omitempty"`
	To         string   `json:"to,omitempty"`
	// Times of the sessions: of AlarmUnknown.
	Times []Interval `json:"times,omitempty"`
	// Call is the request to be called, By its deadline in programme time, with what
	// it says to whom: of AlarmCallAsked and AlarmCallLate, which have no agenda.
	Call        string    `json:"call,omitempty"`
	By          time.Time `json:"by,omitzero"`
	Departement string    `json:"departement,omitempty"`
	Topic       string    `json:"topic,omitempty"`
}

// Kinds of alarms.
const (
	// AlarmVanished: so many future bookings left the calendar together that none
	// was cancelled. Believe and Keep answer it.
	AlarmVanished = "vanished"
	// AlarmMisplaced: staff put a session in the calendar of a colleague who can't
	// hold it. It was cancelled.
	AlarmMisplaced = "misplaced"
	// AlarmUnknown: sessions ahead stand in the calendar of which the store knows
	// nothing: see Unknown. It ends with the last of them.
	AlarmUnknown = "unknown"
	// AlarmCallLate: nobody called in time who asked for it. It ends when somebody
	// does. AlarmCallAsked is but a mail: there is a request.
	AlarmCallLate  = "call-late"
	AlarmCallAsked = "call-asked"
)

// shown is for how long, in machine time, an alarm is seen that asks nothing.
const shown = 7 * 24 * time.Hour

// Alarms lists the alarms that stand, in order of agenda.
func (d *Desk) Alarms(ctx context.Context) ([]Alarm, error) {
	records, err := d.c.Store.List(ctx, Query{Kind: "alarm"})
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	var all []Alarm
	for _, r := range records {
		var a Alarm
		if err := json.Unmarshal(r.Data, &a); err != nil {
			return nil, fmt.Errorf("alarm %s: %w", r.ID, err)
		}
		all = append(all, a)
	}
	return all, nil
}

// Believe is a person's word that the bookings of an agenda's alarm were really
// deleted: those still ahead are cancelled by staff and their parents told. The
// alarm is over.
func (d *Desk) Believe(ctx context.Context, agenda string) error {
	err := d.answer(ctx, agenda, func(b Booking) error { return d.cancelled(ctx, b, transition{}) })
	if err != nil {
		return fmt.Errorf("believe %s: %w", agenda, err)
	}
	return nil
}

// Keep is a person's word that the bookings of an agenda's alarm were not meant
// to be deleted: those still ahead are written into the calendar again, with an
// identity of their own, since servers may refuse that of a deleted event. No
// parent is told. The alarm is over.
func (d *Desk) Keep(ctx context.Context, agenda string) error {
	err := d.answer(ctx, agenda, func(b Booking) error { return d.restore(ctx, b) })
	if err != nil {
		return fmt.Errorf("keep %s: %w", agenda, err)
	}
	return nil
}

// answer does what a person decided with each booking of an agenda's alarm that
// is still missing, and ends the alarm. One whose parent took another time, or
// that is back, is left alone.
func (d *Desk) answer(ctx context.Context, agenda string, decided func(Booking) error) error {
	a, r, err := d.alarmOf(ctx, agenda)
	if err != nil {
		return err
	}
	for _, id := range a.Bookings {
		b, err := d.Booking(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err == nil {
			err = d.retry(ctx, b, func(b Booking) error {
				if !d.missing(b) {
					return nil
				}
				return decided(b)
			})
		}
		if err != nil {
			return err
		}
	}
	return d.endAlarm(ctx, r)
}

// missing reports whether a session ahead is lost, as far as was last seen.
func (d *Desk) missing(b Booking) bool {
	u := b.Unsettled
	return b.State == Booked && u != nil && (u.Gone || u.Agenda != "" && !u.Cancelled && !d.receives(b, u.Agenda)) &&
		b.Stands().Start.After(d.c.Clocks.Programme())
}

// restore has a booking written anew, in a placement of its own and where staff
// had it last: what the parent was asked about that still is. Should the old event
// come back, it is taken out.
func (d *Desk) restore(ctx context.Context, b Booking) error {
	is := b
	is.Gone = append(is.Gone[:len(is.Gone):len(is.Gone)], Placed{
		Placement: b.Placement, Agenda: b.Agenda, Interval: b.Stands(), Seen: b.Seen,
	})
	is.Last++
	is.Placement, is.Seen, is.State, is.Restoring = is.Last, Seen{}, Placing, true
	is.Unsettled = nil
	is.Deadline = deadline(d.c.Clocks.Programme(), is.Stands().Start)
	_, err := d.commit(ctx, transition{was: b, is: is, replan: true})
	return err
}

// alarm raises the agenda's alarm, or brings it up to date.
func (d *Desk) alarm(ctx context.Context, agenda string, absent []lost) error {
	a, r, err := d.alarmOf(ctx, agenda)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	var ids []string
	for _, b := range absent {
		ids = append(ids, b.ID)
	}
	slices.Sort(ids)
	if err == nil && slices.Equal(a.Bookings, ids) {
		return nil
	}
	d.c.Log.ErrorContext(ctx, "many bookings left a calendar together: none is cancelled", "agenda", agenda, "bookings", len(ids))
	raised := err != nil // and not only brought up to date
	a = Alarm{ID: r.ID, Kind: AlarmVanished, Agenda: agenda, At: d.c.Clocks.Machine(), Bookings: ids}
	ch := Change{Command: "alarm/" + r.ID + "/" + newToken()}
	if raised {
		ch.Due = []Due{d.mailed(a)}
	}
	r.Data = encode(a)
	ch.Put = []Record{r}
	_, err = d.c.Store.Apply(ctx, ch)
	return err
}

// misplacedAlarm tells of a session in the calendar of a colleague who can't
// hold it.
func (d *Desk) misplacedAlarm(b Booking, to string) (Record, Due) {
	now := d.c.Clocks.Machine()
	key := Key{Kind: "alarm", ID: AlarmMisplaced + "/" + b.ID + "/" + itoa(b.Sequence)}
	a := Alarm{
		ID: key.ID, Kind: AlarmMisplaced, Agenda: b.Agenda, At: now,
		Bookings: []string{b.ID}, References: []string{b.Reference}, To: to,
	}
	return Record{Key: key, Data: encode(a), Expires: now.Add(shown)}, d.mailed(a)
}

// mailed has the structure told of an alarm by mail.
func (d *Desk) mailed(a Alarm) Due {
	return Due{
		ID: alarmSubject(a.ID), Kind: DueAlarm, Subject: alarmSubject(a.ID),
		At: d.c.Clocks.Machine(), Clock: MachineTime, Data: encode(a),
	}
}

func alarmSubject(id string) string { return "alarm/" + id }

// calm ends an alarm whose bookings are all back.
func (d *Desk) calm(ctx context.Context, agenda string) error {
	_, r, err := d.alarmOf(ctx, agenda)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	d.c.Log.InfoContext(ctx, "bookings are back in the calendar", "agenda", agenda)
	return d.endAlarm(ctx, r)
}

func (d *Desk) endAlarm(ctx context.Context, r Record) error {
	_, err := d.c.Store.Apply(ctx, Change{
		Command: "calm/" + r.ID + "/" + newToken(),
		Expect:  []Expect{{Key: r.Key, Version: r.Version}},
		Delete:  []Key{r.Key},
		Drop:    []string{alarmSubject(r.ID)},
	})
	return err
}

// alarmOf reads the agenda's alarm, or ErrNotFound and the record to make.
func (d *Desk) alarmOf(ctx context.Context, agenda string) (Alarm, Record, error) {
	key := Key{Kind: "alarm", ID: AlarmVanished + "/" + agenda}
	r, err := d.c.Store.Get(ctx, key)
	if err != nil {
		return Alarm{}, Record{Key: key}, fmt.Errorf("alarm of %s: %w", agenda, err)
	}
	var a Alarm
	if err := json.Unmarshal(r.Data, &a); err != nil {
		return Alarm{}, Record{}, fmt.Errorf("alarm of %s: %w", agenda, err)
	}
	return a, r, nil
}
