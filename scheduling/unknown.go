package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Unknown lists, by agenda, the sessions ahead that stand in the calendars and of
// which the store knows nothing: they were booked after the backup that it was
// restored from. Parents come, and nobody reminds them; their time is not offered.
func (d *Desk) Unknown(ctx context.Context) (map[string][]StandingSession, error) {
	all := map[string][]StandingSession{}
	for _, s := range d.c.Catalogue().Structures {
		for _, a := range s.Agendas {
			id := s.AgendaID(a)
			t, ok := d.c.Calendars.Time(id)
			if !ok {
				continue
			}
			found, err := d.unknownIn(ctx, id, t.Sessions, nil)
			if err != nil {
				return nil, err
			}
			if len(found) > 0 {
				all[id] = found
			}
		}
	}
	return all, nil
}

// unknownIn lists those of the sessions in an agenda's calendars. A calendar that
// several agendas read is the first one's. rows are known.
func (d *Desk) unknownIn(ctx context.Context, agenda string, sessions []StandingSession, rows []Booking) ([]StandingSession, error) {
	now := d.c.Clocks.Programme()
	var found []StandingSession
	for _, s := range sessions {
		others := len(s.Agendas) > 0 && s.Agendas[0] != agenda
		known := func(b Booking) bool { return b.ID == s.Booking }
		if others || !s.End.After(now) || slices.ContainsFunc(rows, known) {
			continue
		}
		_, err := d.c.Store.Get(ctx, Key{Kind: "booking", ID: s.Booking})
		if errors.Is(err, ErrNotFound) {
			found = append(found, s)
		} else if err != nil {
			return nil, fmt.Errorf("unknown sessions of %s: %w", agenda, err)
		}
	}
	return found, nil
}

// unknown keeps the alarm about the unknown sessions of an agenda as a whole look
// shows them: it ends with the last of them.
func (d *Desk) unknown(ctx context.Context, s Sighting, rows []Booking) error {
	found, err := d.unknownIn(ctx, s.Agenda, s.Sessions, rows)
	if err != nil {
		return err
	}
	a := Alarm{ID: AlarmUnknown + "/" + s.Agenda, Kind: AlarmUnknown, Agenda: s.Agenda, At: d.c.Clocks.Machine()}
	for _, o := range found {
		a.Bookings, a.Times = append(a.Bookings, o.Booking), append(a.Times, o.Interval)
	}
	r, err := d.c.Store.Get(ctx, Key{Kind: "alarm", ID: a.ID})
	switch stands := err == nil; {
	case err != nil && !errors.Is(err, ErrNotFound):
		return fmt.Errorf("alarm of %s: %w", s.Agenda, err)
	case !stands && len(found) == 0:
		return nil
	case len(found) == 0:
		return d.endAlarm(ctx, r)
	case stands:
		var was Alarm
		if err := json.Unmarshal(r.Data, &was); err != nil {
			return fmt.Errorf("alarm of %s: %w", s.Agenda, err)
		}
		if slices.Equal(was.Bookings, a.Bookings) && slices.EqualFunc(was.Times, a.Times, same) {
			return nil
		}
		a.At = was.At
	}
	ch := Change{Command: "alarm/" + a.ID + "/" + newToken()}
	if r.Version == 0 {
		d.c.Log.ErrorContext(ctx, "sessions stand in a calendar of which the store knows nothing", "agenda", s.Agenda, "sessions", len(found))
		ch.Due = []Due{d.mailed(a)}
	}
	ch.Put = []Record{{Key: Key{Kind: "alarm", ID: a.ID}, Version: r.Version, Data: encode(a)}}
	_, err = d.c.Store.Apply(ctx, ch)
	return err
}
