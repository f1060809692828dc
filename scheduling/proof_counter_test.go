package scheduling_test

import (
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// counter is one agenda with a session an hour, ten a day, that many want at
// once.
type counter struct {
	t         testing.TB
	clock     *clocks
	calendars *calendars
	store     scheduling.Store
	programme *programme.Programme
}

const wanted = "centre/lea"

// newCounter opens an agenda for some days on a store.
func newCounter(t testing.TB, open opener, days int, quota programme.Quota) *counter {
	t.Helper()
	c := &counter{t: t, clock: &clocks{programme: monday, machine: monday.Add(time.Hour)}}
	c.programme = &programme.Programme{
		Offers: []programme.Offer{{
			ID: "solo", Duration: time.Hour, Quota: quota, Where: map[string]programme.Period{"38": {}},
			Rules: programme.Rules{Notice: 2 * time.Hour, Horizon: 2000 * 24 * time.Hour},
		}},
		Structures: []programme.Structure{{ID: "centre", Kind: "laep", Commune: "38185", Agendas: []programme.Agenda{{ID: "lea", Offers: []string{"solo"}}}}},
	}
	lea := &calendar{ours: map[string]scheduling.SeenEvent{}, events: map[string]scheduling.CalendarEvent{}}
	for day := range days {
		lea.open = append(lea.open, scheduling.Interval{Start: c.slot(day, 0).Start, End: c.slot(day, 9).End})
	}
	c.calendars = &calendars{clock: c.clock, all: map[string]*calendar{wanted: lea}}
	c.store = open(t, c.clock.Machine)
	return c
}

// firstDay is after Whit Monday, the last public holiday of the spring, so that
// each day from it on is open until the 14th of July; the days are counted over
// several years.
func firstDay(n int) time.Time {
	const aSpring = 25
	return time.Date(2027+n/aSpring, 6, 15+n%aSpring, 6, 0, 0, 0, time.UTC)
}

// slot is the nth session of a day.
func (c *counter) slot(day, n int) scheduling.Slot {
	start := firstDay(day).Add(time.Duration(n) * time.Hour)
	return scheduling.Slot{
		Offer: "solo", Structure: "centre", Agenda: wanted, Modes: []string{programme.InPerson},
		Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)},
	}
}

// desk is a replica's, as it reaches the calendars.
func (c *counter) desk(store scheduling.Store, calendars scheduling.Calendars) *scheduling.Desk {
	return scheduling.NewDesk(scheduling.DeskConfig{
		Store: store, Calendars: calendars, Clocks: c.clock, Installation: installation,
		Catalogue: func() *programme.Programme { return c.programme }, UnverifiedPerDay: -1, PerOrigin: -1,
	})
}

// command is one of a parent without a family in common with others.
func (c *counter) command(id, kind, who string, s scheduling.Slot) scheduling.Command {
	return scheduling.Command{
		ID: id, Kind: kind, Conversation: "c/" + who, Parent: who, Family: "f/" + who, Slot: s, Verified: true,
	}
}

// live lists the bookings that stand.
func (c *counter) live() []scheduling.Booking {
	c.t.Helper()
	r := realm{t: c.t, store: c.store}
	var live []scheduling.Booking
	for _, b := range r.bookings() {
		if b.State.Live() {
			live = append(live, b)
		}
	}
	return live
}
