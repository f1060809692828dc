package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Due work of erasing and of retention.
const (
	DueErase  = "erase"  // finish an erasure; Subject: "erase/" and the parent
	DueUnname = "unname" // take the first name out of a booking's event; Subject: "unname/" and the booking
	DueRetain = "retain" // drop what was kept long enough; Subject: the same word
	DueSpent  = "spent"  // nothing: what a dead letter becomes that was kept long enough
)

// Erasure says whom to forget.
type Erasure struct {
	Parent string `json:"parent"`
	// Conversations of hers; those that are kept are found.
	Conversations []string `json:"conversations"`
	// Keep leaves her sessions ahead booked: they are expected, and nobody can be
	// told anything about them any more. Else they are cancelled.
	Keep bool `json:"keep,omitempty"`

	families []string
}

// mark is the record under which an erasure goes on, whatever interrupts it, and
// which stops what is under way for her elsewhere.
type mark struct {
	Erasure
	Families []string `json:"families"`
}

// straggling is how long the mark of an erasure stays, in machine time: beyond
// any lease, and anything that is still under way.
const straggling = 30 * 24 * time.Hour

func erasedKey(parent string) Key { return Key{Kind: "erased", ID: parent} }

// unlessErased lets a change happen only while the parent is not being erased.
func unlessErased(parent string) []Expect {
	if parent == "" {
		return nil
	}
	return []Expect{{erasedKey(parent), 0}}
}

// erased reports whether a parent is being erased, or was lately.
func (d *Desk) erased(ctx context.Context, parent string) bool {
	_, err := d.c.Store.Get(ctx, erasedKey(parent))
	return parent != "" && err == nil
}

// Erase forgets a parent: her sessions, past and ahead, lead to nobody any more,
// the first name she gave leaves the calendars, what waits to be done or sent
// for her is dropped, her records go, and last her key. A co-parent's sessions
// are left alone, and nothing tells him. It may be interrupted anywhere and
// repeated; due work that needs no key finishes it. Asked twice, the first answer
// about her sessions ahead counts.
func (d *Desk) Erase(ctx context.Context, e Erasure) error {
	e, err := d.beginErasing(ctx, e, true)
	if err == nil {
		err = d.wipe(ctx, e)
	}
	if err == nil {
		err = d.forget(ctx, e.Parent)
	}
	if err != nil {
		return fmt.Errorf("erase %s: %w", e.Parent, err)
	}
	return nil
}

func (d *Desk) forget(ctx context.Context, parents ...string) error {
	if d.c.Forget == nil || len(parents) == 0 {
		return nil
	}
	return d.c.Forget(ctx, parents...)
}

// beginErasing puts the mark. From then on no command of hers does anything, and
// the rest happens: by due work if need be, unless the caller comes back by
// itself.
func (d *Desk) beginErasing(ctx context.Context, e Erasure, sure bool) (Erasure, error) {
	if e.Parent == "" {
		return e, errors.New("no parent")
	}
	for range tries {
		known, err := d.erasure(ctx, e.Parent)
		if !errors.Is(err, ErrNotFound) {
			return known, err
		}
		if e, err = d.gather(ctx, e); err != nil {
			return e, err
		}
		ch := Change{
			Command: "erase/" + newToken(), Drop: e.Conversations,
			Put: []Record{{
				Key: erasedKey(e.Parent), Data: encode(mark{e, e.families}), Expires: d.c.Clocks.Machine().Add(straggling),
			}},
		}
		if sure {
			ch.Due = []Due{d.eraseLater(e.Parent, time.Minute, false)}
		}
		for _, c := range e.Conversations {
			ch.Release = append(ch.Release, holdOwner(c))
			for _, channel := range d.c.Channels {
				ch.Silence = append(ch.Silence, c+"/"+channel)
			}
		}
		if _, err := d.c.Store.Apply(ctx, ch); !isStale(err) {
			return e, err
		}
	}
	return e, ErrStale
}

// erasure reads the mark of an erasure.
func (d *Desk) erasure(ctx context.Context, parent string) (Erasure, error) {
	r, err := d.c.Store.Get(ctx, erasedKey(parent))
	if err != nil {
		return Erasure{}, err
	}
	var m mark
	if err := json.Unmarshal(r.Data, &m); err != nil {
		return Erasure{}, fmt.Errorf("mark: %w", err)
	}
	m.families = m.Families
	return m.Erasure, nil
}

// gather finds the parent's conversations and families, without her key.
func (d *Desk) gather(ctx context.Context, e Erasure) (Erasure, error) {
	e.Conversations, e.families = slices.Clone(e.Conversations), nil
	talks, err := d.c.Store.List(ctx, Query{Kind: "conversation", Tag: "parent:" + e.Parent})
	if err != nil {
		return e, err
	}
	for _, r := range talks {
		e.Conversations = append(e.Conversations, r.ID)
		for _, tag := range r.Tags {
			if f, ok := strings.CutPrefix(tag, "family:"); ok {
				e.families = append(e.families, f)
			}
		}
	}
	slices.Sort(e.Conversations)
	e.Conversations = slices.Compact(e.Conversations)
	for _, c := range e.Conversations {
		all, err := d.list(ctx, "conversation:"+c)
		if err != nil {
			return e, err
		}
		for _, b := range all {
			if b.Family != "" && b.Parent == e.Parent {
				e.families = append(e.families, b.Family)
			}
		}
	}
	slices.Sort(e.families)
	e.families = slices.Compact(e.families)
	return e, nil
}

// wipe makes the parent's sessions nobody's, and deletes what else is kept of
// her but her key. There may be nothing left to do.
func (d *Desk) wipe(ctx context.Context, e Erasure) error {
	if err := d.cutAll(ctx, e); err != nil {
		return err
	}
	return d.deleteRecords(ctx, e)
}

// cutAll ends the parent's wishes, and makes sessions and families lead to
// nobody.
func (d *Desk) cutAll(ctx context.Context, e Erasure) error {
	if err := d.endWishes(ctx, "parent:"+e.Parent); err != nil {
		return err
	}
	for _, c := range e.Conversations {
		if err := d.endWishes(ctx, "conversation:"+c); err != nil {
			return err
		}
		all, err := d.list(ctx, "conversation:"+c)
		if err != nil {
			return err
		}
		for _, b := range all {
			if err := d.cut(ctx, b.ID, e); err != nil {
				return fmt.Errorf("booking %s: %w", b.ID, err)
			}
		}
	}
	for _, f := range e.families {
		if err := d.dissolve(ctx, f); err != nil {
			return fmt.Errorf("family: %w", err)
		}
	}
	return nil
}

// endWishes ends the wishes with a tag: what they were offered is the next one's
// at once.
func (d *Desk) endWishes(ctx context.Context, tag string) error {
	for range tries {
		all, err := d.wishes(ctx, tag)
		if err != nil || len(all) == 0 {
			return err
		}
		ch := Change{Command: "wipe/" + newToken()}
		for _, w := range all {
			d.endWish(&ch, w)
		}
		if _, err := d.c.Store.Apply(ctx, ch); !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// cut makes a session nobody's. One that is ahead is cancelled first, unless it
// is to be kept.
func (d *Desk) cut(ctx context.Context, id string, e Erasure) error {
	for range tries {
		b, err := d.Booking(ctx, id)
		if errors.Is(err, ErrNotFound) || err == nil && b.Parent == "" && b.Conversation == "" {
			return nil
		}
		if err != nil {
			return err
		}
		ahead := b.State.Live() && d.c.Clocks.Programme().Before(b.Stands().Start)
		if ahead && !e.Keep {
			_, err = d.commit(ctx, transition{was: b, is: b.ended(Cancelled, "parent"), replan: true})
			if err != nil && !isStale(err) {
				return err
			}
			continue
		}
		if err = d.cutOff(ctx, b, ahead); !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// cutOff commits a booking that leads to nobody. What is still to be done about
// the session itself stays planned.
func (d *Desk) cutOff(ctx context.Context, b Booking, ahead bool) error {
	heir, err := d.heir(ctx, b)
	if err != nil {
		return err
	}
	is := b
	is.Parent, is.Conversation, is.Family, is.Sealed = "", "", heir, nil
	is.Promised, is.Untold = false, nil
	tr := transition{was: b, is: is, replan: true}
	if end := b.Stands().End.Add(watched); !b.State.Live() && d.c.Clocks.Programme().Before(end) {
		tr.tell = append(tr.tell, Due{ID: "unwatch/" + b.ID, Kind: DuePast, Subject: b.ID, At: end, Clock: ProgrammeTime})
	}
	if ahead || len(b.Sealed) > 0 {
		tr.tell = append(tr.tell, d.unnameLater(b.ID, 0, false))
	}
	_, err = d.commit(ctx, tr)
	return err
}

// heir is another family that counts a booking, if any is left: should it not
// take place after all, it is given back there. Nobody sees whose it was.
func (d *Desk) heir(ctx context.Context, b Booking) (string, error) {
	if b.Family == "" {
		return "", nil
	}
	f, _, err := d.family(ctx, b.Family)
	if err != nil {
		return "", err
	}
	for _, id := range f.useOf(b).Copies {
		if _, r, err := d.family(ctx, id); err != nil || r.Version > 0 {
			return id, err
		}
	}
	return "", nil
}

// dissolve deletes a family's record. The partner's keeps what was used.
func (d *Desk) dissolve(ctx context.Context, id string) error {
	for range tries {
		others, err := d.list(ctx, "family:"+id) // a session that another parent left to it
		if err != nil {
			return err
		}
		for _, b := range others {
			is := b
			if is.Family, err = d.heir(ctx, b); err != nil {
				return err
			}
			if _, err := d.commit(ctx, transition{was: b, is: is}); err != nil && !isStale(err) {
				return err
			}
		}
		f, r, err := d.family(ctx, id)
		if err != nil || r.Version == 0 {
			return err
		}
		ch := Change{Command: "dissolve/" + newToken(), Expect: []Expect{{r.Key, r.Version}}, Delete: []Key{r.Key}}
		if f.Code != "" {
			ch.Delete = append(ch.Delete, linkKey(f.Code))
		}
		if ch.Put, err = d.without(ctx, id, f); err != nil {
			return err
		}
		if _, err := d.c.Store.Apply(ctx, ch); !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// hers are the kinds of records that belong to a parent, a conversation or a
// family, and are tagged so. Bookings are cut instead, keys destroyed.
func hers() []string { return []string{"address", "webchat", "wish", "link", "conversation"} }

// deleteRecords deletes what is tagged as hers.
func (d *Desk) deleteRecords(ctx context.Context, e Erasure) error {
	tags := []string{"parent:" + e.Parent}
	for _, c := range e.Conversations {
		tags = append(tags, "conversation:"+c)
	}
	for _, f := range e.families {
		tags = append(tags, "family:"+f)
	}
	ch := Change{Command: "wipe/" + newToken()}
	for _, kind := range hers() {
		for _, tag := range tags {
			all, err := d.c.Store.List(ctx, Query{Kind: kind, Tag: tag})
			if err != nil {
				return err
			}
			for _, r := range all {
				ch.Delete = append(ch.Delete, r.Key)
			}
		}
	}
	for _, c := range e.Conversations {
		ch.Delete = append(ch.Delete, Key{Kind: "conversation", ID: c})
	}
	if len(ch.Delete) == 0 {
		return nil
	}
	_, err := d.c.Store.Apply(ctx, ch)
	return err
}

// eraseLater makes sure of an erasure; last looks once more for what was under
// way elsewhere.
func (d *Desk) eraseLater(parent string, after time.Duration, last bool) Due {
	return Due{
		ID: "erase/" + parent, Kind: DueErase, Subject: "erase/" + parent,
		At: d.c.Clocks.Machine().Add(after), Clock: MachineTime, Data: encode(last),
	}
}

// finishErasing does again all that an erasure does. It is never given up.
func (d *Desk) finishErasing(ctx context.Context, due Due) error {
	parent, _ := strings.CutPrefix(due.Subject, "erase/")
	e, err := d.erasure(ctx, parent)
	if errors.Is(err, ErrNotFound) {
		return Drop{"erased long ago"}
	}
	if err == nil {
		err = d.wipe(ctx, e)
	}
	var last bool
	_ = json.Unmarshal(due.Data, &last)
	if err == nil && !last {
		err = d.forget(ctx, parent)
	}
	if err != nil {
		return &Again{At: d.c.Clocks.Machine().Add(backoff(due.Try, 15*time.Minute)), Err: err}
	}
	if last {
		return nil
	}
	_, err = d.c.Store.Apply(ctx, Change{
		Command: "erase/" + newToken(),
		Done:    []Fence{{ID: due.ID, Try: due.Try}}, Due: []Due{d.eraseLater(parent, 24*time.Hour, true)},
	})
	return err
}
