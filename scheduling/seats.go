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

// seats adds to a change what an owner's seats in a group agenda ask for: those
// left are given back, those taken are claimed. given seats are not refused.
func (d *Desk) seats(ctx context.Context, ch *Change, t terms, owner string, left, taken []Interval, expires time.Time, given func(Interval) bool) error {
	record, err := d.c.Store.Get(ctx, Key{Kind: "group", ID: t.id})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("groups of %s: %w", t.id, err)
	}
	ch.Put = append(ch.Put, Record{Key: Key{Kind: "group", ID: t.id}, Version: record.Version, Data: []byte("{}")})
	near, err := d.locks(ctx, t, taken)
	if err != nil {
		return err
	}
	for _, i := range distinct(left, taken, near) {
		there, err := d.claimed(ctx, seatResource(t.id, i), i)
		if err != nil {
			return fmt.Errorf("seats of %s: %w", t.id, err)
		}
		others := slices.DeleteFunc(there, func(c Claim) bool {
			return c.Owner == owner || slices.Contains(ch.Release, c.Owner)
		})
		lock := groupOwner(t.id, i)
		ch.Release = append(ch.Release, lock)
		until, needed := lastOf(others)
		if slices.ContainsFunc(taken, func(j Interval) bool { return same(i, j) }) {
			until, needed = longest(until, expires, needed), true
			seat := Claim{Owner: owner, Resource: seatResource(t.id, i), Interval: i, Capacity: t.seats, Expires: expires}
			if given(i) {
				seat.Capacity = always
			}
			ch.Claims = append(ch.Claims, seat)
		}
		if needed {
			ch.Claims = append(ch.Claims, t.lock(lock, i, given(i) || len(others) > 0, until)...)
		}
	}
	return nil
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
func (t terms) lock(owner string, i Interval, given bool, expires time.Time) []Claim {
	one := t
	one.seats = 1
	return one.claims(owner, i, given, expires)
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
