package bot

import (
	"context"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Reader is the half of the desk of appointments that a step may call: it
// changes nothing.
type Reader interface {
	// Search lists the next slots, soonest first, nearest structures first among
	// equals.
	Search(ctx context.Context, q scheduling.Search) (scheduling.Page, error)
	// Booking returns a booking, or scheduling.ErrNotFound.
	Booking(ctx context.Context, id string) (scheduling.Booking, error)
	// Bookings lists a conversation's bookings, soonest first.
	Bookings(ctx context.Context, conversation string) ([]scheduling.Booking, error)
	// Session tells which of the offer's quota a family's session in the slot
	// would be, not counting the booking except; quota 0: there is none.
	Session(ctx context.Context, family string, s scheduling.Slot, except string) (nth, quota int, err error)
}

// Desk is the half that acts, once the turn that asked for it is committed.
type Desk interface {
	// Booking returns a booking, or scheduling.ErrNotFound.
	Booking(ctx context.Context, id string) (scheduling.Booking, error)
	// Do runs a command; a repeated id returns its first outcome.
	Do(ctx context.Context, c scheduling.Command) (scheduling.Outcome, error)
	// Erase forgets a parent, her key included; it may be repeated, and is finished
	// by itself once begun.
	Erase(ctx context.Context, e scheduling.Erasure) error
}

// Vault seals personal data with a key of the parent's own and finds addresses
// by blind index.
type Vault interface {
	// NewParent makes a parent with a key of its own, durably.
	NewParent(ctx context.Context) (parent string, err error)
	// Seal encrypts for the parent. scheduling.ErrErased if the key is gone.
	Seal(ctx context.Context, parent string, plain []byte) ([]byte, error)
	// Open decrypts. scheduling.ErrErased if the key is gone.
	Open(ctx context.Context, parent string, sealed []byte) ([]byte, error)
	// Forget destroys the keys: what they sealed can't be read again.
	Forget(ctx context.Context, parents ...string) error
	// Blind is a keyed hash (HMAC) of a value, for finding it without keeping it.
	Blind(purpose, value string) string
}

// Catalogue returns the programme in force; it may change between two calls.
type Catalogue func() *programme.Programme

// CalendarFile writes a session as an iCalendar file with alarms, for the
// parent's own calendar. The alarms are that long before the start.
type CalendarFile func(e scheduling.CalendarEvent, alarms []time.Duration) ([]byte, error)

// Links are the addresses a conversation may show. Any may return "".
type Links struct {
	// Return is the secret link that opens this conversation elsewhere.
	Return func(channel, address string) string
	// Page is a public page: "privacy", "legal", "accessibility".
	Page func(name string) string
	// Carry is the link that opens the conversation in a channel by a code; without
	// a code, the page where one is typed.
	Carry func(channel, code string) string
	// Telegram opens the bot there.
	Telegram func() string
}

// Answers keeps what parents answer, apart from who they are.
type Answers interface {
	// Record keeps one item's answer; a repeated id changes nothing.
	Record(ctx context.Context, id string, a Answered) error
}
