package calendars

import (
	"errors"
	"fmt"
	"time"
)

// MaxSize is how many bytes of iCalendar text are read at most; more is
// ErrTooLarge.
const MaxSize = 32 << 20

// Errors of Expand, for errors.Is.
var (
	ErrTooLarge    = errors.New("calendar too large")
	ErrNotCalendar = errors.New("not an iCalendar file")
)

// Occurrence is one happening of an event. Times carry the zone given to
// Expand; an all-day occurrence runs from midnight to midnight of that zone.
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
