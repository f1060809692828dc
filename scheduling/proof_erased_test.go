package scheduling_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"escale/scheduling"
)

var utc = time.UTC

// erased is a parent who asked to be forgotten.
type erased struct {
	keep bool // her sessions ahead stay booked
	done bool // it was acknowledged, or has ended
}

// parent names the nth parent as she is known now: who erased everything comes
// back as somebody else.
func (r *realm) parent(n int) string {
	r.ledger.mu.Lock()
	defer r.ledger.mu.Unlock()
	return r.ledger.parent(n)
}

func (l *ledger) parent(n int) string {
	if l.reborn[n] == 0 {
		return fmt.Sprint("p", n)
	}
	return fmt.Sprintf("p%d.%d", n, l.reborn[n])
}

// comes keeps a conversation of hers, as the bot does.
func (r *realm) comes(who string) {
	_, err := r.store.Apply(r.t.Context(), scheduling.Change{
		Command: "comes/" + who,
		Put: []scheduling.Record{{
			Key: scheduling.Key{Kind: "conversation", ID: "c/" + who}, Tags: []string{"parent:" + who, "family:f/" + who}, Data: []byte("sealed"),
		}},
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// erase forgets a parent, whatever goes on for her elsewhere; she comes back with
// nothing that leads to who she was.
func (s *side) erase() {
	s.ledger.mu.Lock()
	s.ledger.tick()
	n := s.rng.IntN(s.known())
	who, e := s.ledger.parent(n), &erased{keep: s.rng.IntN(2) == 0}
	s.ledger.reborn[n]++
	s.ledger.erased[who] = e
	next := s.ledger.parent(n)
	s.ledger.mu.Unlock()
	s.comes(next)
	err := s.replica.desk.Erase(s.t.Context(), scheduling.Erasure{Parent: who, Keep: e.keep})
	if err != nil && !errors.Is(err, errDead) {
		s.ledger.found("errors", "erase %s: %v", who, err)
	}
	if err == nil {
		s.ledger.mu.Lock()
		e.done = true
		s.ledger.mu.Unlock()
	}
}

// gaveUpAll reports whether a booking was that of a parent who erased everything,
// and her sessions ahead with it.
func (l *ledger) gaveUpAll(b scheduling.Booking) bool {
	e := l.erased[l.by[commandOf(b)]]
	return e != nil && !e.keep
}

// erasing reports whether a booking still leads to a parent whose erasure was
// begun: its mark is there.
func (r *realm) erasing(b scheduling.Booking) bool {
	if r.ledger.erased[b.Parent] == nil {
		return false
	}
	_, err := r.store.Get(r.t.Context(), scheduling.Key{Kind: "erased", ID: b.Parent})
	return err == nil
}

// eraseEnded notes that what was begun has to be over, whatever died meanwhile.
func (r *realm) eraseEnded() {
	for who, e := range r.ledger.erased {
		_, err := r.store.Get(r.t.Context(), scheduling.Key{Kind: "erased", ID: who})
		e.done = e.done || err == nil
	}
}

// forgotten: nothing leads to a parent who erased everything, and what she gave
// up with it is nobody's.
func (r *realm) forgotten(all []scheduling.Booking) {
	gone := func(who string) bool { e := r.ledger.erased[who]; return e != nil && e.done }
	now := r.clock.Programme()
	for _, b := range all {
		who := r.ledger.by[commandOf(b)]
		switch {
		case !gone(who):
		case b.Parent != "" || b.Conversation != "" || strings.HasSuffix(b.Family, "f/"+who):
			r.ledger.found("erased", "%s still leads to %s: %+v", b.ID, who, b)
		case !r.ledger.erased[who].keep && b.State.Live() && b.Stands().Start.After(now) && r.ledger.staff[place{b.ID, b.Stands()}] == 0:
			// what had begun staff may still have put off
			r.ledger.found("erased", "%s of %s still stands: %+v", b.ID, who, b)
		}
	}
	for id, f := range r.keptFamilies() {
		if gone(strings.TrimPrefix(id, "f/")) {
			r.ledger.found("erased", "%s is still there: %+v", id, f)
		}
		for _, other := range f.namesIn() {
			if gone(strings.TrimPrefix(other, "f/")) {
				r.ledger.found("erased", "%s leads to %s: %+v", id, other, f)
			}
		}
	}
	for _, c := range r.claims() {
		if who, hold := strings.CutPrefix(c.Owner, "hold/c/"); hold && gone(who) {
			r.ledger.found("erased", "%s is still held: %+v", who, c)
		}
	}
	for _, kind := range []string{"wish", "link", "conversation"} {
		records, err := r.store.List(r.t.Context(), scheduling.Query{Kind: kind})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, rec := range records {
			var is struct{ Parent, Conversation string }
			if kind == "conversation" {
				is.Conversation = rec.ID
			} else if err := json.Unmarshal(rec.Data, &is); err != nil {
				r.t.Fatal(err)
			}
			if who, ok := strings.CutPrefix(is.Conversation, "c/"); ok && gone(who) || gone(is.Parent) {
				r.ledger.found("erased", "%s %s of %s%s is still there", kind, rec.ID, is.Parent, is.Conversation)
			}
		}
	}
}
