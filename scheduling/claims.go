package scheduling

import (
	"context"
	"errors"
	"fmt"
	"time"

	"escale/programme"
)

// always is the capacity of a claim that is not refused: for time that a
// booking has already, or that staff gave it.
const always = 1 << 30

// Resources that claims are made on.
func agendaResource(agenda string) string { return "agenda/" + agenda }

func (t terms) roomResource() string { return "room/" + t.structure.RoomOf(t.agenda) }

func capResource(agenda string, day programme.Date) string {
	return "cap/" + agenda + "/" + day.String()
}

func unverifiedResource(agenda string, day programme.Date) string {
	return "unverified/" + agenda + "/" + day.String()
}

const originPrefix = "origin/"

func originResource(origin string, day programme.Date) string {
	return originPrefix + origin + "/" + day.String()
}

// Owners of claims.
func bookingOwner(id string) string        { return "booking/" + id }
func holdOwner(conversation string) string { return "hold/" + conversation }

// visitorOwner holds the caps on unverified bookings apart from the time: they
// last as long as the booking, whatever becomes of its place.
func visitorOwner(id string) string { return "visitor/" + id }

// claims are what a session takes. given time is not refused.
func (t terms) claims(owner string, i Interval, given bool, expires time.Time) []Claim {
	if t.seats > 1 {
		return nil // a group's lock is shared: see seats
	}
	capacity := func(n int) int {
		if given {
			return always
		}
		return n
	}
	all := []Claim{{
		Owner: owner, Resource: agendaResource(t.id), Interval: i,
		Pad: t.Buffer, Capacity: capacity(1), Expires: expires,
	}}
	if t.agenda.Room != "" {
		all = append(all, Claim{
			Owner: owner, Resource: t.roomResource(), Interval: i,
			Capacity: capacity(1), Expires: expires,
		})
	}
	if t.DailyCap > 0 {
		day := t.day(i.Start)
		all = append(all, Claim{
			Owner: owner, Resource: capResource(t.id, day), Interval: dayOf(day, t.Zone),
			Capacity: capacity(t.DailyCap), Expires: expires,
		})
	}
	return all
}

// holds reports whether the booking has that time without what is unsettled.
func (b Booking) holds(agenda string, i Interval) bool {
	return agenda == b.Agenda && (!b.Vacated && same(i, b.Interval) || b.Proposed != nil && same(i, *b.Proposed)) ||
		b.Earlier != nil && agenda == b.Earlier.Agenda && same(i, b.Earlier.Interval)
}

// granted reports whether the time that a booking is wanted at can't be refused: it
// had it before, or staff gave it. A colleague's time is theirs to give; with a
// placement of her own, the parent asks for it like anybody.
func granted(was, is Booking) bool {
	had := was.Version > 0 && was.holds(is.Agenda, is.Interval)
	staff := (was.Vacated || was.Unsettled != nil && was.Unsettled.Agenda == is.Agenda) && was.Placement == is.Placement
	return had || staff
}

// claimsOf are all that a live booking holds: where it is wanted, where it
// still is, and where staff moved it. Only what was not there before can be
// refused.
func (d *Desk) claimsOf(was, is Booking) []Claim {
	if !is.State.Live() {
		return nil
	}
	var all []Claim
	hold := func(agenda string, i Interval, given bool) {
		at := is
		at.Agenda = agenda
		all = append(all, d.termsOf(at).claims(bookingOwner(is.ID), i, given, time.Time{})...)
	}
	if !is.Vacated {
		hold(is.Agenda, is.Interval, granted(was, is))
	}
	if is.Earlier != nil {
		hold(is.Earlier.Agenda, is.Earlier.Interval, true)
	}
	if is.Proposed != nil {
		hold(is.Agenda, *is.Proposed, true)
	}
	if agenda, i, more := is.Unsettled.takes(is.Agenda); more && !is.holds(agenda, i) {
		hold(agenda, i, true)
	}
	return all
}

// visitorClaims cap what people can take whose address is no more than a
// cookie.
func (d *Desk) visitorClaims(c Command, owner string, t terms, i Interval, expires time.Time) []Claim {
	if c.Verified {
		return nil
	}
	var all []Claim
	if d.c.UnverifiedPerDay > 0 {
		day := t.day(i.Start)
		all = append(all, Claim{
			Owner: owner, Resource: unverifiedResource(t.id, day), Interval: dayOf(day, t.Zone),
			Capacity: d.c.UnverifiedPerDay, Expires: expires,
		})
	}
	if d.c.PerOrigin > 0 && c.Origin != "" {
		today := t.day(d.c.Clocks.Programme())
		all = append(all, Claim{
			Owner: owner, Resource: originResource(c.Origin, today), Interval: dayOf(today, t.Zone),
			Capacity: d.c.PerOrigin, Expires: expires,
		})
	}
	return all
}

// full reports whether one of the claims finds its resource full: which of
// several claims was refused.
func (d *Desk) full(ctx context.Context, claims []Claim, mine ...string) (bool, error) {
	for _, c := range claims {
		there, err := d.claimed(ctx, c.Resource, c.Interval)
		if err != nil {
			return false, fmt.Errorf("claims on %s: %w", c.Resource, err)
		}
		others := 0
		for _, o := range there {
			if !isOneOf(o.Owner, mine) {
				others++
			}
		}
		if others >= c.Capacity {
			return true, nil
		}
	}
	return false, nil
}

// claimed lists the claims on one resource.
func (d *Desk) claimed(ctx context.Context, resource string, window Interval) ([]Claim, error) {
	all, err := d.c.Store.Claims(ctx, []Ask{{resource, window}}, d.c.Clocks.Machine())
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

func isOneOf(owner string, mine []string) bool {
	for _, m := range mine {
		if owner == m && m != "" {
			return true
		}
	}
	return false
}

// Why a slot can't be had, besides ErrTaken.
var (
	errClosed  = errors.New("not offered")
	errTooLate = errors.New("too late")
)
