package scheduling

import "time"

// Search asks for the next slots of an offer near a commune.
type Search struct {
	Offer   string
	Commune string // INSEE code of the parent's commune; its département bounds the search
	// Filters; zero values do not filter.
	Structure string
	Mode      string
	Day       time.Time // any instant of the wanted day, in Zone
	Zone      string    // the parent's zone; default Europe/Paris
	After     Cursor    // the page that follows
	Limit     int       // default 5
	// Holder's own hold does not hide its slot.
	Holder string
	// Verified says as much as in Command: days full of unverified bookings are
	// not left out.
	Verified bool
}

// Cursor is where a page ended. The zero Cursor starts at the beginning.
type Cursor struct {
	Start  time.Time `json:"start,omitzero"`
	Agenda string    `json:"agenda,omitempty"`
}

// Page is a list of slots, soonest first.
type Page struct {
	Slots []Slot
	Next  Cursor // zero when there is no more
	// Places and Days are what the filters may usefully offer: structures with
	// at least one slot, nearest first, and the first days that have one.
	Places []string
	Days   []time.Time
	Modes  []string
}
