package scheduling

import "time"

// Search asks for the next slots of an offer near a commune.
type Search struct {
	Offer   string
	Commune string // INSEE code of the parent's commune; its département bounds the search
	// Filters; zero values do not filter.
	Structure string
	Within    int // programme.SameEPCI or SameArrondissement: no farther from the commune
	Mode      string
	Part      Part      // of the day
	Language  string    // a language that the structure receives in
	Day       time.Time // any instant of the wanted day, in Zone
	Zone      string    // the parent's zone; default Europe/Paris
	After     Cursor    // the page that follows
	Limit     int       // default 5
	// Brief wants to know of the filters no more than whether there is a choice: at
	// most two places and two days, and no parts of the day.
	Brief bool
	// Holder's own hold does not hide its slot.
	Holder string
	// Verified says as much as in Command: days full of unverified bookings are
	// not left out.
	Verified bool
}

// Cursor is where a page ended: the place of its last slot in the order of start,
// nearness and agenda. What others book, or the catalogue loses, moves nothing.
// The zero Cursor starts at the beginning.
type Cursor struct {
	Start  time.Time `json:"start,omitzero"`
	Near   int       `json:"near,omitempty"` // programme.Nearness
	Agenda string    `json:"agenda,omitempty"`
}

// Page is a list of slots, soonest first.
type Page struct {
	Slots []Slot
	Next  Cursor // zero when there is no more
	// Places and Days are what the filters may usefully offer: structures with
	// at least one slot, nearest first, and the first days that have one. Each
	// leaves its own filter aside, as do those below.
	Places []string
	Days   []time.Time
	Modes  []string
	Parts  []Part // of the day, that have slots
	// Languages are those that agendas declare, in the order in which they come up.
	Languages []string
	// Within is the narrowest Search.Within with a slot in it, if a slot on this
	// page lies outside; else 0.
	Within int
}
