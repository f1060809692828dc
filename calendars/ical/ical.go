// Package ical turns iCalendar text (RFC 5545, and what programs write instead)
// into the times at which something takes place, and events of ours into such
// text.
//
// Expand reads a file and is done. Reader.Read, Gather and Series.Expand are its
// steps, for those who keep what was read or look at each event between. Lines and
// Writer are for those who need the text itself.
//
// It trusts nothing that it reads: one bad event hides no other, what can't be
// read is told as a Problem, and the work that rules may ask for is bounded. It
// knows nothing of servers, of the network or of bookings, and keeps no files.
package ical

import (
	"errors"
	"fmt"
	"time"
)

// MaxSize is how many bytes of iCalendar text are read at most; more is
// ErrTooLarge.
const MaxSize = 32 << 20

// Errors of reading a file, for errors.Is.
var (
	ErrTooLarge    = errors.New("calendar too large")
	ErrNotCalendar = errors.New("not an iCalendar file")
)

// Occurrence is one happening of an event. From Expand, times carry the zone given
// to it; an all-day occurrence runs from midnight to midnight of that zone.
type Occurrence struct {
	UID string
	// RecurrenceID is the start that the rule gave this occurrence, before
	// anybody moved it; zero when the event does not recur.
	RecurrenceID time.Time
	Start, End   time.Time // [Start, End)
	AllDay       bool
	Transparent  bool   // does not occupy its time
	Status       string // CONFIRMED, TENTATIVE or empty; cancelled ones are left out
	Summary      string
	Location     string
	Categories   []string
}

// Problem is a part of a calendar that could not be read and was left out, or
// was read in the only way that made sense.
type Problem struct {
	Href string // the object on its server; empty for a file
	Line int    // counts from 1
	UID  string // empty when not known
	Text string // what is wrong, in English, for the operator
}

// String gives the problem on one line.
func (p Problem) String() string {
	s := fmt.Sprintf("line %d: %s", p.Line, p.Text)
	if p.UID != "" {
		s = fmt.Sprintf("line %d (%s): %s", p.Line, p.UID, p.Text)
	}
	if p.Href != "" {
		return p.Href + ": " + s
	}
	return s
}
