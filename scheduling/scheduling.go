// Package scheduling holds the rules of time: slots, holds, bookings, quotas
// and due work. It does no I/O: calendars and the store are ports that it is
// handed, and every function that depends on the hour takes it as an argument.
//
// Instants are UTC; rules apply in the structure's zone. Two clocks are told
// apart: programme time (what day it is for families) and machine time (leases,
// retries, expiries).
//
// The person to think of is a parent whose former partner must learn nothing.
// Two linked parents share a count and nothing else: each keeps a record of her
// own with the same uses, so that ending it, or erasing everything, changes
// nothing that the other is shown, and what comes later is counted by whose it
// is. What the count alone tells stays: that somebody used or gave back a
// session of those that count for both, which goes on after either ended it for
// the sessions used together. No outcome names the other's day: where a quota
// looks back over any twelve months, the day from which a session is possible
// again is not said once another's session counts. Who tries slot after slot
// can still find that day in the very year that it bars; no rule that is kept
// could hide it.
package scheduling

import "time"

// Interval is half open: [Start, End).
type Interval struct {
	Start, End time.Time
}

// Overlaps reports whether the two share an instant.
func (i Interval) Overlaps(j Interval) bool {
	return i.Start.Before(j.End) && j.Start.Before(i.End)
}

// Slot is a session that can be booked.
type Slot struct {
	Offer     string   `json:"offer"`
	Structure string   `json:"structure"`
	Agenda    string   `json:"agenda"` // structure/agenda
	Modes     []string `json:"modes"`
	// Place is where the parent is awaited, if not at the structure's address.
	Place string `json:"place,omitempty"`
	// Video is the room's address, if not the agenda's. It is for who has booked.
	Video string `json:"video,omitempty"`
	Interval
}

// AgendaTime is what the calendars say of one agenda: sorted, disjoint
// intervals in UTC. Busy leaves out the events with our own UIDs: the store's
// claims speak for those, and they are seen in Sighting.Ours.
//
// Special are open hours that carry more than a time. They are not in Open and
// share no time with it; those that say different things may overlap.
type AgendaTime struct {
	Open, Busy []Interval
	Special    []OpenHours // in order of start
	// Sessions are our own events that stand in the agenda's calendars, in order
	// of start: busy, unless the store's claims speak for them.
	Sessions []StandingSession
}

// StandingSession is one of our events where a calendar has it.
type StandingSession struct {
	Booking   string
	Placement int
	Interval
	// Agendas read the calendar in which it stands: this one, and those that share
	// it.
	Agendas []string
}

// OpenHours are open hours with what staff wrote on them.
type OpenHours struct {
	Interval
	Place  string   // where, in their words; empty: at the structure's address
	Video  string   // https address of the room; empty: the agenda's
	Modes  []string // the only ones; nil: the agenda's
	Offers []string // ids of the only ones; nil: the agenda's
}

// Installation-wide identities derive from the booking, so that writing one
// event twice writes it once.

// EventUID is the iCalendar UID of a booking's placement.
func EventUID(installation, booking string, placement int) string {
	return "escale." + booking + "." + itoa(placement) + "@" + installation
}
