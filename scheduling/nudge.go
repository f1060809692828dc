package scheduling

import (
	"cmp"
	"slices"
	"time"
)

// planned is an event to be told at an instant of programme time.
type planned struct {
	at    time.Time
	name  string // within the booking
	event Event
}

// nudges are what a parent is sent ahead of a session, soonest first: reminders,
// and the question whether she will still come. Those that the night puts on one
// evening are one. Each is pointless from the next one's time on, and the last
// once the session begins: after an outage one goes out, not all. Who books too
// late for the question is not asked it: now is when they are planned.
func (t terms) nudges(b Booking, now time.Time) []planned {
	start := b.Stands().Start
	at := func(before time.Duration) time.Time { return quietTime(shift(start, -before, t.Zone), t.Zone) }
	var all []planned
	for _, before := range longestFirst(t.offer.Reminders) {
		e := Event{Kind: TellReminder, Before: before}
		if b.Proposed != nil { // she has not said yes: she is asked again
			e = Event{Kind: TellMovedByStaff}
		}
		all = append(all, planned{at(before), "remind" + before.String(), e})
	}
	if before := t.offer.Confirm; before > 0 && b.Proposed == nil {
		all = append(all, planned{at(before), "confirm", Event{Kind: TellConfirm, Before: before}})
	}
	slices.SortStableFunc(all, func(a, b planned) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(b.event.Before, a.event.Before))
	})
	var one []planned
	for _, n := range all {
		if last := len(one) - 1; last >= 0 && one[last].at.Equal(n.at) {
			n.event.Asks = one[last].event.Asks || one[last].event.Kind == TellConfirm
			one[last] = n
			continue
		}
		one = append(one, n)
	}
	asked := false
	for i := range one {
		one[i].event.AfterConfirm = asked
		asks := one[i].event.Asks || one[i].event.Kind == TellConfirm
		asked = asked || asks && one[i].at.After(now)
		one[i].event.Until = start
		if i+1 < len(one) {
			one[i].event.Until = one[i+1].at
		}
	}
	return one
}

// shift moves an instant as people count it: whole days by the calendar in loc,
// over a change of the clocks too, and the rest by the hour.
func shift(at time.Time, by time.Duration, loc *time.Location) time.Time {
	const day = 24 * time.Hour
	return at.In(loc).AddDate(0, 0, int(by/day)).Add(by % day).UTC()
}

const (
	// afterSession is when the questionnaire is sent, at the earliest.
	afterSession = 2 * time.Hour
	// worthAsking is for how long a questionnaire is sent late.
	worthAsking = 14 * 24 * time.Hour
)

// inquiries are the questionnaires after a session. One that would come at night
// comes the morning after, not the evening before: the time to look back on it
// has not passed by then.
func (t terms) inquiries(b Booking) []planned {
	ask := func(kind, name string, after time.Duration) planned {
		at := NextDaytime(shift(b.Stands().End, after, t.Zone), t.Zone, time.Time{})
		return planned{at, name, Event{Kind: kind, Until: at.Add(worthAsking)}}
	}
	var all []planned
	if t.offer.Questionnaire != "" {
		all = append(all, ask(TellQuestionnaire, "ask", afterSession))
	}
	if f := t.offer.FollowUp; f.Questionnaire != "" {
		all = append(all, ask(TellFollowUp, "follow-up", f.After))
	}
	return all
}
