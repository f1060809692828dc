package scheduling

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// fits reports whether a slot keeps its distance from group sessions, or joins
// one.
func (f taken) fits(slot Interval, buffer time.Duration) bool {
	return !slices.ContainsFunc(f.groups, func(g Interval) bool {
		return !same(g, slot) && near(g, slot, buffer)
	})
}

// full reports whether the slot's day has all the sessions it may have; joining
// a group that is there already makes none.
func (t terms) full(f taken, slot Interval) bool {
	return t.DailyCap > 0 && f.held[t.day(slot.Start)] >= t.DailyCap &&
		!slices.ContainsFunc(f.groups, func(g Interval) bool { return same(g, slot) })
}

// offered reports why a slot can't be had now: errClosed, errTooLate or
// ErrTaken. slack softens the notice for somebody who already holds it.
func (d *Desk) offered(ctx context.Context, s Slot, slack time.Duration, mine ...string) (terms, error) {
	t, ok := d.terms(s.Offer, s.Agenda)
	day := t.day(s.Start)
	if !ok || s.End.Sub(s.Start) != t.Duration || !t.offer.OpenIn(t.departement, day) || t.Off(day) {
		return t, errClosed
	}
	ahead := s.Start.Sub(d.c.Clocks.Programme())
	if ahead < max(t.Notice-slack, 0) {
		return t, errTooLate
	}
	if t.Horizon > 0 && ahead >= t.Horizon+slack {
		return t, errClosed
	}
	window := around(s.Interval, t.Zone)
	all, ok := d.c.Calendars.Time(t.id)
	if !ok {
		t.place, t.video, t.only = s.Place, s.Video, s.Modes
		return t, d.unlessHeld(ctx, t, s.Interval, mine)
	}
	calendar := all.around(window)
	store, err := d.taken(ctx, t, dayOf(day, t.Zone), calendar.Sessions, claimant{mine: mine})
	if err != nil {
		return t, err
	}
	t, open := t.as(calendar, s)
	blocked := func(busy Interval) bool { return near(busy, s.Interval, t.Buffer) }
	if !open || t.full(store, s.Interval) || !store.fits(s.Interval, t.Buffer) ||
		slices.ContainsFunc(calendar.Busy, blocked) || slices.ContainsFunc(store.busy, blocked) {
		return t, ErrTaken
	}
	return t, nil
}

// unlessHeld is errClosed, or nil for who holds the slot: the calendar said yes
// when it was held, is only silent for now (a restart, an outage), and is asked
// again before anything is called booked.
func (d *Desk) unlessHeld(ctx context.Context, t terms, i Interval, mine []string) error {
	for _, resource := range []string{agendaResource(t.id), seatResource(t.id, i)} {
		claims, err := d.claimed(ctx, resource, i)
		if err != nil {
			return err
		}
		for _, c := range claims {
			if same(c.Interval, i) && slices.Contains(mine, c.Owner) {
				return nil
			}
		}
	}
	return errClosed
}

// around widens an interval to whole days, one more on either side: open
// windows in it are complete, and start where they start.
func around(i Interval, loc *time.Location) Interval {
	from, to := i.Start.In(loc), i.End.In(loc)
	return Interval{
		time.Date(from.Year(), from.Month(), from.Day()-1, 0, 0, 0, 0, loc).UTC(),
		time.Date(to.Year(), to.Month(), to.Day()+2, 0, 0, 0, 0, loc).UTC(),
	}
}

// near reports whether a gap between the two is smaller than the buffer.
func near(a, b Interval, buffer time.Duration) bool {
	return a.Start.Before(b.End.Add(buffer)) && b.Start.Before(a.End.Add(buffer))
}

func same(a, b Interval) bool { return a.Start.Equal(b.Start) && a.End.Equal(b.End) }

func groupOwner(agenda string, i Interval) string {
	return "group/" + agenda + "/" + strconv.FormatInt(i.Start.Unix(), 10)
}

func seatResource(agenda string, i Interval) string {
	return "seats/" + agenda + "/" + strconv.FormatInt(i.Start.Unix(), 10)
}
