package calendars

import (
	"slices"

	"escale/calendars/ical"
	"escale/scheduling"
)

// sharers notes which agendas read each of the agenda's calendars.
func (a *agenda) sharers(all map[string]*agenda) {
	for i := range a.uses {
		u := &a.uses[i]
		u.agendas = nil
		for id, other := range all {
			if slices.ContainsFunc(other.uses, func(o use) bool { return o.copied == u.copied }) {
				u.agendas = append(u.agendas, id)
			}
		}
		slices.Sort(u.agendas)
	}
}

// sessions lists our own events that take up time in the agenda's calendars, in
// order of start.
func (a *agenda) sessions() []scheduling.StandingSession {
	var list []scheduling.StandingSession
	for _, u := range a.uses {
		list = append(list, u.sessions()...)
	}
	slices.SortFunc(list, func(a, b scheduling.StandingSession) int { return a.Start.Compare(b.Start) })
	return list
}

func (u use) sessions() []scheduling.StandingSession {
	u.mu.Lock()
	defer u.mu.Unlock()
	var list []scheduling.StandingSession
	for _, k := range u.objects {
		for _, e := range k.ours {
			booking, placement, ok := scheduling.BookingOf(e.UID, u.installation)
			i := intervalOf(e)
			if !ok || e.IsOverride() || e.Status == ical.Cancelled || !i.Start.Before(i.End) {
				continue
			}
			list = append(list, scheduling.StandingSession{
				Booking: booking, Placement: placement, Interval: i, Agendas: u.agendas,
			})
		}
	}
	return list
}

// intervalOf is the time of the event itself, in UTC.
func intervalOf(e *ical.Event) scheduling.Interval {
	start, end := e.Times()
	return scheduling.Interval{Start: start.UTC(), End: end.UTC()}
}
