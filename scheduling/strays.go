package scheduling

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// BookingOf reads the UID of an event of ours (EventUID); ok is false for any
// other.
func BookingOf(uid, installation string) (booking string, placement int, ok bool) {
	rest, ours := strings.CutSuffix(uid, "@"+installation)
	rest, named := strings.CutPrefix(rest, "escale.")
	booking, number, dotted := strings.Cut(rest, ".")
	placement, err := strconv.Atoi(number)
	return booking, placement, ours && named && dotted && err == nil
}

// unspoken lists our events that stand in an agenda's calendars though no claim
// speaks for them there: staff dragged a colleague's session here, or copied one.
// Where agendas share the calendar, the claims of each speak.
func (a *answers) unspoken(agenda string, window Interval, sessions []StandingSession, mine []string) []StandingSession {
	var unspoken []StandingSession
	for _, s := range sessions {
		if !s.Overlaps(window) || isOneOf(bookingOwner(s.Booking), mine) {
			continue
		}
		spoken := false
		for _, id := range append([]string{agenda}, s.Agendas...) {
			claims := a.on(agendaResource(id), window)
			spoken = spoken || slices.ContainsFunc(claims, func(c Claim) bool { return speaksFor(c, id, s) })
		}
		if !spoken {
			unspoken = append(unspoken, s)
		}
	}
	return unspoken
}

// strays lists the time of our events on some days that no claim speaks for in
// the agenda.
func (d *Desk) strays(ctx context.Context, agenda string, window Interval, sessions []StandingSession, mine []string) ([]Interval, error) {
	a := d.ask()
	unspoken := a.unspoken(agenda, window, sessions, mine)
	if len(a.due) > 0 {
		if err := a.read(ctx); err != nil {
			return nil, err
		}
		unspoken = a.unspoken(agenda, window, sessions, mine)
	}
	found := taken{unspoken: unspoken}
	err := d.addStrays(ctx, &found)
	return found.busy, err
}

// speaksFor reports whether a claim on an agenda is the session's own, or that
// of the group that it belongs to, and covers where the session stands now: one
// that staff just moved may stand half beside its claim.
func speaksFor(c Claim, agenda string, s StandingSession) bool {
	return c.holds(s.Interval) && (c.Owner == bookingOwner(s.Booking) || c.Owner == groupOwner(agenda, c.Interval))
}

// stray reports whether an event without a claim keeps its time. One that is
// about to be taken out doesn't; what staff left there does, and so does an
// event that nobody knows any more.
func (d *Desk) stray(ctx context.Context, s StandingSession) (bool, error) {
	b, err := d.Booking(ctx, s.Booking)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	over := (b.State == Cancelled || b.State == Released) && b.By != "staff"
	return !over && !slices.ContainsFunc(b.Gone, func(p Placed) bool { return p.Placement == s.Placement }), nil
}
