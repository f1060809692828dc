package scheduling

import "time"

// Kinds of commands. A command is the only thing that changes the world on a
// parent's behalf, and its id always returns its first outcome.
const (
	DoHold    = "hold"    // claim Slot for ten minutes in place of an earlier hold
	DoRenew   = "renew"   // the same, of a slot that is held already
	DoBook    = "book"    // book Slot, held or not
	DoMove    = "move"    // move Booking to Slot; the old time is kept until the new is sure
	DoCancel  = "cancel"  // cancel Booking
	DoAccept  = "accept"  // accept where staff moved Booking
	DoRelease = "release" // give the conversation's hold back
	DoMark    = "mark"    // Booking took place or not: Mark is attended, missed or not-received
)

// Commands of the waiting list.
const (
	DoWish   = "wish"   // leave the wish of Seek, or change the one for that offer
	DoUnwish = "unwish" // take WishID back
	DoPass   = "pass"   // let what WishID was offered in Turn go to the next
)

// Command asks the Desk to change the world.
type Command struct {
	ID           string `json:"id"`
	Kind         string `json:"kind"`
	Conversation string `json:"conversation"`
	Parent       string `json:"parent"`
	Family       string `json:"family"`
	Slot         Slot   `json:"slot,omitzero"`
	Mode         string `json:"mode,omitempty"`
	Link         string `json:"link,omitempty"` // of DoLink: a code, as she wrote it
	Booking      string `json:"booking,omitempty"`
	Mark         State  `json:"mark,omitempty"`
	Wish         string `json:"wish,omitempty"`
	Sealed       []byte `json:"sealed,omitempty"`
	// Verified says the address is more than a cookie (a messaging account or a
	// confirmed e-mail): the cap on unverified bookings does not apply.
	Verified bool `json:"verified,omitempty"`
	// Origin hashes where an unverified request came from, for the cap.
	Origin string            `json:"origin,omitempty"`
	Topic  string            `json:"topic,omitempty"` // for the evaluation fact
	Facts  map[string]string `json:"facts,omitempty"` // answers to enumerated questions
	// Of the waiting list.
	Seek   *Seek  `json:"seek,omitempty"`
	WishID string `json:"wish_id,omitempty"`
	Turn   int    `json:"turn,omitempty"`
	// Of a request to be called.
	Call   *CallFor `json:"call,omitempty"`
	CallID string   `json:"call_id,omitempty"`
}

// Codes of outcomes.
const (
	OK         = "ok"          // held, booked, moved, cancelled…
	Pending    = "pending"     // the calendar can't be reached: confirmation follows
	Taken      = "taken"       // somebody was first
	QuotaSpent = "quota-spent" // NextFrom says when a session is possible again
	TooMany    = "too-many"    // a cap on unverified bookings
	TooLate    = "too-late"    // the session began, or the notice has passed
	Gone       = "gone"        // no such booking any more, or not hers
	Closed     = "closed"      // the offer, agenda or structure is no longer offered
	NoCode     = "no-code"     // a code that is wrong, used, too old or her own: which is not said
	Linked     = "linked"      // her sessions count together with another parent's already
)

// Outcome is what came of a command.
type Outcome struct {
	Command  string    `json:"command"`
	Kind     string    `json:"kind"`
	Code     string    `json:"code"`
	Booking  string    `json:"booking,omitempty"`
	Link     string    `json:"link,omitempty"` // of DoCode, until Until
	Slot     Slot      `json:"slot,omitzero"`
	Until    time.Time `json:"until,omitzero"` // machine time a hold or a code ends
	NextFrom time.Time `json:"next_from,omitzero"`
	WishID   string    `json:"wish_id,omitempty"`
	CallID   string    `json:"call_id,omitempty"` // of DoCall, whose deadline is NextFrom
}

// Kinds of due work. One handler each. The subject is the booking unless it is
// named here.
const (
	DuePublish = "publish" // make a calendar show a booking
	DueInvite  = "invite"  // mail the structure an Invite (iMIP); Subject: "invite/" and the booking
	DueAlarm   = "alarm"   // mail the structure an Alarm; Subject: "alarm/" and its id
	DueTell    = "tell"    // bring an Event to a conversation
	DueSend    = "send"    // put an Outgoing into its queue by day; Subject: its booking, else its chat
	DueNothing = "nothing" // was dropped by the operator
	DueCommand = "command" // what a turn asked for, run at once or here; Subject: the conversation
	DuePast    = "past"    // a session has ended: presumed held
)

// Due work of the waiting list; the subject of the latter two is the wish's.
const (
	DueFreed = "freed" // serve the next wish of a slot that freed
	DueLook  = "look"  // look for what a wish asks for
	DuePlace = "place" // bring a TellPlace to a conversation
)

// TellPlace: a slot is held for Event.WishID, see Desk.Offered.
const TellPlace = "place"

// Kinds of events told to a conversation.
const (
	TellBooked       = "booked"         // the placing that was pending succeeded
	TellReleased     = "released"       // staff were first, or no calendar answered in time
	TellNotMoved     = "not-moved"      // a move that was pending could not be made: the earlier time stands
	TellMovedByStaff = "moved-by-staff" // Booking.Proposed holds the new time
	TellDeleted      = "deleted-by-staff"
	// TellChangedByStaff: Event.Who or Event.Where, at the time that she knows.
	TellChangedByStaff = "changed-by-staff"
	TellReminder       = "reminder" // Event.Before says how long before
	// TellConfirm asks whether she will still come. No answer changes nothing.
	TellConfirm       = "confirm"
	TellQuestionnaire = "questionnaire"
	TellFollowUp      = "follow-up" // the questionnaire long after
)

// Event is what happened to a booking, for the conversation it belongs to. It
// is looked up again just before it is told.
type Event struct {
	ID           string        `json:"id"`
	Kind         string        `json:"kind"`
	Conversation string        `json:"conversation"`
	WishID       string        `json:"wish_id,omitempty"` // of TellPlace, with Turn
	CallID       string        `json:"call_id,omitempty"` // of TellCall…
	Turn         int           `json:"turn,omitempty"`
	Booking      string        `json:"booking"`
	Placement    int           `json:"placement"`
	Before       time.Duration `json:"before,omitempty"`
	// Asks: the reminder is also the question whether she will still come.
	Asks bool `json:"asks,omitempty"`
	// AfterConfirm: that question goes ahead of the reminder, which asks in its
	// place if it never did, as after an outage.
	AfterConfirm bool `json:"after_confirm,omitempty"`
	// Until, in programme time, is from when on telling it is pointless; zero: as
	// long as it is true.
	Until time.Time `json:"until,omitzero"`
	Who   bool      `json:"who,omitempty"`   // somebody else receives her
	Where bool      `json:"where,omitempty"` // somewhere else
}
