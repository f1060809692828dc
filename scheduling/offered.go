package scheduling

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"escale/programme"
)

// taken is what the store says of one agenda.
type taken struct {
	busy []Interval             // claims of bookings and holds
	held map[programme.Date]int // sessions that start on a day
	// groups are sessions with seats left: nothing else may overlap them.
	groups []Interval
	// closed are days that take no more bookings of unverified addresses.
	closed map[programme.Date]bool
}

// taken reads the claims on the agenda's time, and on its room, in the window;
// those of mine don't count. sessions that no claim speaks for are busy as well.
func (d *Desk) taken(ctx context.Context, t terms, window Interval, sessions []StandingSession, mine ...string) (taken, error) {
	resources := []string{agendaResource(t.id)}
	if t.agenda.Room != "" {
		resources = append(resources, roomResource(t.structure.ID, t.agenda.Room))
	}
	found := taken{held: map[programme.Date]int{}}
	for n, resource := range resources {
		claims, err := d.claimed(ctx, resource, window)
		if err != nil {
			return taken{}, fmt.Errorf("agenda %s: %w", t.id, err)
		}
		for _, c := range claims {
			if isOneOf(c.Owner, mine) {
				continue
			}
			if n == 0 {
				found.held[t.day(c.Start)]++
			}
			if t.seats > 1 && c.Owner == groupOwner(t.id, c.Interval) {
				if err := d.group(ctx, t, c, &found, mine); err != nil {
					return taken{}, err
				}
				continue
			}
			more := max(c.Pad-t.Buffer, 0)
			found.busy = append(found.busy, Interval{c.Start.Add(-more), c.End.Add(more)})
		}
	}
	strays, err := d.strays(ctx, t.id, window, sessions, mine)
	if err != nil {
		return taken{}, err
	}
	found.busy = tidy(append(found.busy, strays...))
	return found, nil
}

// closeDays notes the days on which an unverified parent can have nothing more.
// Each booking there holds time too, so that few days need to be looked at.
func (d *Desk) closeDays(ctx context.Context, t terms, found *taken, mine ...string) error {
	most := d.c.UnverifiedPerDay
	if most <= 0 {
		return nil
	}
	found.closed = map[programme.Date]bool{}
	for day, held := range found.held {
		if t.seats == 1 && held < most {
			continue
		}
		there, err := d.claimed(ctx, unverifiedResource(t.id, day), dayOf(day, t.Zone))
		if err != nil {
			return fmt.Errorf("agenda %s: %w", t.id, err)
		}
		others := slices.DeleteFunc(there, func(c Claim) bool { return isOneOf(c.Owner, mine) })
		found.closed[day] = len(others) >= most
	}
	return nil
}

// group sorts a group session among those with seats left or those without.
func (d *Desk) group(ctx context.Context, t terms, lock Claim, found *taken, mine []string) error {
	there, err := d.claimed(ctx, seatResource(t.id, lock.Interval), lock.Interval)
	if err != nil {
		return fmt.Errorf("seats of agenda %s: %w", t.id, err)
	}
	others := slices.DeleteFunc(there, func(c Claim) bool { return isOneOf(c.Owner, mine) })
	switch {
	case len(others) == 0: // only mine is left, or nobody: the time is free
		return nil
	case len(others) < t.seats:
		found.groups = append(found.groups, lock.Interval)
	default:
		found.busy = append(found.busy, lock.Interval)
	}
	return nil
}

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
	store, err := d.taken(ctx, t, window, calendar.Sessions, mine...)
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
