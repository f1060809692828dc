package scheduling

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"escale/programme"
)

// Commands of who asks to be called by a person.
const (
	DoCall   = "call"   // ask for it as CallFor says, Sealed holding a Caller
	DoUncall = "uncall" // take the request CallID back
)

// Events of a request to be called, Event.CallID. They are about no booking.
const (
	TellCallLate   = "call-late"   // nobody called in time; somebody is reminded of it
	TellCallTried  = "call-tried"  // she did not answer, and is called again
	TellCallDone   = "call-done"   // a person says that she was called
	TellCallMissed = "call-missed" // she did not answer the last time, either
)

// DueCall is run at the deadline of a request; its subject is the request's.
const DueCall = "call-late"

// CallState is how far a request is.
type CallState string

const (
	CallOpen   CallState = "open"
	CallDone   CallState = "done"
	CallMissed CallState = "missed" // called in vain as often as the programme says
)

// CallFor is what a request says besides whom to call.
type CallFor struct {
	Departement string `json:"departement,omitempty"` // empty: she has not said
	Topic       string `json:"topic,omitempty"`       // empty unless she chose to say
	Part        Part   `json:"part,omitempty"`        // empty: at any time
	Language    string `json:"language"`              // to speak with her
}

// Caller is who asks to be called. It is kept sealed for the parent, and no longer
// than until she was called.
type Caller struct {
	Number    string `json:"number"` // as E.164 has it: +33612345678
	FirstName string `json:"first_name,omitempty"`
}

// Callback is the record of kind "callback". All instants are programme time.
type Callback struct {
	CallFor
	ID           string    `json:"id"`
	Parent       string    `json:"parent"`
	Conversation string    `json:"conversation"`
	Sealed       []byte    `json:"sealed,omitempty"` // a Caller; gone once the request is closed
	Created      time.Time `json:"created"`
	Deadline     time.Time `json:"deadline"` // by when she was promised a call
	State        CallState `json:"state"`
	Owner        string    `json:"owner,omitempty"` // the user who sees to it
	// Tried is when she was called in vain.
	Tried   []time.Time `json:"tried,omitempty"`
	Late    bool        `json:"late,omitempty"` // the deadline passed, and somebody was told
	Closed  time.Time   `json:"closed,omitzero"`
	Version int64       `json:"-"`
}

// Contact is who answers such a request, first of all.
func (c Callback) Contact(p *programme.Programme) programme.Contact {
	return p.ContactsFor(c.Departement, c.Topic)[0]
}

// Callbacks lists all requests, those of the nearest deadline first.
func (d *Desk) Callbacks(ctx context.Context) ([]Callback, error) {
	return d.callbacks(ctx, "")
}

// CallbacksOf lists a conversation's requests, open ones and those not forgotten
// yet.
func (d *Desk) CallbacksOf(ctx context.Context, conversation string) ([]Callback, error) {
	return d.callbacks(ctx, "conversation:"+conversation)
}

// Caller opens whom a request is about. ErrErased if she erased it, ErrNotFound
// once it is closed.
func (d *Desk) Caller(ctx context.Context, c Callback) (Caller, error) {
	if len(c.Sealed) == 0 || d.c.Open == nil {
		return Caller{}, fmt.Errorf("caller of %s: %w", c.ID, ErrNotFound)
	}
	plain, err := d.c.Open(ctx, c.Parent, c.Sealed)
	if err != nil {
		return Caller{}, fmt.Errorf("caller of %s: %w", c.ID, err)
	}
	var who Caller
	if err := json.Unmarshal(plain, &who); err != nil {
		return Caller{}, fmt.Errorf("caller of %s: not readable", c.ID)
	}
	return who, nil
}

func (d *Desk) callbacks(ctx context.Context, tag string) ([]Callback, error) {
	var all []Callback
	for q := (Query{Kind: callbackKind, Tag: tag, Limit: 1000}); ; {
		page, err := d.c.Store.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("requests to be called: %w", err)
		}
		for _, r := range page {
			c, err := readCallback(r)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
		if len(page) < q.Limit {
			break
		}
		q.After = page[len(page)-1].ID
	}
	slices.SortFunc(all, func(a, b Callback) int {
		return cmp.Or(a.Deadline.Compare(b.Deadline), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// callback reads one, or ErrNotFound.
func (d *Desk) callback(ctx context.Context, id string) (Callback, error) {
	r, err := d.c.Store.Get(ctx, Key{callbackKind, id})
	if err != nil {
		return Callback{}, fmt.Errorf("request %s: %w", id, err)
	}
	return readCallback(r)
}

const callbackKind = "callback"

// callSubject is the subject of all due work of a request, and the owner of its
// claims.
func callSubject(id string) string { return "call/" + id }

// keptUntil is when the request is forgotten: some time after it was closed or, if
// nobody ever did, after its deadline.
func (c Callback) keptUntil() time.Time {
	if c.State != CallOpen {
		return KeptCallback.Until(c.Closed)
	}
	return KeptCallback.Until(c.Deadline)
}

// record makes the request's record with the tags that find it again.
func (c Callback) record() Record {
	return Record{
		Key: Key{callbackKind, c.ID}, Version: c.Version, Data: encode(c),
		Tags: []string{"parent:" + c.Parent, "conversation:" + c.Conversation, TagUntil(c.keptUntil())},
	}
}

func readCallback(r Record) (Callback, error) {
	var c Callback
	if err := json.Unmarshal(r.Data, &c); err != nil {
		return Callback{}, fmt.Errorf("request %s: not readable", r.ID)
	}
	c.Version = r.Version
	return c, nil
}
