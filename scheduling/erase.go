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
