package bot

import (
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Conversation is everything remembered between two turns. It is kept as JSON
// sealed for the parent, and saved by compare-and-swap on its version.
type Conversation struct {
	ID      string `json:"id"`
	Parent  string `json:"parent"`
	Family  string `json:"family"`
	Channel string `json:"channel"` // where it was last written from
	Address string `json:"address"`
	// Ways are the addresses of the conversation by channel, if it is open in more
	// than one.
	Ways     map[string]string `json:"ways,omitempty"`
	Verified bool              `json:"verified,omitempty"`
	Origin   string            `json:"origin,omitempty"`
	Language string            `json:"language"`
	// Shown is what the chat shows, as Inbound.Shown: of everybody, since whoever takes
	// messages back must not differ from who does not.
	Shown []int  `json:"shown,omitempty"`
	Email string `json:"email,omitempty"` // for reminders, if she gave one

	// Flow counts the dialogues begun; a choice of an earlier flow is stale.
	Flow int    `json:"flow"`
	Step string `json:"step"` // name of the step that awaits an answer; "" before the first
	// Trail is the steps answered, for going back.
	Trail   []Visited         `json:"trail,omitempty"`
	Answers programme.Answers `json:"answers,omitempty"` // never a consumed one
	// Consents are what she was told, or agreed to.
	Consents []Consent `json:"consents,omitempty"`
	// Last is when the parent last wrote, programme time.
	Last time.Time `json:"last,omitzero"`
	// Data is what the steps keep for themselves.
	Data Notes `json:"data,omitzero"`
}

// Visited is a step on the trail.
type Visited struct {
	Step string `json:"step"`
}

// Input is what a step is given: exactly one of the three.
type Input struct {
	Inbound *Inbound
	Outcome *scheduling.Outcome // of a command this conversation gave
	Event   *scheduling.Event   // something happened to a booking
	Now     time.Time           // programme time
}

// Turn is what a step gives back. Nothing of it is true before it is committed.
type Turn struct {
	Conversation Conversation
	Messages     []Message
	Commands     []Command
	// Reached names the steps first reached in this flow, for the counts of
	// where dialogues are left ("step/<departement or ->/<step>"): no person in it.
	Reached []string
	// Missed names the offers of which a search found nothing, once a flow.
	Missed []string
	// Referred names the partners for whom a family is to be counted.
	Referred []string
	// Passage is a code that was drawn, with which the conversation goes on
	// elsewhere.
	Passage string
	// Later are events that the conversation is owed after a while.
	Later []Later
	// Erase destroys the parent's key and everything of hers once committed.
	Erase bool
	// Keep, with Erase: her sessions ahead stay booked.
	Keep bool
}

// Command is one change of the world that a turn asks for; exactly one field is
// set. The Reception gives it an id: conversation, version, ordinal.
type Command struct {
	Desk   *scheduling.Command `json:"desk,omitempty"`
	Answer *Answered           `json:"answer,omitempty"`
	Join   *Join               `json:"join,omitempty"`
}

// Answered is one item of a questionnaire, answered about a session.
type Answered struct {
	Answer        string `json:"answer"` // random id shared by the items of one questionnaire
	Questionnaire string `json:"questionnaire"`
	Booking       string `json:"booking"` // only to look up its month, place and offer
	Item          string `json:"item"`
	Value         string `json:"value"`
	Pair          string `json:"pair,omitempty"`
	Language      string `json:"language"`
	Later         bool   `json:"later,omitempty"` // of the follow-up, which the response rate leaves out
}
