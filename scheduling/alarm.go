package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

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
	a, r, err := d.alarmOf(ctx, agenda)
	if err != nil {
		return err
	}
	for _, id := range a.Bookings {
		b, err := d.Booking(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err == nil && b.State == Booked && b.Stands().Start.After(d.c.Clocks.Programme()) {
			err = d.byStaff(ctx, b)
		}
		if err != nil {
			return fmt.Errorf("believe %s: %w", agenda, err)
		}
	}
	return d.endAlarm(ctx, r)
}

// alarm raises the agenda's alarm, or brings it up to date.
func (d *Desk) alarm(ctx context.Context, agenda string, absent []Booking) error {
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
	a = Alarm{ID: r.ID, Kind: AlarmVanished, Agenda: agenda, At: d.c.Clocks.Machine(), Bookings: ids}
	r.Data = encode(a)
	_, err = d.c.Store.Apply(ctx, Change{Command: "alarm/" + r.ID + "/" + newToken(), Put: []Record{r}})
	return err
}

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
