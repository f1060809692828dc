package hosting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// Diary is a calendar as somebody keeps it who has no program for it: hour by
// hour, on a page. What it writes are ordinary events, through the same door as
// those of a CalDAV client, who sees them at once.
type Diary struct {
	shelf    *shelf
	calendar string
	zone     *time.Location
}

// Diary opens a calendar by its id (CalendarID). Times are told, and days begin,
// in the zone.
func (s *Server) Diary(calendar string, zone *time.Location) Diary {
	return Diary{s.shelf, calendar, zone}
}

// Entry is one occurrence of an event.
type Entry struct {
	ID         string // of the event in its calendar
	UID        string
	Start, End time.Time
	WholeDays  bool
	Title      string
	Free       bool // takes no time: TRANSP:TRANSPARENT
	Repeats    bool
	Occurrence time.Time // which one of the series: where the rule put it; else zero
}

// Between returns what touches [from, to), in order of start. Events that can't
// be read are left out.
func (d Diary) Between(ctx context.Context, from, to time.Time) ([]Entry, error) {
	all, err := d.shelf.objects(ctx, d.calendar)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", d.calendar, err)
	}
	var list []Entry
	for _, o := range all {
		found, _, err := ical.Expand([]byte(o.ICS), from, to, d.zone)
		if err != nil {
			continue
		}
		for _, occ := range found {
			list = append(list, Entry{
				ID: o.Name, UID: occ.UID, Start: occ.Start, End: occ.End, WholeDays: occ.AllDay,
				Title: occ.Summary, Free: occ.Transparent, Repeats: !occ.RecurrenceID.IsZero(), Occurrence: occ.RecurrenceID,
			})
		}
	}
	slices.SortStableFunc(list, func(a, b Entry) int { return a.Start.Compare(b.Start) })
	return list, nil
}

// Add writes a new event. The key names it: adding it twice adds it once.
func (d Diary) Add(ctx context.Context, key string, e ical.Plain) error {
	if len(key) < 16 || !segment(key) {
		return fmt.Errorf("add to %s: %q is no key", d.calendar, key)
	}
	e.UID, e.Zone = key+"@escale", d.zone
	ics, err := e.Encode(d.shelf.clock())
	if err == nil {
		_, _, err = d.shelf.write(ctx, d.calendar, object{Name: key + ".ics", UID: e.UID, ICS: string(ics)}, absent)
	}
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("add to %s: %w", d.calendar, err)
	}
	return nil
}

// absent allows what is new only.
func absent(o *object) error {
	if o != nil {
		return errCondition
	}
	return nil
}

// How much of a series Remove takes away.
const (
	OneOccurrence = "one"
	FromThenOn    = "from"
)

// Remove takes an event out, or, of a series, one occurrence or all from it on.
// What is not there any more is passed over.
func (d Diary) Remove(ctx context.Context, id string, occurrence time.Time, extent string) error {
	return d.change(ctx, id, func(s *story) (keep bool, err error) {
		switch {
		case occurrence.IsZero():
			return false, nil
		case extent == FromThenOn:
			return s.end(occurrence)
		}
		return s.except(occurrence)
	})
}

// Cancel marks an event as cancelled (STATUS:CANCELLED) and leaves it there.
func (d Diary) Cancel(ctx context.Context, id string) error {
	return d.change(ctx, id, func(s *story) (bool, error) { s.cancel(); return true, nil })
}

// change reads an event, changes it and writes it where nobody else did.
func (d Diary) change(ctx context.Context, id string, change func(*story) (keep bool, err error)) error {
	for range 5 {
		o, err := d.shelf.object(ctx, d.calendar, id)
		if errors.Is(err, scheduling.ErrNotFound) {
			return nil
		}
		if err == nil {
			err = d.rewrite(ctx, o, change)
		}
		if !errors.Is(err, errCondition) {
			if err != nil {
				return fmt.Errorf("change %s: %w", d.calendar, err)
			}
			return nil
		}
	}
	return fmt.Errorf("change %s: %w", d.calendar, scheduling.ErrStale)
}

func (d Diary) rewrite(ctx context.Context, o object, change func(*story) (bool, error)) error {
	cal, err := parse([]byte(o.ICS))
	if err != nil {
		return err
	}
	s := newStory(o, cal, d.zone)
	unchanged := func(now *object) error {
		if now == nil || now.etag() != o.etag() {
			return errCondition
		}
		return nil
	}
	keep, err := change(s)
	if err != nil {
		return err
	}
	if !keep {
		return d.shelf.remove(ctx, d.calendar, o.Name, unchanged)
	}
	s.stamp(d.shelf.clock())
	ics, err := s.text()
	if err == nil {
		_, err = check([]byte(ics))
	}
	if err == nil {
		_, _, err = d.shelf.write(ctx, d.calendar, object{Name: o.Name, UID: o.UID, ICS: ics}, unchanged)
	}
	return err
}
