package scheduling

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A group session is one lock on its agenda's time, shared by all who come, and
// a seat for each. The lock is there as long as anybody has a seat; since that
// is read before it is written, every change to an agenda's groups is made
// under the version of one record.

// seating is what somebody's seats in a group agenda ask for.
type seating struct {
	owner       string
	left, taken []Interval // given back, and claimed
	expires     time.Time
	given       func(Interval) bool // time that is not refused; nil: all may be
	own         []string            // other owners of hers: their sessions are not in her way
}

// group is a session of an agenda.
type group struct {
	Interval
	others []Claim // seats of all but who asks
}

// seats adds to a change what seats in a group agenda ask for: those left are
// given back, those taken are claimed. Whose time may be refused neither begins
// nor joins a session that another is in the way of: ErrTaken. What stays of the
// sessions around is claimed before anything that is new.
func (d *Desk) seats(ctx context.Context, ch *Change, t terms, s seating) error {
	record, err := d.c.Store.Get(ctx, Key{Kind: "group", ID: t.id})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("groups of %s: %w", t.id, err)
	}
	ch.Put = append(ch.Put, Record{Key: Key{Kind: "group", ID: t.id}, Version: record.Version, Data: []byte("{}")})
	all, err := d.groups(ctx, t, s, ch.Release)
	if err != nil {
		return err
	}
	var stay, begin []Claim
	for _, g := range all {
		ch.Release = append(ch.Release, groupOwner(t.id, g.Interval))
		until, some := lastOf(g.others)
		given := s.given != nil && s.given(g.Interval)
		switch taken := s.takes(g.Interval); {
		case taken && !given:
			hers, err := s.hers(g, all, t.Buffer)
			if err != nil {
				return err
			}
			begin = append(begin, s.seat(t, g.Interval, t.seats))
			begin = append(begin, t.begun(g, hers, longest(until, s.expires, some))...)
		case taken:
			stay = append(stay, s.seat(t, g.Interval, always))
			stay = append(stay, t.lock(g.Interval, true, longest(until, s.expires, some))...)
		case some:
			stay = append(stay, t.lock(g.Interval, true, until)...)
		}
	}
	ch.Claims = slices.Concat(stay, ch.Claims, begin)
	return nil
}

func (s seating) takes(i Interval) bool {
	return slices.ContainsFunc(s.taken, func(j Interval) bool { return same(i, j) })
}

func (s seating) seat(t terms, i Interval, capacity int) Claim {
	return Claim{Owner: s.owner, Resource: seatResource(t.id, i), Interval: i, Capacity: capacity, Expires: s.expires}
}

// hers are the sessions around one in which nobody sits but she. ErrTaken if one
// of others is nearer than the buffer.
func (s seating) hers(wanted group, all []group, buffer time.Duration) ([]Interval, error) {
	var hers []Interval
	for _, g := range all {
		foreign := slices.ContainsFunc(g.others, func(c Claim) bool { return !isOneOf(c.Owner, s.own) })
		switch {
		case same(g.Interval, wanted.Interval):
		case foreign && near(g.Interval, wanted.Interval, buffer):
			return nil, ErrTaken
		case !foreign && (len(g.others) > 0 || s.takes(g.Interval)):
			hers = append(hers, g.Interval)
		}
	}
	return hers, nil
}

// groups lists the sessions that somebody's seats concern: those left, those
// taken and those around these.
func (d *Desk) groups(ctx context.Context, t terms, s seating, released []string) ([]group, error) {
	around, err := d.locks(ctx, t, distinct(s.left, s.taken)) // those named for the same start as well
	if err != nil {
		return nil, err
	}
	var all []group
	for _, i := range distinct(s.left, s.taken, around) {
		there, err := d.claimed(ctx, seatResource(t.id, i), i)
		if err != nil {
			return nil, fmt.Errorf("seats of %s: %w", t.id, err)
		}
		all = append(all, group{i, slices.DeleteFunc(there, func(c Claim) bool {
			return c.Owner == s.owner || slices.Contains(released, c.Owner) || !same(c.Interval, i)
		})})
	}
	return all, nil
}

// locks lists the group sessions near some intervals: one that only a hold now
// given back had opened is taken away.
func (d *Desk) locks(ctx context.Context, t terms, near []Interval) ([]Interval, error) {
	var all []Interval
	for _, i := range near {
		claims, err := d.claimed(ctx, agendaResource(t.id), around(i, t.Zone))
		if err != nil {
			return nil, fmt.Errorf("groups of %s: %w", t.id, err)
		}
		for _, c := range claims {
			if c.Owner == groupOwner(t.id, c.Interval) {
				all = append(all, c.Interval)
			}
		}
	}
	return all, nil
}

// lock is what a group session takes as a whole.
func (t terms) lock(i Interval, given bool, expires time.Time) []Claim {
	one := t
	one.seats = 1
	return one.claims(groupOwner(t.id, i), i, given, expires)
}

// begun is the lock of a session that she begins or joins. Each session of hers is
// one more that may be in the way; joining makes the day no fuller.
func (t terms) begun(g group, hers []Interval, expires time.Time) []Claim {
	claims := t.lock(g.Interval, false, expires)
	for n, c := range claims {
		for _, h := range hers {
			if near(h, c.Interval, c.Pad) && !h.Start.Equal(g.Start) { // a lock is named for its start
				claims[n].Capacity++
			}
		}
		if len(g.others) > 0 && c.Resource == capResource(t.id, t.day(g.Start)) {
			claims[n].Capacity = always
		}
	}
	return claims
}

// lastOf returns when the last of the claims ends; zero: never.
func lastOf(claims []Claim) (until time.Time, some bool) {
	for _, c := range claims {
		until, some = longest(until, c.Expires, some), true
	}
	return until, some
}

// longest is the later of two ends, where zero is never; b alone counts when
// there is no a.
func longest(a, b time.Time, isA bool) time.Time {
	if !isA {
		return b
	}
	if a.IsZero() || b.IsZero() {
		return time.Time{}
	}
	return later(a, b)
}

func distinct(lists ...[]Interval) []Interval {
	var all []Interval
	for _, list := range lists {
		for _, i := range list {
			if !slices.ContainsFunc(all, func(j Interval) bool { return same(i, j) }) {
				all = append(all, i)
			}
		}
	}
	return all
}
