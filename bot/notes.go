package bot

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"escale/scheduling"
)

// Notes is what the steps of the dialogue keep for themselves. It is part of
// the sealed conversation. A consumed answer is never in it: only the offers
// that remain are.
type Notes struct {
	// Question is the id of the question being asked; empty once answered.
	Question string `json:"question,omitempty"`
	// View is the optional part of a step that is open: a list of places, an
	// e-mail address awaited…
	View  string `json:"view,omitempty"`
	Place Place  `json:"place,omitzero"`
	Sent  Sent   `json:"sent,omitzero"` // who sent her here
	// Narrowed is set once the consumed question was answered: Candidates are
	// the offers that remain.
	Narrowed   bool     `json:"narrowed,omitempty"`
	Candidates []string `json:"candidates,omitempty"`
	Wanted     Wanted   `json:"wanted,omitzero"`
	Early      Early    `json:"early,omitzero"`
	Ahead      Ahead    `json:"ahead,omitzero"`
	Wishing    Wishing  `json:"wishing,omitzero"`
	Calling    Calling  `json:"calling,omitzero"`
	// Stopped is why the dialogue ended without an appointment.
	Stopped Stopped `json:"stopped,omitzero"`
	// Apart: emergency numbers were shown for something in this flow, whatever it
	// was; what brings both parents together is left out.
	Apart bool `json:"apart,omitempty"`
	// Linked: she was told that her sessions count together with the other
	// parent's, and has not ended it. Whether he has is never shown.
	Linked bool `json:"linked,omitempty"`
	// Drawn: she has a code that the other parent may enter. Replaced: another is
	// drawn in its place, which nobody is told.
	Drawn    bool `json:"drawn,omitempty"`
	Replaced bool `json:"replaced,omitempty"`
	// Code: what she types next is the other parent's code.
	Code    bool    `json:"code,omitempty"`
	Passage Passage `json:"passage,omitzero"`
	// Changing: she changes an answer from the summary.
	Changing *Changing `json:"changing,omitempty"`
	// Erasing is an erasure that waits, for her to think it over.
	Erasing Erasing `json:"erasing,omitzero"`
	// Booked is the last booking made or moved here.
	Booked string `json:"booked,omitempty"`

	Reached []string `json:"reached,omitempty"` // steps reached in this flow
	// Offered are the choices of the present question, Aside those of the last
	// message beside it (a reminder, the list of languages): what "1" or a label
	// typed out may mean. AsideFirst: she is answering the latter.
	Offered    []Offered `json:"offered,omitempty"`
	Aside      []Offered `json:"aside,omitempty"`
	AsideFirst bool      `json:"aside_first,omitempty"`

	// Misses counts the words in a row that nobody here understood.
	Misses int `json:"misses,omitempty"`

	// Asked is the session, and its placement, of which she was asked last whether
	// she will still come.
	Asked string `json:"asked,omitempty"`

	Surveys []Survey `json:"surveys,omitempty"`
	// Listening is the survey (answer id) whose item was the last thing asked.
	Listening string `json:"listening,omitempty"`
	// Pairs ties the items before a session to those after, by booking.
	Pairs map[string]string `json:"pairs,omitempty"`
}

// Place is where the parent lives, as closely as the offers need to know.
type Place struct {
	Postcode    string `json:"postcode,omitempty"`
	Commune     string `json:"commune,omitempty"` // INSEE code
	Departement string `json:"departement,omitempty"`
}

// area is what tells it from others of its name.
func (p Place) area() string { return cmp.Or(p.Postcode, p.Departement) }

// Wanted is the appointment being chosen.
type Wanted struct {
	Offer string `json:"offer,omitempty"`
	// Moving is the booking that the new slot replaces.
	Moving string `json:"moving,omitempty"`

	Structure string            `json:"structure,omitempty"` // filters of the list
	Mode      string            `json:"mode,omitempty"`      // filter, then the mode chosen
	Day       string            `json:"day,omitempty"`       // filter, 2026-11-24
	Part      scheduling.Part   `json:"part,omitempty"`      // filter, of the day
	Span      Span              `json:"span,omitzero"`       // filter, of days and hours said in words
	Within    int               `json:"within,omitempty"`    // filter, as scheduling.Search
	Language  string            `json:"language,omitempty"`  // filter, as scheduling.Search
	After     scheduling.Cursor `json:"after,omitzero"`      // the page on screen

	Shown []scheduling.Slot `json:"shown,omitempty"` // what was put on screen
	Slot  *scheduling.Slot  `json:"slot,omitempty"`
	Held  bool              `json:"held,omitempty"` // a hold was asked for
	// HeldAt is when the slot was held, Renewed when for the last time; programme
	// time.
	HeldAt    time.Time `json:"held_at,omitzero"`
	Renewed   time.Time `json:"renewed,omitzero"`
	Wish      string    `json:"wish,omitempty"`
	FirstName string    `json:"first_name,omitempty"`
}

// Stopped is the code of an outcome (or "relays", "no-slot") that ended a flow.
type Stopped struct {
	Code     string    `json:"code,omitempty"`
	NextFrom time.Time `json:"next_from,omitzero"`
}

// Offered is a choice as it was shown.
type Offered struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Answer bool   `json:"answer,omitempty"` // a number typed may mean it
}

// Survey is a questionnaire under way.
type Survey struct {
	Answer        string `json:"answer"` // random id shared by its items
	Questionnaire string `json:"questionnaire"`
	Booking       string `json:"booking"`
	Pair          string `json:"pair,omitempty"`
	Later         bool   `json:"later,omitempty"` // the follow-up
	Item          string `json:"item"`            // being asked
	// Given holds what later items depend on, until the last one is answered.
	Given map[string]string `json:"given,omitempty"`
}

// Departement is the code of the parent's département, or "-" before she gave
// her postcode: for counts of steps.
func (c Conversation) Departement() string {
	if d := c.Data.Place.Departement; d != "" {
		return d
	}
	return "-"
}

// clone copies the conversation deeply enough that a turn may be thrown away.
func (c Conversation) clone() Conversation {
	c.Trail = slices.Clone(c.Trail)
	c.Answers = maps.Clone(c.Answers)
	c.Consents = slices.Clone(c.Consents)
	c.Ways = maps.Clone(c.Ways)
	n := &c.Data
	n.Candidates = slices.Clone(n.Candidates)
	n.Changing, n.Passage = n.Changing.clone(), n.Passage.clone()
	n.Ahead = n.Ahead.clone()
	n.Reached = slices.Clone(n.Reached)
	n.Offered = slices.Clone(n.Offered)
	n.Aside = slices.Clone(n.Aside)
	n.Wanted.Shown = slices.Clone(n.Wanted.Shown)
	n.Pairs = maps.Clone(n.Pairs)
	n.Surveys = slices.Clone(n.Surveys)
	for i := range n.Surveys {
		n.Surveys[i].Given = maps.Clone(n.Surveys[i].Given)
	}
	return c
}
