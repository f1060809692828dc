// Package bot is the conversation: what is asked, understood and answered, one
// turn at a time. It knows no messaging app: channels hand it Inbound and
// render its Messages.
//
// A message travels: channel → Reception (one lane per conversation) →
// Dialogue.Step (conversation + input → conversation + messages + commands) →
// one commit → commands run by the Desk → their outcomes come back into the
// lane as inputs → outbox → channel.
package bot

import (
	"context"
	"errors"
	"time"

	"escale/scheduling"
)

// Inbound is what a person did in a messaging app.
type Inbound struct {
	// ID is unique in the channel (Telegram's update id, a form's token): an
	// inbound handled twice changes nothing the second time.
	ID       string
	Channel  string
	Address  string // where to answer; personal, only ever stored sealed or as a blind index
	Language string // BCP 47 tag of the app, a first guess
	Text     string
	Choice   string // id of a tapped choice, as it came: may be stale or forged
	Media    string // "photo", "voice", "sticker"… when it is neither text nor tap
	Phone    string // her own number, from her own contact card; never another's
	Start    string // payload of a start link
	// Shown is what the chat shows, by the channel's own numbers, the latest: for a
	// channel that can take it back, and knows it no more after a restart.
	Shown    []int
	Origin   string // blind index of where an unverified request came from
	Verified bool   // the address is more than a cookie
	Welcomed bool   // the channel has shown the first page (Dialogue.Welcome) before
}

// Message is what a person reads. Text is plain: paragraphs, no markup.
type Message struct {
	Text     string           `json:"text"`
	Choices  []Choice         `json:"choices,omitempty"`
	Document *Document        `json:"document,omitempty"`
	Language string           `json:"language"` // of Text, for lang= and dir=
	Class    scheduling.Class `json:"class"`
	Guard    scheduling.Guard `json:"guard,omitzero"`
	// Purge: emergency numbers; the channel keeps no trace once it was read.
	Purge bool `json:"purge,omitempty"`
	// Wipe: the channel first deletes what it showed and was sent here, as far as it
	// can.
	Wipe bool `json:"wipe,omitempty"`
	// Shown, with Wipe, is what the conversation remembers of it, as Inbound.Shown.
	Shown []int `json:"shown,omitempty"`
	// Private: what is answered to it is consumed; the channel writes the answer
	// down nowhere.
	Private bool `json:"private,omitempty"`
	// Replace lets a channel edit its previous message in place (turning pages).
	Replace bool `json:"replace,omitempty"`
	// Passing: a word while she waits; a channel that keeps the conversation on
	// screen drops it once the next message is there.
	Passing bool `json:"passing,omitempty"`
	// Others: it goes to the conversation's other places, and not where she writes.
	Others  bool   `json:"others,omitempty"`
	Subject string `json:"subject,omitempty"` // for e-mail
	// Mail is what only a letter adds: the way back into the conversation.
	Mail string `json:"mail,omitempty"`
	// Timing is of what may leave long after it was said.
	Timing Timing `json:"timing,omitzero"`
}

// Timing says what becomes of a message that its channel could not take at once.
// All instants are programme time.
type Timing struct {
	// Zone is whose night it waits out, unless Limit comes first; empty: it goes
	// out at any hour.
	Zone  string    `json:"zone,omitempty"`
	Limit time.Time `json:"limit,omitzero"` // zero: never
	// From is from when on Late is said in place of Text: "tomorrow" is not true
	// for ever. Zero: never.
	From time.Time `json:"from,omitzero"`
	Late string    `json:"late,omitempty"`
}

// Choice is a button. The id carries flow, step and value, at most 64 bytes.
type Choice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Role  Role   `json:"role,omitempty"`
	URL   string `json:"url,omitempty"` // opens a page instead of answering
}

// Role says how a channel may lay a choice out.
type Role string

const (
	Main   Role = ""       // an answer to the question
	Filter Role = "filter" // place, day, mode
	Nav    Role = "nav"    // back, more, human
	Urgent Role = "urgent" // emergency numbers, on every message
)

// Document is a small file.
type Document struct {
	Name string `json:"name"`
	Type string `json:"type"` // media type
	Data []byte `json:"data"`
}

// Channel delivers messages to one messaging app. Send is safe for concurrent
// use over different addresses; for one address it is called in order.
type Channel interface {
	Name() string
	// Send delivers one message. Errors, wrapped or not: *Throttled, ErrStopped,
	// ErrRefused; any other is retried with back-off.
	Send(ctx context.Context, to Recipient, m Message) error
}

// Recipient is whom a message is for. Address is personal.
type Recipient struct {
	Conversation string
	Parent       string
	Address      string
}

// ErrStopped: the person blocked or left; nothing more is to be sent.
var ErrStopped = errors.New("the person left")

// ErrRefused: the channel will never take this message; it is dropped so that
// those behind it can go.
var ErrRefused = errors.New("refused for good")

// Throttled asks to wait.
type Throttled struct{ Until time.Time }

func (t *Throttled) Error() string { return "throttled until " + t.Until.Format(time.RFC3339) }
