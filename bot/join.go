package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"escale/scheduling"
)

// Join is a code with which another conversation goes on where this one is.
type Join struct {
	Code string `json:"code"`
}

// ErrNoCode: the code does not work, or no longer. ErrTooMany: too many were
// tried.
var (
	ErrNoCode  = errors.New("no such code")
	ErrTooMany = errors.New("too many tries")
)

const passageKind = "passage"

// passage is what a code leads to, until a machine time. Its id is a blind index
// of the code; whether the code still works is the conversation's to say.
type passage struct {
	Conversation string    `json:"conversation"`
	Until        time.Time `json:"until"`
}

// passageRecord is the record of a code that a turn drew.
func (r *Reception) passageRecord(o opened, code string) (scheduling.Record, error) {
	until := r.clocks.Machine().Add(passageLasts)
	data, err := json.Marshal(passage{o.ID, until})
	if err != nil {
		return scheduling.Record{}, fmt.Errorf("encode passage: %w", err)
	}
	return scheduling.Record{
		Key: r.passageKey(code), Tags: []string{conversationTag + o.ID}, Data: data, Expires: until,
	}, nil
}

func (r *Reception) passageKey(code string) scheduling.Key {
	return scheduling.Key{Kind: passageKind, ID: r.vault.Blind(passageKind, code)}
}

// Continue opens the conversation that a code leads to in a place that has none: in's
// channel and address. It returns the address that the conversation has in that
// channel, which is an earlier one if there is one. Each try is counted. Errors:
// ErrNoCode, ErrTooMany.
func (r *Reception) Continue(ctx context.Context, in Inbound, code string) (address string, err error) {
	if err := r.countTry(ctx, in.ID, in.Origin); err != nil {
		return "", err
	}
	for range tries {
		o, err := r.behindCode(ctx, code)
		if err != nil {
			return "", err
		}
		if in.Channel == o.Channel {
			in.Address = o.Address
		} else if known := o.Ways[in.Channel]; known != "" {
			in.Address = known
		}
		done, err := r.move(ctx, o, in.Channel, in.Address, "in/"+in.Channel+"/"+in.ID)
		if errors.Is(err, scheduling.ErrStale) {
			continue
		}
		if err != nil {
			return "", err
		}
		r.carryOut(context.WithoutCancel(ctx), done)
		return in.Address, nil
	}
	return "", scheduling.ErrStale
}

// joinFrom does what a conversation's own try of a code asks for: the other goes
// on in its place, and it is erased. It may be interrupted anywhere and repeated.
func (r *Reception) joinFrom(ctx context.Context, id, conversation string, j Join) ([]scheduling.Outcome, error) {
	from, err := r.open(ctx, conversation)
	if err != nil {
		return nil, err
	}
	err = r.takePlace(ctx, id, from, j.Code)
	code := ""
	switch {
	case errors.Is(err, ErrNoCode):
		code = scheduling.NoCode
	case errors.Is(err, ErrTooMany):
		code = scheduling.TooMany
	case err != nil:
		return nil, err
	default:
		return nil, r.desk.Erase(ctx, scheduling.Erasure{Parent: from.Parent, Conversations: []string{from.ID}})
	}
	return []scheduling.Outcome{{Command: id, Kind: doJoin, Code: code}}, nil
}

// takePlace has the address of from lead to the conversation behind the code.
func (r *Reception) takePlace(ctx context.Context, id string, from opened, code string) error {
	for range tries {
		now, _, err := r.lookUp(ctx, from.Channel, from.Address)
		if err != nil {
			return err
		}
		if now != from.ID {
			return nil // done before an interruption
		}
		if err := r.countTry(ctx, id, from.Origin); err != nil {
			return err
		}
		o, err := r.behindCode(ctx, code)
		if err == nil && o.ID == from.ID {
			err = ErrNoCode
		}
		if err != nil {
			return err
		}
		done, err := r.move(ctx, o, from.Channel, from.Address, "join/"+id)
		if errors.Is(err, scheduling.ErrStale) {
			continue
		}
		if err == nil {
			r.carryOut(context.WithoutCancel(ctx), done)
		}
		return err
	}
	return scheduling.ErrStale
}

// behindCode opens the conversation that a code leads to, if it still works.
func (r *Reception) behindCode(ctx context.Context, said string) (opened, error) {
	code := scheduling.ReadCode(said)
	if code == "" {
		return opened{}, ErrNoCode
	}
	record, err := r.store.Get(ctx, r.passageKey(code))
	if errors.Is(err, scheduling.ErrNotFound) {
		return opened{}, ErrNoCode
	}
	var p passage
	if err == nil {
		err = json.Unmarshal(record.Data, &p)
	}
	if err != nil {
		return opened{}, fmt.Errorf("read passage: %w", err)
	}
	if !r.clocks.Machine().Before(p.Until) {
		return opened{}, ErrNoCode
	}
	o, err := r.open(ctx, p.Conversation)
	if errors.Is(err, scheduling.ErrNotFound) || errors.Is(err, scheduling.ErrErased) || err == nil && o.Data.Passage.Code != code {
		return opened{}, ErrNoCode
	}
	return o, err
}

// move lets a conversation go on at an address, in one commit with the code's
// end. It is stepped outside its lane: the version keeps what is said meanwhile.
func (r *Reception) move(ctx context.Context, o opened, channel, address, command string) (committed, error) {
	_, version, err := r.lookUp(ctx, channel, address)
	if err != nil && !errors.Is(err, scheduling.ErrNotFound) {
		return committed{}, err
	}
	data, err := json.Marshal(addressRecord{o.ID, o.Parent})
	if err != nil {
		return committed{}, fmt.Errorf("encode address: %w", err)
	}
	code := o.Data.Passage.Code
	o.at(channel, address)
	ch := change{
		command: command, drop: []scheduling.Key{r.passageKey(code)},
		put: []scheduling.Record{{
			Key: r.addressKey(channel, address), Version: version, Tags: []string{conversationTag + o.ID}, Data: data,
		}},
	}
	e := scheduling.Event{ID: command, Kind: tellJoined, Conversation: o.ID}
	return r.turn(ctx, o, Input{Event: &e, Now: r.clocks.Programme()}, ch)
}

// How many codes may be tried from one network in a day, and from everywhere in
// an hour; there are 30⁸.
const (
	triesFromOne   = 20
	triesFromWhole = 300
)

// countTry counts a try of a code; ErrTooMany when there were too many.
func (r *Reception) countTry(ctx context.Context, id, origin string) error {
	now := r.clocks.Machine()
	always := scheduling.Interval{Start: time.Unix(3600, 0).UTC(), End: time.Unix(7200, 0).UTC()}
	limit := func(resource string, capacity int, lasts time.Duration) scheduling.Claim {
		return scheduling.Claim{
			Owner: "passage/" + id, Resource: "passage/" + resource, Interval: always, Capacity: capacity, Expires: now.Add(lasts),
		}
	}
	claims := []scheduling.Claim{limit("all", triesFromWhole, time.Hour)}
	if origin != "" {
		claims = append(claims, limit("from/"+origin, triesFromOne, 24*time.Hour))
	}
	_, err := r.store.Apply(ctx, scheduling.Change{Command: "passage/" + id, Claims: claims})
	if errors.Is(err, scheduling.ErrTaken) {
		return ErrTooMany
	}
	if err != nil {
		return fmt.Errorf("count try: %w", err)
	}
	return nil
}
