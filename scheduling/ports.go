package scheduling

import (
	"context"
	"errors"
	"time"
)

// ErrRefused is wrapped by errors of Calendars.Publish that trying again can't
// mend: the calendar is read-only, or the server refuses the event itself.
var ErrRefused = errors.New("refused by the calendar")

// ErrStaffChanged is wrapped by errors of Calendars.Publish when staff deleted
// or cancelled the event, or moved it after it was seen: it is left as they want
// it, and the next sync tells how that is.
var ErrStaffChanged = errors.New("changed by staff")

// Calendars is what the Desk asks of the structures' calendars.
type Calendars interface {
	// Time returns, from memory, what the agenda's calendars say: from a week ago
	// to more than a year ahead. It never changes, and is the same pointer for as
	// long as they say the same. ok is false when the agenda can't be offered now: a
	// calendar was never read, has been silent too long, or is gone.
	Time(agenda string) (t *AgendaTime, ok bool)
	// Publish makes the calendar show the event, or no longer show it, and
	// verifies by reading back. It may be interrupted anywhere and repeated. The
	// error is retryable unless it wraps ErrRefused.
	Publish(ctx context.Context, e CalendarEvent) (Seen, error)
	// Sync reads every calendar of the agenda anew, starting now, and returns
	// what they say; an error if any could not be read.
	Sync(ctx context.Context, agenda string) (Sighting, error)
}

// CalendarEvent is a booking as a calendar shows it: nothing personal but the
// optional first name.
type CalendarEvent struct {
	UID      string
	Agenda   string
	Interval // UTC; written in the structure's zone
	Zone     string
	Summary  string
	Notes    string // description
	Private  string // further notes, left out where others than the account would read them
	Location string
	URL      string // where staff say whether the session took place; may be empty
	Sequence int    // of RFC 5545, 3.8.7.4
	Absent   bool   // take it out
	// Rewrite: it stands as wanted, and what it says besides is to be said anew. If
	// staff touched its time or title it is left as it is: ErrStaffChanged.
	Rewrite bool
	// Unname: only take the line of the first name out of the notes, put Private in
	// its place, and leave everything else as it stands. Nothing there is no error.
	Unname bool
	Seen   Seen // what was last seen, zero when never written
}

// Sighting is what a sync of all the calendars of one agenda showed.
type Sighting struct {
	Agenda string
	Begun  time.Time // machine time before the first request
	AgendaTime
	// Ours are the events with our UIDs, found in any of the calendars.
	Ours map[string]SeenEvent
	// Copies are further events with our UIDs, and events of other UIDs whose title
	// bears a reference: by UID, or by reference. In an order that stays the same.
	Copies map[string][]SeenEvent
	// Elsewhere are our events, by UID or by reference, in calendars of the
	// structure that the agenda does not read, as they were read last.
	Elsewhere map[string][]SeenEvent
	// Around is when the reading of those began, the earliest; zero: there are none
	// that can be read.
	Around time.Time
	// Blind: one of those can't be read now, or was silent for too long: what is
	// absent may stand there.
	Blind bool
	// Read are the paths of the calendars that were read, here and around. What was
	// last seen in another is not known to be gone. Empty: not told.
	Read []string
	// Entered are appointments that staff tagged as sessions, agreed on elsewhere.
	Entered []Entered
	// Whole is false when a calendar is missing, refused or was silent: absence
	// then proves nothing.
	Whole bool
}

// SeenEvent is one of our events as it stands in the calendar.
type SeenEvent struct {
	Interval
	Seen
	Calendar  string
	Cancelled bool  // STATUS:CANCELLED
	Mark      State // Attended or Missed when staff marked it; else empty
	Place     string
	// Agendas read the calendar in which it stands; empty: the sighting's.
	Agendas []string
}

// Entered is an appointment that staff tagged as a session of ours: one that was
// agreed on by telephone, or at the desk. Whose, nobody knows here.
type Entered struct {
	Key string // the same for one occurrence, wherever it is moved
	Interval
	Mark   State    // as of SeenEvent
	Offers []string // ids that its tags name; empty: none
}

// Clocks tells both times. The demo's programme clock can be pushed.
type Clocks interface {
	Programme() time.Time
	Machine() time.Time
}
