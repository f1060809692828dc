package archive

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"escale/scheduling"
)

// Erasure leaves out of an archive what it still knows of parents who erased
// everything since it was made, so that nothing of theirs reaches a store again.
// It sees the whole archive once (Learn), then what is loaded (Without).
//
// Their bookings stay, without whose they are: the structures' calendars hold
// them, and a co-parent's quota counts them.
type Erasure struct {
	parents       map[string]bool
	conversations map[string]bool
	owners        map[string]bool // of claims and work, such as a wish's
	found         map[string]bool // parents of whom the archive knows
}

// NewErasure returns an Erasure of these parents, by id.
func NewErasure(parents map[string]bool) *Erasure {
	return &Erasure{parents: parents, conversations: map[string]bool{}, owners: map[string]bool{}, found: map[string]bool{}}
}

// Tags and kinds by which a parent's things are known.
const (
	keyKind, conversationKind, bookingKind, wishKind = "key", "conversation", "booking", "wish"
	callbackKind, alarmKind                          = "callback", "alarm"
	parentTag, conversationTag                       = "parent:", "conversation:"
)

// whose is what JSON of ours says of the person it is about.
type whose struct {
	Parent       string `json:"parent"`
	Conversation string `json:"conversation"`
}

func whoseIs(data []byte) (w whose) {
	_ = json.Unmarshal(data, &w) // what is sealed, or no JSON, says nothing
	return w
}

// Learn notes which conversations are those of erased parents.
func (x *Erasure) Learn(e Entry) {
	r, ok := e.(*Record)
	if !ok {
		return
	}
	w := whose{}
	switch r.Kind {
	case keyKind:
		w.Parent = r.ID
	case conversationKind:
		w.Conversation = r.ID
		for _, tag := range r.Tags {
			if parent, ok := strings.CutPrefix(tag, parentTag); ok {
				w.Parent = parent
			}
		}
	default:
		w = whoseIs(r.Data)
	}
	if !x.parents[w.Parent] {
		return
	}
	x.found[w.Parent] = true
	if w.Conversation != "" {
		x.conversations[w.Conversation] = true
		x.owners["hold/"+w.Conversation] = true
	}
	if r.Kind == callbackKind {
		late := scheduling.AlarmCallLate + "/" + r.ID
		x.owners["call/"+r.ID], x.owners["caller/"+r.ID], x.owners[late], x.owners["alarm/"+late] = true, true, true, true
	}
	if r.Kind == wishKind {
		x.owners["wish/"+r.ID], x.owners["wisher/"+r.ID] = true, true
	}
}

// Found is of how many erased parents the archive still knows.
func (x *Erasure) Found() int { return len(x.found) }

// Without passes on what is nobody's who was erased.
func (x *Erasure) Without(entries iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for e, err := range entries {
			if err == nil {
				e, err = x.left(e)
			}
			if e == nil && err == nil {
				continue
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// left is what is left of an entry; nil: nothing.
func (x *Erasure) left(e Entry) (Entry, error) {
	gone := false
	switch e := e.(type) {
	case *Record:
		if e.Kind == bookingKind {
			return e, x.unname(e)
		}
		gone = e.Kind == keyKind && x.parents[e.ID] || slices.ContainsFunc(e.Tags, x.tagged) || x.concerns(whoseIs(e.Data)) ||
			e.Kind == alarmKind && x.owners[e.ID]
	case *Claim:
		gone = x.owners[e.Owner]
	case *Message:
		gone = x.parents[e.Parent] || x.chats(e.Chat)
	case *Chat:
		gone = x.chats(e.ID)
	case *Work:
		gone = x.conversations[e.Subject] || x.owners[e.Subject] || x.concerns(whoseIs(e.Data))
	}
	if gone {
		return nil, nil
	}
	return e, nil
}

func (x *Erasure) concerns(w whose) bool {
	return x.parents[w.Parent] || x.conversations[w.Conversation]
}

func (x *Erasure) tagged(tag string) bool {
	parent, of := strings.CutPrefix(tag, parentTag)
	conversation, in := strings.CutPrefix(tag, conversationTag)
	return of && x.parents[parent] || in && x.conversations[conversation]
}

func (x *Erasure) chats(chat string) bool {
	conversation, _, _ := strings.Cut(chat, "/")
	return x.conversations[conversation]
}

// unname takes out of a booking whose it is.
func (x *Erasure) unname(r *Record) error {
	if !x.concerns(whoseIs(r.Data)) {
		return nil
	}
	var b scheduling.Booking
	if err := json.Unmarshal(r.Data, &b); err != nil {
		return fmt.Errorf("booking %s: %w", r.ID, err)
	}
	b.Parent, b.Conversation, b.Sealed, b.Promised, b.Untold = "", "", nil, false, nil
	data, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("booking %s: %w", r.ID, err)
	}
	r.Data = data
	r.Tags = slices.DeleteFunc(r.Tags, x.tagged)
	return nil
}
