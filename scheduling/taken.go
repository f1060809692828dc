package scheduling

import (
	"context"
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
	// unspoken are sessions in the calendars that no claim speaks for.
	unspoken []StandingSession
}

// claimant is who asks what is taken.
type claimant struct {
	mine   []string // owners whose claims don't count
	capped bool     // the cap on unverified bookings applies
}

// caps reports whether days may be closed to somebody.
func (d *Desk) caps(who claimant) bool { return who.capped && d.c.UnverifiedPerDay > 0 }

// taken reads the claims on the agenda's time, and on its room, on some whole
// days in its zone. sessions that no claim speaks for are busy as well.
func (d *Desk) taken(ctx context.Context, t terms, days Interval, sessions []StandingSession, who claimant) (taken, error) {
	a := d.ask()
	for {
		found := a.taken(t, days, sessions, who)
		if len(a.due) == 0 {
			return found, d.addStrays(ctx, &found)
		}
		if err := a.read(ctx); err != nil {
			return taken{}, err
		}
	}
}

// taken is what follows from the answers. Where it asks something new, it is
// worth nothing until that is answered.
func (a *answers) taken(t terms, days Interval, sessions []StandingSession, who claimant) taken {
	resources := []string{agendaResource(t.id)}
	if t.agenda.Room != "" {
		resources = append(resources, t.roomResource())
	}
	window := reach(days)
	found := taken{held: map[programme.Date]int{}}
	for n, resource := range resources {
		for _, c := range a.on(resource, window) {
			if isOneOf(c.Owner, who.mine) {
				continue
			}
			if n == 0 && !c.Start.Before(days.Start) && c.Start.Before(days.End) {
				found.held[t.day(c.Start)]++
			}
			if t.seats > 1 && c.Owner == groupOwner(t.id, c.Interval) {
				a.group(t, c, &found, who)
				continue
			}
			more := max(c.Pad-t.Buffer, 0)
			found.busy = append(found.busy, Interval{c.Start.Add(-more), c.End.Add(more)})
		}
	}
	a.close(t, &found, who)
	found.unspoken = a.unspoken(t.id, window, sessions, who.mine)
	found.busy = tidy(found.busy)
	return found
}

// reach is as far around some days as claims on other days may be felt: a claim
// keeps its distance, and a session may end after midnight.
func reach(days Interval) Interval {
	return Interval{days.Start.Add(-24 * time.Hour), days.End.Add(24 * time.Hour)}
}

// close notes the days on which an unverified parent can have nothing more.
// Each booking there holds time too, so that few days need to be looked at.
func (a *answers) close(t terms, found *taken, who claimant) {
	if !a.d.caps(who) {
		return
	}
	most := a.d.c.UnverifiedPerDay
	found.closed = map[programme.Date]bool{}
	for day, held := range found.held {
		if t.seats == 1 && held < most {
			continue
		}
		there := a.on(unverifiedResource(t.id, day), dayOf(day, t.Zone))
		found.closed[day] = len(who.others(there)) >= most
	}
}

// group sorts a group session among those with seats left or those without.
func (a *answers) group(t terms, lock Claim, found *taken, who claimant) {
	others := who.others(a.on(seatResource(t.id, lock.Interval), lock.Interval))
	switch {
	case len(others) == 0: // only mine is left, or nobody: the time is free
	case len(others) < t.seats:
		found.groups = append(found.groups, lock.Interval)
	default:
		found.busy = append(found.busy, lock.Interval)
	}
}

// others are the claims that are not mine.
func (who claimant) others(all []Claim) []Claim {
	var others []Claim
	for _, c := range all {
		if !isOneOf(c.Owner, who.mine) {
			others = append(others, c)
		}
	}
	return others
}

// addStrays makes busy what stands in a calendar though no claim speaks for it.
func (d *Desk) addStrays(ctx context.Context, found *taken) error {
	for _, s := range found.unspoken {
		stands, err := d.stray(ctx, s)
		if err != nil {
			return err
		}
		if stands {
			found.busy = append(found.busy, s.Interval)
		}
	}
	if len(found.unspoken) > 0 {
		found.busy = tidy(found.busy)
	}
	return nil
}
