package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// together is the machine time within which absences count as one event: who
// empties a calendar is not done between two looks.
const together = time.Hour

// absence is a booking cancelled because its event was gone.
type absence struct {
	Booking string    `json:"booking"`
	Agenda  string    `json:"agenda"`
	At      time.Time `json:"at"`
}

// atOnce is how many absences are believed together, over all the agendas of a
// structure: they may share a calendar, or a server that comes back empty.
const atOnce = 3

// errMany: one more absence would be too many to believe.
var errMany = errors.New("many bookings left their calendars together")

// vanished cancels what staff deleted, unless that is too much at once: more
// than three in the structure, or more than a third and at least two of what was
// ahead in the agenda. Once there is an alarm, time does not make it less: only
// a person's word does, or the events when they are back.
//
// What is not settled yet counts as absent too: it may be the rest of a calendar
// that is being emptied.
func (d *Desk) vanished(ctx context.Context, s Sighting, absent []Booking, ahead int) error {
	if len(absent) == 0 {
		return d.calm(ctx, s.Agenda)
	}
	settled, err := d.longGone(ctx, s, absent)
	if err != nil {
		return err
	}
	switch _, _, err := d.alarmOf(ctx, s.Agenda); {
	case err == nil:
		return d.alarm(ctx, s.Agenda, absent)
	case !errors.Is(err, ErrNotFound):
		return err
	case len(settled) == 0:
		return nil
	}
	many, err := d.isMany(ctx, s.Agenda, len(absent), ahead)
	if err != nil {
		return err
	}
	if many {
		return d.alarm(ctx, s.Agenda, absent)
	}
	return d.believe(ctx, s.Agenda, settled)
}

// longGone notes which events are absent, and returns those that have been for
// long enough: time in which every calendar around was read, so that none was
// moved to a colleague.
func (d *Desk) longGone(ctx context.Context, s Sighting, absent []Booking) ([]Booking, error) {
	var settled []Booking
	for _, b := range absent {
		gone := Unsettled{Gone: true, Since: s.Begun}
		around := s.Around.IsZero() || b.Unsettled != nil && !s.Around.Before(b.Unsettled.Since)
		if around && d.settled(b, gone, s.Begun) {
			settled = append(settled, b)
			continue
		}
		if err := d.note(ctx, b, gone, b.Seen); err != nil {
			return nil, err
		}
	}
	return settled, nil
}

// isMany reports whether so many absences in an agenda, with those believed of
// late, are too many.
func (d *Desk) isMany(ctx context.Context, agenda string, absent, ahead int) (bool, error) {
	recent, _, err := d.recent(ctx, agenda)
	if err != nil {
		return false, err
	}
	here := 0
	for _, a := range recent {
		if a.Agenda == agenda {
			here++
		}
	}
	n := absent + here
	return absent+len(recent) > atOnce || n >= 2 && 3*n > ahead+here, nil
}

// believe cancels what was deleted, one by one.
func (d *Desk) believe(ctx context.Context, agenda string, absent []Booking) error {
	for i, b := range absent {
		err := d.retry(ctx, b, func(b Booking) error { return d.believed(ctx, b) })
		if errors.Is(err, errMany) {
			return d.alarm(ctx, agenda, absent[i:])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// believed cancels a booking whose event is gone, and counts it among the
// structure's recent ones. Other agendas of the structure may do so meanwhile.
func (d *Desk) believed(ctx context.Context, b Booking) error {
	recent, record, err := d.recent(ctx, b.Agenda)
	if err != nil {
		return err
	}
	if len(recent) >= atOnce {
		return errMany
	}
	now := d.c.Clocks.Machine()
	record.Data = encode(append(recent, absence{Booking: b.ID, Agenda: b.Agenda, At: now}))
	record.Expires = now.Add(together)
	return d.cancelled(ctx, b, transition{put: []Record{record}})
}

// recent lists the absences of the last while that were believed in the agenda's
// structure.
func (d *Desk) recent(ctx context.Context, agenda string) ([]absence, Record, error) {
	structure, _, _ := strings.Cut(agenda, "/")
	key := Key{Kind: "vanished", ID: structure}
	r, err := d.c.Store.Get(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return nil, Record{Key: key}, nil
	}
	if err != nil {
		return nil, Record{}, err
	}
	var all []absence
	if err := json.Unmarshal(r.Data, &all); err != nil {
		return nil, Record{}, fmt.Errorf("absences of %s: %w", structure, err)
	}
	old := d.c.Clocks.Machine().Add(-together)
	return slices.DeleteFunc(all, func(a absence) bool { return a.At.Before(old) }), r, nil
}
