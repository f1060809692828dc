package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"escale/scheduling"
)

// Kinds of records of a conversation, and the tags on its record.
const (
	conversationKind = "conversation"
	addressKind      = "address"
	transcriptKind   = "webchat"

	parentTag       = "parent:"       // whose key opens it
	leftTag         = "left:"         // channels where the person stopped us
	conversationTag = "conversation:" // on what belongs to it
	familyTag       = "family:"
	addressTag      = "address:" // blind index of the e-mail address she gave
)

// addressRecord is what an address leads to. Its id is a blind index.
type addressRecord struct {
	Conversation string `json:"conversation"`
	Parent       string `json:"parent"`
}

// opened is a conversation as it was read, with what it takes to commit it.
type opened struct {
	Conversation
	version int64    // of its record; 0: new
	left    []string // channels where she stopped us
	// address is the record to be written with the first commit; nil afterwards.
	address *scheduling.Record
}

// Find returns who is behind an address and the conversation held there.
// scheduling.ErrNotFound if there is none.
func (r *Reception) Find(ctx context.Context, channel, address string) (Recipient, Conversation, error) {
	id, _, err := r.lookUp(ctx, channel, address)
	if err != nil {
		return Recipient{}, Conversation{}, err
	}
	o, err := r.open(ctx, id)
	if errors.Is(err, scheduling.ErrErased) {
		err = scheduling.ErrNotFound
	}
	if err != nil {
		return Recipient{}, Conversation{}, err
	}
	return Recipient{Conversation: o.ID, Parent: o.Parent, Address: address}, o.Conversation, nil
}

// lookUp returns the conversation id behind an address and the version of the
// address's record, or scheduling.ErrNotFound.
func (r *Reception) lookUp(ctx context.Context, channel, address string) (string, int64, error) {
	record, err := r.store.Get(ctx, r.addressKey(channel, address))
	if err != nil {
		return "", 0, fmt.Errorf("find address: %w", err)
	}
	var a addressRecord
	if err := json.Unmarshal(record.Data, &a); err != nil {
		return "", 0, fmt.Errorf("read address: %w", err)
	}
	return a.Conversation, record.Version, nil
}

func (r *Reception) addressKey(channel, address string) scheduling.Key {
	return addressKeyOf(r.vault, channel, address)
}

func addressKeyOf(vault Vault, channel, address string) scheduling.Key {
	return scheduling.Key{Kind: addressKind, ID: vault.Blind(addressKind, channel+":"+address)}
}

// parentOf is whose key opens a conversation's record.
func parentOf(r scheduling.Record) string {
	for _, tag := range r.Tags {
		if p, ok := strings.CutPrefix(tag, parentTag); ok {
			return p
		}
	}
	return ""
}

// open reads a conversation. Errors: scheduling.ErrNotFound, ErrErased.
func (r *Reception) open(ctx context.Context, id string) (opened, error) {
	var o opened
	record, err := r.store.Get(ctx, scheduling.Key{Kind: conversationKind, ID: id})
	if err != nil {
		return o, fmt.Errorf("read conversation %s: %w", id, err)
	}
	var parent string
	for _, tag := range record.Tags {
		if p, ok := strings.CutPrefix(tag, parentTag); ok {
			parent = p
		}
		if channel, ok := strings.CutPrefix(tag, leftTag); ok {
			o.left = append(o.left, channel)
		}
	}
	plain, err := r.vault.Open(ctx, parent, record.Data)
	if err != nil {
		return o, fmt.Errorf("open conversation %s: %w", id, err)
	}
	if err := json.Unmarshal(plain, &o.Conversation); err != nil {
		return o, fmt.Errorf("decode conversation %s: %w", id, err)
	}
	o.version = record.Version
	return o, nil
}

// begin makes a conversation for an address never seen, or seen before an
// erasure (stale is then the version of what is left of it). The parent's key
// is made at once; the rest with the first commit.
func (r *Reception) begin(ctx context.Context, in Inbound, stale int64) (opened, error) {
	parent, err := r.vault.NewParent(ctx)
	if err != nil {
		return opened{}, fmt.Errorf("new parent: %w", err)
	}
	c := Conversation{
		ID: r.newID(), Parent: parent, Family: r.newID(),
		Channel: in.Channel, Address: in.Address,
		Verified: in.Verified, Origin: in.Origin,
	}
	data, err := json.Marshal(addressRecord{c.ID, parent})
	if err != nil {
		return opened{}, fmt.Errorf("encode address: %w", err)
	}
	return opened{Conversation: c, address: &scheduling.Record{
		Key:     r.addressKey(in.Channel, in.Address),
		Version: stale,
		Tags:    []string{conversationTag + c.ID},
		Data:    data,
	}}, nil
}
