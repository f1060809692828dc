package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"escale/scheduling"
)

// change is what a commit adds to the turn itself.
type change struct {
	command string          // makes it happen once
	fence   *scheduling.Due // finished with it
	put     []scheduling.Record
	drop    []scheduling.Key
}

// committed is a turn that is durable: what is left is to carry it out.
type committed struct {
	opened
	repeated bool // it had been committed before
	works    []scheduling.Due
}

// turn steps and commits. scheduling.ErrStale: another was faster, read again.
func (r *Reception) turn(ctx context.Context, o opened, in Input, ch change) (committed, error) {
	t, err := r.dialogue.Step(ctx, o.Conversation, in)
	if err != nil {
		return committed{}, fmt.Errorf("step: %w", err)
	}
	o.Conversation = settle(o.Conversation, t.Conversation, in)
	c, err := r.compose(ctx, o, t, ch)
	if err != nil {
		return committed{}, err
	}
	result, err := r.apply(ctx, c)
	if err != nil {
		return committed{}, fmt.Errorf("commit: %w", err)
	}
	if result.Repeated && ch.fence != nil {
		err = r.finish(ctx, *ch.fence)
	}
	done := committed{opened: o, repeated: result.Repeated}
	if !result.Repeated {
		done.works = c.Due[:len(c.Due)-len(t.Later)] // what is owed later is not for now
	}
	return done, err
}

// settle takes the conversation a step returned, but for what is not a step's
// to change.
func settle(before, after Conversation, in Input) Conversation {
	after.ID, after.Parent, after.Family = before.ID, before.Parent, before.Family
	after.Channel, after.Address, after.Ways = before.Channel, before.Address, before.Ways
	after.Verified, after.Origin = before.Verified, before.Origin
	if in.Inbound != nil {
		after.Last = in.Now
	}
	return after
}

// compose is the one change that makes a turn true.
func (r *Reception) compose(ctx context.Context, o opened, t Turn, ch change) (scheduling.Change, error) {
	turn := fmt.Sprintf("%s/%d", o.ID, o.version+1)
	b := born{r.owner, r.clocks.Machine().Add(r.lease)}
	record, err := r.record(ctx, o)
	if err != nil {
		return scheduling.Change{}, err
	}
	out, err := r.outgoing(ctx, o, turn, t.Messages, b)
	if err != nil {
		return scheduling.Change{}, err
	}
	works, err := r.works(ctx, o, turn, t, b)
	if err != nil {
		return scheduling.Change{}, err
	}
	owed, err := r.owed(o, turn, t)
	if err != nil {
		return scheduling.Change{}, err
	}
	c := scheduling.Change{
		Command: ch.command, Delete: ch.drop,
		Put:   append([]scheduling.Record{record}, ch.put...),
		Count: r.counted(o.Conversation, t),
		Due:   append(works, owed...), Outbox: out,
	}
	if t.Passage != "" {
		code, err := r.passageRecord(o, t.Passage)
		if err != nil {
			return scheduling.Change{}, err
		}
		c.Put = append(c.Put, code)
	}
	if o.address != nil {
		c.Put = append(c.Put, *o.address)
	}
	if ch.fence != nil {
		c.Done = []scheduling.Fence{{ID: ch.fence.ID, Try: ch.fence.Try}}
	}
	return c, nil
}

// record seals the conversation for its parent.
func (r *Reception) record(ctx context.Context, o opened) (scheduling.Record, error) {
	sealed, err := r.seal(ctx, o.Parent, o.Conversation)
	if err != nil {
		return scheduling.Record{}, err
	}
	until := later(scheduling.KeptConversation.Until(o.Last), r.clocks.Programme())
	tags := []string{parentTag + o.Parent, familyTag + o.Family, scheduling.TagUntil(until)}
	if o.Email != "" {
		tags = append(tags, addressTag+r.addressKey(EmailChannel, strings.ToLower(o.Email)).ID)
	}
	for _, channel := range o.left {
		tags = append(tags, leftTag+channel)
	}
	return scheduling.Record{
		Key:     scheduling.Key{Kind: conversationKind, ID: o.ID},
		Version: o.version, Tags: tags, Data: sealed,
	}, nil
}

// apply commits. A lost lease does not stop it: the command id already makes
// the change happen once, and whoever holds the lease finishes the work.
func (r *Reception) apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	result, err := r.store.Apply(ctx, c)
	if errors.Is(err, scheduling.ErrFenced) && len(c.Done) > 0 {
		c.Done = nil
		return r.store.Apply(ctx, c)
	}
	return result, err
}

// finish ends due work that needs no turn, or no second one.
func (r *Reception) finish(ctx context.Context, d scheduling.Due) error {
	return r.finishing(ctx, d, nil)
}

// finishing counts what came of the work.
func (r *Reception) finishing(ctx context.Context, d scheduling.Due, count map[string]int64) error {
	_, err := r.store.Apply(ctx, scheduling.Change{
		Command: fmt.Sprintf("done/%s/%d", d.ID, d.Try),
		Done:    []scheduling.Fence{{ID: d.ID, Try: d.Try}},
		Count:   count,
	})
	if errors.Is(err, scheduling.ErrFenced) {
		return nil // somebody else's now, or already done
	}
	if err != nil {
		return fmt.Errorf("finish %s: %w", d.ID, err)
	}
	return nil
}

// counts is where dialogues get to, with no person in it.
func counts(c Conversation, reached []string, now time.Time) map[string]int64 {
	if len(reached) == 0 {
		return nil
	}
	n := map[string]int64{}
	for _, step := range reached {
		n[fmt.Sprintf("step/%s/%s/%s", now.Format("2006-01"), c.Departement(), step)]++
	}
	return n
}
