package scheduling

import (
	"cmp"
	"context"
	"slices"
	"time"

	"escale/programme"
)

// Reason is why an agenda has no slot for an offer: the first rule that leaves
// none of its open hours.
type Reason string

const (
	NotOffered    Reason = "not-offered"     // the agenda does not have the offer
	CalendarAway  Reason = "calendar-away"   // a calendar was never read, is silent or gone
	NeverOpen     Reason = "never-open"      // no open hours at all
	KeptForOthers Reason = "kept-for-others" // all are for other offers, or modes it lacks
	OpenEnded     Reason = "open-ended"      // the last open hours lie behind
	TooShort      Reason = "too-short"       // no open hours are as long as a session
	TooSoon       Reason = "too-soon"        // all before the minimum notice
	TooFar        Reason = "too-far"         // all beyond the horizon
	OutOfPeriod   Reason = "out-of-period"   // the offer is not open then
	DaysOff       Reason = "days-off"        // holidays and closing days
	CoveredBusy   Reason = "covered-busy"    // other appointments, with the time kept around them
	FullyBooked   Reason = "fully-booked"    // everything there was is booked
)

// Explanation says what one agenda has to offer, and why it is no more.
type Explanation struct {
	// Why there is no slot; empty if there is one.
	Why  Reason
	Next time.Time // the first slot, if there is one
	// Opens and Ends bound the open hours ahead, whatever may cover them; zero:
	// there are none. Of OpenEnded, Ends is when they ended.
	Opens, Ends time.Time
	// Open are the open hours that other appointments cover, of CoveredBusy.
	Open []Interval
	// What the rules were.
	Duration, Notice, Horizon time.Duration
	Period                    programme.Period
	Zone                      *time.Location
}

// foreseen is how far ahead calendars are read; see Calendars.Time.
const foreseen = 400 * 24 * time.Hour

// Explain says why an agenda has no slot for an offer now. Rules are taken up
// one after the other, in the order of the Reasons.
func (d *Desk) Explain(ctx context.Context, offer, agenda string) (Explanation, error) {
	t, ok := d.terms(offer, agenda)
	e := Explanation{Duration: t.Duration, Notice: t.Notice, Horizon: cmp.Or(t.Horizon, programme.DefaultHorizon), Period: t.Period, Zone: t.Zone}
	if !ok {
		e.Why = NotOffered
		return e, nil
	}
	now := d.c.Clocks.Programme()
	ahead := Interval{now, now.Add(foreseen)}
	all, ok := d.c.Calendars.Time(agenda)
	if !ok {
		e.Why = CalendarAway
		return e, nil
	}
	calendar := all.around(Interval{now.AddDate(0, 0, -7), ahead.End})
	calendar.Open = t.hours(calendar, "")
	days := Interval{dayOf(t.day(now), t.Zone).Start, ahead.End}
	store, err := d.taken(ctx, t, days, calendar.Sessions, claimant{})
	if err != nil {
		return e, err
	}
	e.bounds(calendar.Open, now)
	if e.Why == NeverOpen && len(calendar.Special) > 0 {
		e.Why = KeptForOthers
	}
	if e.Why == "" {
		e.narrow(sifter{t, calendar, store, ahead, now})
	}
	return e, nil
}

// bounds notes when the open hours ahead begin and end.
func (e *Explanation) bounds(open []Interval, now time.Time) {
	for _, o := range open {
		if e.Ends.Before(o.End) {
			e.Ends = o.End
		}
	}
	first := slices.IndexFunc(open, func(o Interval) bool { return o.End.After(now) })
	switch {
	case len(open) == 0:
		e.Why = NeverOpen
	case first < 0:
		e.Why = OpenEnded
	default:
		e.Opens = open[first].Start
	}
}

// narrow takes up one rule after the other until no slot is left.
func (e *Explanation) narrow(s sifter) {
	t := AgendaTime{Open: s.calendar.Open}
	r := Rules{Packed: s.terms.Packed, Duration: s.terms.Duration, Grid: s.terms.Grid, Zone: s.terms.Zone}
	var claims *taken
	for _, rule := range []struct {
		why Reason
		add func()
	}{
		{TooShort, func() {}},
		{TooSoon, func() { r.Notice = e.Notice }},
		{TooFar, func() { r.Horizon = e.Horizon }},
		{OutOfPeriod, func() { r.Period = e.Period }},
		{DaysOff, func() { r.Off = s.terms.Off }},
		{CoveredBusy, func() { r.Buffer, t.Busy = s.terms.Buffer, s.calendar.Busy }},
		{FullyBooked, func() { r.DailyCap, claims = s.terms.DailyCap, &s.store }},
	} {
		rule.add()
		if e.Next = s.first(t, r, claims); e.Next.IsZero() {
			e.Why = rule.why
			break
		}
	}
	if e.Why == CoveredBusy {
		e.Open = s.within(r)
	}
}

// sifter looks for the first slot under some of the rules.
type sifter struct {
	terms    terms
	calendar AgendaTime
	store    taken
	ahead    Interval
	now      time.Time
}

// first is the start of the first slot; zero: there is none. With store, claims
// count as they do in a search.
func (s sifter) first(t AgendaTime, r Rules, store *taken) time.Time {
	var claims taken
	if store != nil {
		claims = *store
	}
	terms := s.terms
	terms.DailyCap = r.DailyCap
	if terms.seats > 1 {
		r.DailyCap = 0 // a full day may still have seats: full looks
	}
	w := newWalker(t.Open, t.Busy, claims.busy, r, s.ahead, s.now, claims.held)
	for {
		slot, ok := w.next()
		if !ok {
			return time.Time{}
		}
		if claims.fits(slot, terms.Buffer) && !terms.full(claims, slot) {
			return slot.Start
		}
	}
}

// within lists the open hours of which the rules so far would make slots.
func (s sifter) within(r Rules) []Interval {
	from, to := s.now.Add(r.Notice), s.now.Add(r.Horizon)
	var open []Interval
	for _, o := range s.calendar.Open {
		if o.End.After(from) && o.Start.Before(to) {
			open = append(open, o)
		}
	}
	return open
}
