package scheduling

import "time"

// State is where a booking stands in its life.
type State string

const (
	Placing      State = "placing"       // in the store, not yet in the calendar
	Booked       State = "booked"        // in the calendar, verified
	Attended     State = "attended"      // marked, or said so by the parent
	Missed       State = "missed"        // the parent did not come
	PresumedHeld State = "presumed-held" // past and unmarked
	NotReceived  State = "not-received"  // she came, and says that nobody was there
	Cancelled    State = "cancelled"     // By says by whom
	Released     State = "released"      // staff were first, or the placing deadline passed
)

// Live reports whether the booking still holds its time.
func (s State) Live() bool { return s == Placing || s == Booked }

// Booking is the row that says what is wanted and what was last seen in the
// calendar. It holds nothing personal: Parent, Family and Conversation are
// random ids, and Sealed is for the parent's key.
type Booking struct {
	ID           string `json:"id"`
	Reference    string `json:"reference"` // short, said aloud: "K7M2-P9"
	Parent       string `json:"parent"`
	Family       string `json:"family"`
	Conversation string `json:"conversation"`
	Slot
	Mode      string    `json:"mode"`
	State     State     `json:"state"`
	By        string    `json:"by,omitempty"`     // "parent", "staff", "escale"
	Created   time.Time `json:"created"`          // programme time of the request
	Placement int       `json:"placement"`        // counts from 1; a move adds one
	Session   int       `json:"session"`          // 1 for the family's first in the quota's year
	Quota     int       `json:"quota"`            // 0: unlimited
	Wish      string    `json:"wish,omitempty"`   // language of reception or "interpreter"
	Sealed    []byte    `json:"sealed,omitempty"` // optional first name
	Fact      string    `json:"fact"`             // id of its evaluation fact
	Seen      Seen      `json:"seen"`
	// Earlier placement to take out of the calendar once this one is in.
	Earlier *Placed `json:"earlier,omitempty"`
	// Proposed is where staff moved the event; the parent has yet to answer.
	Proposed *Interval `json:"proposed,omitempty"`
	// Vacated: staff took it to a colleague and to that hour at once, so that the
	// one agreed on is nobody's any more.
	Vacated bool `json:"vacated,omitempty"`
	// Asked, in programme time, is when she hears of Proposed.
	Asked time.Time `json:"asked,omitzero"`
	// Gone are placements still to be taken out of the calendar.
	Gone []Placed `json:"gone,omitempty"`
	// Left are placements whose event a calendar refused to give up.
	Left []int `json:"left,omitempty"`
	// Failed are moves that could not be made: the time before them stood.
	Failed []int `json:"failed,omitempty"`
	Last   int   `json:"last"` // highest placement ever given
	// Deadline, in programme time, is when a placing that no calendar has
	// answered is given up.
	Deadline time.Time `json:"deadline,omitzero"`
	// Promised: she was told that confirmation follows, and is owed an Event.
	Promised bool   `json:"promised,omitempty"`
	Sequence int    `json:"sequence"` // counts the changes of time and standing; not iCalendar's
	Zone     string `json:"zone"`     // of the structure
	// Invited is the time that the structure was last mailed; nil: none, or that
	// it is off. Invitations counts the mails: the next one's iTIP SEQUENCE.
	Invited     *Interval `json:"invited,omitempty"`
	Invitations int       `json:"invitations,omitempty"`
	// Unsettled is a change by staff that may still go on, or be undone.
	Unsettled *Unsettled `json:"unsettled,omitempty"`
	// Untold is what she knows while she has not heard of changes by staff.
	Untold *Untold `json:"untold,omitempty"`
	// Seated: it took a seat in a group session, under the group's lock.
	Seated bool `json:"seated,omitempty"`
	// Renote: the event says who received her before; it is to name who does now.
	Renote bool `json:"renote,omitempty"`
	// Written is what the event said of the place when it was written.
	Written *Venue `json:"written,omitempty"`
	// Marked is how the event said last that the session went.
	Marked State `json:"marked,omitempty"`
	// Restoring: a person said that it was not meant to be deleted, and it is being
	// written anew.
	Restoring bool `json:"restoring,omitempty"`
	// Overlaid: staff put something of theirs on it later. It is obeyed.
	Overlaid bool  `json:"overlaid,omitempty"`
	Version  int64 `json:"-"`
}

// Stands is when the session is as far as anybody knows: where staff moved it,
// even before the parent answered.
func (b Booking) Stands() Interval {
	if b.Proposed != nil {
		return *b.Proposed
	}
	return b.Interval
}

// isAhead reports whether the session has not begun: also where the time that it
// is moved to has, and the earlier one may yet come back.
func (b Booking) isAhead(now time.Time) bool {
	return b.State.Live() && (now.Before(b.Stands().Start) || b.Earlier != nil && now.Before(b.Earlier.Start))
}

// Placed is where a placement stands.
type Placed struct {
	Placement int    `json:"placement"`
	Agenda    string `json:"agenda"`
	Mode      string `json:"mode,omitempty"` // this and what follows: of Booking.Earlier
	Place     string `json:"place,omitempty"`
	Video     string `json:"video,omitempty"`
	Interval
	Seen Seen `json:"seen"`
}

// Seen is what the calendar last showed of our event.
type Seen struct {
	Href string    `json:"href,omitempty"`
	ETag string    `json:"etag,omitempty"`
	Hash string    `json:"hash,omitempty"` // of what was written
	UID  string    `json:"uid,omitempty"`  // if staff pasted it under another than ours
	At   time.Time `json:"at,omitzero"`    // machine time of the read-back
}
