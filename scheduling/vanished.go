package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// together is the machine time within which absences count as one event: who
// empties a calendar is not done between two looks.
const together = time.Hour

// absence is a booking cancelled because it was lost.
type absence struct {
	Booking string    `json:"booking"`
	Agenda  string    `json:"agenda"`
	At      time.Time `json:"at"`
}

// atOnce is how many absences are believed together, over all the agendas of a
// structure: they may share a calendar, or a server that comes back empty.
const atOnce = 3

// everywhere is how many are believed together over all structures: many may have
// their calendars on one server, which comes back from last week's backup.
func (d *Desk) everywhere() int { return max(10, len(d.c.Catalogue().Structures)/2) }

// overall stands for all structures in the records of absences.
const overall = "*"

// errMany: one more absence would be too many to believe.
var errMany = errors.New("many bookings left their calendars together")

// lost is a session ahead that its staff can't hold: its event is gone, or stands
// with somebody who can't receive the parent.
type lost struct {
	Booking
	to string // whose calendar it stands in; empty: it is gone
	// unread: its event was seen in a calendar that nobody reads any more.
	unread bool
}

// lost reports whether a session is, as a look shows it.
func (d *Desk) lost(b Booking, s Sighting, ev SeenEvent, found bool) (l lost, ok bool) {
	if !found {
		return lost{Booking: b, unread: !s.read(b.Seen.Href)}, true
	}
	if ev.Cancelled || len(ev.Agendas) == 0 || slices.Contains(ev.Agendas, b.Agenda) {
		return l, false
	}
	to := d.receiver(b, ev.Agendas)
	return lost{Booking: b, to: to}, !d.receives(b, to)
}

// read reports whether the calendar in which an event stood was looked through.
// Servers may know one by two paths, of the same last part.
func (s Sighting) read(href string) bool {
	dir := path.Dir(path.Clean(href))
	return href == "" || len(s.Read) == 0 || slices.ContainsFunc(s.Read, func(p string) bool {
		return path.Base(path.Clean(p)) == path.Base(dir)
	})
}

// blank reports whether the calendars show nothing whatever: an account that was
// replaced, or a server in trouble, looks so.
func (s Sighting) blank() bool {
	return len(s.Open)+len(s.Special)+len(s.Busy)+len(s.Ours)+len(s.Copies) == 0
}

// vanished cancels what staff deleted or put where nobody can hold it, unless
// that is too much at once: more than three in the structure, too many over all
// structures, or more than a third and at least two of what was ahead in the
// agenda. Where the calendars show nothing else either, or are not those in which
// the event stood, one is too much. Once there is an alarm, time does not make it
// less: only a person's word does, or the events when they are back.
//
// What is not settled yet counts as absent too: it may be the rest of a calendar
// that is being emptied.
func (d *Desk) vanished(ctx context.Context, s Sighting, absent []lost, ahead int) error {
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
	unread := func(l lost) bool { return l.unread }
	if many || s.blank() || slices.ContainsFunc(settled, unread) {
		return d.alarm(ctx, s.Agenda, absent)
	}
	return d.believe(ctx, s.Agenda, settled)
}

// longGone notes which events are absent, and returns those that have been for
// long enough: time in which every calendar around was read, so that none was
// moved to a colleague.
func (d *Desk) longGone(ctx context.Context, s Sighting, absent []lost) ([]lost, error) {
	var settled []lost
	for _, l := range absent {
		b := l.Booking
		if u := b.Unsettled; l.to != "" {
			if u != nil && u.Agenda == l.to && d.settled(b, *u, s.Begun) {
				settled = append(settled, l)
			}
			continue // where it stands was noted
		}
		gone := Unsettled{Gone: true, Since: s.Begun}
		around := s.Around.IsZero() || b.Unsettled != nil && !s.Around.Before(b.Unsettled.Since)
		if around && d.settled(b, gone, s.Begun) && (!s.Blind || d.waited(b)) {
			l.unread = l.unread || s.Blind
			settled = append(settled, l)
			continue
		}
		if err := d.note(ctx, b, gone, b.Seen); err != nil {
			return nil, err
		}
	}
	return settled, nil
}

// blindFor is how long an absence waits for a calendar around that is silent,
// before somebody is asked.
const blindFor = 2 * time.Hour

func (d *Desk) waited(b Booking) bool {
	return b.Unsettled != nil && !d.c.Clocks.Programme().Before(b.Unsettled.Noted.Add(blindFor))
}

// isMany reports whether so many absences in an agenda, with those believed of
// late, are too many.
func (d *Desk) isMany(ctx context.Context, agenda string, absent, ahead int) (bool, error) {
	recent, _, err := d.recent(ctx, structureOf(agenda))
	if err != nil {
		return false, err
	}
	all, _, err := d.recent(ctx, overall)
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
	return absent+len(recent) > atOnce || absent+len(all) > d.everywhere() || n >= 2 && 3*n > ahead+here, nil
}

// believe cancels what was deleted, one by one.
func (d *Desk) believe(ctx context.Context, agenda string, absent []lost) error {
	for i, l := range absent {
		err := d.retry(ctx, l.Booking, func(b Booking) error { return d.believed(ctx, lost{Booking: b, to: l.to}) })
		if errors.Is(err, errMany) {
			return d.alarm(ctx, agenda, absent[i:])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// believed cancels a lost session, and counts it among the structure's recent
// ones. Other agendas of the structure may do so meanwhile. Of one that was put
// where nobody can hold it, the structure is told why.
func (d *Desk) believed(ctx context.Context, l lost) error {
	b := l.Booking
	now, tr := d.c.Clocks.Machine(), transition{}
	for of, most := range map[string]int{structureOf(b.Agenda): atOnce, overall: d.everywhere()} {
		recent, record, err := d.recent(ctx, of)
		if err != nil {
			return err
		}
		if len(recent) >= most {
			return errMany
		}
		record.Data = encode(append(recent, absence{Booking: b.ID, Agenda: b.Agenda, At: now}))
		record.Expires = now.Add(together)
		tr.put = append(tr.put, record)
	}
	if l.to != "" {
		d.c.Log.ErrorContext(ctx, "a session was put where nobody can hold it: it is cancelled", "agenda", b.Agenda, "to", l.to, "booking", b.ID)
		put, due := d.misplacedAlarm(b, l.to)
		tr.put, tr.tell = append(tr.put, put), []Due{due}
	}
	return d.cancelled(ctx, b, tr)
}

func structureOf(agenda string) string {
	structure, _, _ := strings.Cut(agenda, "/")
	return structure
}

// recent lists the absences of the last while that were believed in a structure,
// or overall.
func (d *Desk) recent(ctx context.Context, structure string) ([]absence, Record, error) {
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
