package scheduling_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// keys stand for the vault: whose key was destroyed.
type keys struct {
	gone []string
	fail error
}

func (k *keys) destroy(_ context.Context, parents ...string) error {
	if k.fail == nil {
		k.gone = append(k.gone, parents...)
	}
	return k.fail
}

// newErasingWorld is a world in which names are given and keys destroyed.
func newErasingWorld(t *testing.T) (*world, *keys) {
	t.Helper()
	k := &keys{}
	w := newWorld(t, func(w *world) {
		w.config.Forget, w.config.Channels = k.destroy, []string{"web"}
		w.config.Open = func(_ context.Context, _ string, sealed []byte) ([]byte, error) { return sealed, nil }
	})
	return w, k
}

// named books for a parent who gives a first name.
func (w *world) named(parent string, slot scheduling.Slot) scheduling.Booking {
	w.t.Helper()
	c := w.command(scheduling.DoBook, parent, slot)
	c.Sealed = []byte("Prénom-" + parent)
	return w.row(w.do(c, scheduling.OK).Booking)
}

// talk keeps a conversation of a parent as the bot does, with what belongs to
// it, and a message that waits.
func (w *world) talk(parent string) {
	w.t.Helper()
	conversation := "conversation-" + parent
	record := func(kind, id string, tags ...string) scheduling.Record {
		return scheduling.Record{Key: scheduling.Key{Kind: kind, ID: id}, Tags: tags, Data: []byte("sealed")}
	}
	_, err := w.store.Apply(w.t.Context(), scheduling.Change{
		Command: "talk/" + parent,
		Put: []scheduling.Record{
			record("conversation", conversation, "parent:parent-"+parent, "family:family-"+parent),
			record("address", "blind-"+parent, "conversation:"+conversation),
			record("webchat", "blind-"+parent, "conversation:"+conversation),
		},
		Due: []scheduling.Due{{
			ID: "command/" + parent, Kind: scheduling.DueCommand, Subject: conversation,
			At: w.clock.Machine().AddDate(10, 0, 0), Clock: scheduling.MachineTime,
		}},
		Outbox: []scheduling.Outgoing{{ID: "m/" + parent, Chat: conversation + "/web", Channel: "web", Parent: "parent-" + parent}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) forget(parent string, keep bool) {
	w.t.Helper()
	if err := w.desk.Erase(w.t.Context(), scheduling.Erasure{Parent: "parent-" + parent, Keep: keep}); err != nil {
		w.t.Fatal(err)
	}
}

// wantErased fails if anything leads to a parent.
func (w *world) wantErased(when, parent string) {
	w.t.Helper()
	for _, kind := range []string{"conversation", "address", "webchat", "wish", "link", "family", "booking"} {
		for _, r := range w.records(kind) {
			if text := fmt.Sprint(r.ID, r.Tags, string(r.Data)); strings.Contains(text, parent) {
				w.t.Errorf("%s, a %s still leads to %s: %s", when, kind, parent, text)
			}
		}
	}
	for _, b := range w.calendars.all {
		for _, e := range b.events {
			if strings.Contains(e.Private, "Prénom-"+parent) {
				w.t.Errorf("%s, a calendar still names %s: %+v", when, parent, e)
			}
		}
	}
	out, err := w.store.ClaimOutbox(w.t.Context(), "onlooker", "conversation-"+parent+"/web", w.clock.Machine(), time.Nanosecond, 10)
	if err != nil || len(out) > 0 {
		w.t.Errorf("%s, %d messages wait, %v", when, len(out), err)
	}
}

func (w *world) records(kind string) []scheduling.Record {
	w.t.Helper()
	all, err := w.store.List(w.t.Context(), scheduling.Query{Kind: kind, Limit: 10000})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// A session past and one ahead: the events stay without her name, the one ahead
// is cancelled or kept as she says, and what the evaluation counts stays.
func TestErasingForgetsSessionsPastAndAhead(t *testing.T) {
	for _, keep := range []bool{false, true} {
		t.Run(fmt.Sprint("keep ", keep), func(t *testing.T) {
			w, k := newErasingWorld(t)
			w.talk("ana")
			w.talk("ben")
			past := w.named("ana", w.slot(lea, "03-02 10:00"))
			his := w.named("ben", w.slot(tom, "03-19 10:00"))
			w.pass(3 * 24 * time.Hour)
			ahead := w.named("ana", w.slot(lea, "03-10 10:00"))
			if facts := len(w.records("fact")); facts != 3 {
				t.Fatalf("%d facts", facts)
			}
			w.forget("ana", keep)
			w.drain()
			w.pass(2 * time.Hour)
			w.wantErased("done", "ana")
			if !slices.Contains(k.gone, "parent-ana") || slices.Contains(k.gone, "parent-ben") {
				t.Errorf("keys gone: %v", k.gone)
			}
			if got := w.row(past.ID); got.State != scheduling.PresumedHeld || got.Conversation != "" || got.Fact != past.Fact {
				t.Errorf("past: %+v", got)
			}
			if n := len(w.records("fact")); n != 3 {
				t.Errorf("%d facts are left", n)
			}
			if got := w.row(his.ID); got.Conversation != "conversation-ben" || got.State != scheduling.Booked || got.Sealed == nil {
				t.Errorf("his: %+v", got)
			}
			got := w.row(ahead.ID)
			event, there := w.calendars.all[lea].events[scheduling.EventUID("essai.invalid", ahead.ID, 1)]
			switch {
			case keep && (got.State != scheduling.Booked || !there || !strings.Contains(event.Private, "ne reçoit plus de messages")):
				t.Errorf("kept: %+v, %+v", got, event)
			case !keep && (got.State != scheduling.Cancelled || there):
				t.Errorf("not kept: %+v, in the calendar %v", got, there)
			}
			before := len(w.told)
			w.pass(9 * 24 * time.Hour)
			for _, e := range w.told[before:] {
				if e.Conversation != "conversation-ben" {
					t.Errorf("told afterwards: %+v", e)
				}
			}
		})
	}
}

// An erasure that stops at any of its calls to the store is finished by due work
// alone, which has no key and no asker.
func TestAnErasureInterruptedAnywhereIsFinished(t *testing.T) {
	for at, ended := 1, false; !ended; at++ {
		w, k := newErasingWorld(t)
		w.talk("ana")
		w.named("ana", w.slot(lea, "03-02 10:00"))
		w.pass(3 * 24 * time.Hour)
		w.named("ana", w.slot(lea, "03-10 10:00"))
		w.link("ana", "ben")
		config := w.config
		cut := &cutStore{Store: w.store, left: at}
		config.Store = cut
		err := scheduling.NewDesk(config).Erase(t.Context(), scheduling.Erasure{Parent: "parent-ana"})
		if ended = err == nil; !ended && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		if cut.marked || ended {
			w.pass(26 * time.Hour)
			w.wantErased(fmt.Sprint("cut at ", at), "ana")
			if !slices.Contains(k.gone, "parent-ana") {
				t.Errorf("cut at %d: her key is there", at)
			}
		}
		if at > 100 {
			t.Fatal("it never ends")
		}
	}
}

// cutStore fails for good once so many changes were made.
type cutStore struct {
	scheduling.Store
	left   int
	marked bool // the first change was made
}

func (c *cutStore) Apply(ctx context.Context, ch scheduling.Change) (scheduling.Result, error) {
	if c.left--; c.left <= 0 {
		return scheduling.Result{}, errCrash
	}
	r, err := c.Store.Apply(ctx, ch)
	c.marked = c.marked || err == nil
	return r, err
}

// What is under way elsewhere when a parent is erased comes to nothing.
func TestNothingIsBookedForWhoIsErased(t *testing.T) {
	w, _ := newErasingWorld(t)
	w.talk("ana")
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.forget("ana", true)
	for _, kind := range []string{scheduling.DoHold, scheduling.DoBook, scheduling.DoCode} {
		w.do(w.command(kind, "ana", w.slot(lea, "03-12 10:00")), scheduling.Gone)
	}
	for _, kind := range []string{scheduling.DoMove, scheduling.DoCancel} {
		c := w.command(kind, "ana", w.slot(lea, "03-12 10:00"))
		c.Booking = b.ID
		w.do(c, scheduling.Gone)
	}
	if got := w.row(b.ID); got.State != scheduling.Booked || !got.Start.Equal(b.Start) {
		t.Errorf("her kept session: %+v", got)
	}
	w.forget("ana", false) // the first answer counts
	if got := w.row(b.ID); got.State != scheduling.Booked {
		t.Errorf("asked again, it is %s", got.State)
	}
}

// The co-parent sees nothing of it: no message, the same quota; and a kept
// session that staff cancel is given back to him.
func TestErasingShowsTheOtherParentNothing(t *testing.T) {
	w, _ := newErasingWorld(t)
	w.talk("ana")
	w.talk("ben")
	w.named("ana", w.slot(lea, "03-02 10:00"))
	w.link("ana", "ben")
	w.pass(3 * 24 * time.Hour)
	kept := w.named("ana", w.slot(lea, "03-10 10:00"))
	his := w.named("ben", w.slot(tom, "03-10 10:00"))
	heard := len(w.told)
	w.forget("ana", true)
	w.pass(2 * time.Hour)
	w.wantErased("done", "ana")
	if len(w.told) != heard {
		t.Errorf("somebody was told: %+v", w.told[heard:])
	}
	w.wantUsed("erased", map[string]int{"ben": 3})
	if got := w.row(his.ID); got.Version != his.Version {
		t.Errorf("his was touched: %+v", got)
	}
	w.calendars.change(lea, func(c *calendar) { delete(c.ours, scheduling.EventUID("essai.invalid", kept.ID, 1)) })
	w.observe(lea)
	if got := w.row(kept.ID); got.State != scheduling.Cancelled {
		t.Fatalf("%+v", got)
	}
	w.wantUsed("given back", map[string]int{"ben": 2})
	w.forget("ben", false)
	w.drain()
	w.wantErased("both", "ben")
	w.wantErased("both", "ana")
}

// A calendar that is away is asked again; one that refuses makes a dead letter;
// a crash between leaves no name behind.
func TestNamesLeaveCalendarsInTheEnd(t *testing.T) {
	w, _ := newErasingWorld(t)
	w.talk("ana")
	b := w.named("ana", w.slot(lea, "03-02 10:00"))
	w.pass(3 * 24 * time.Hour)
	fail := errors.New("away")
	w.calendars.before = func(call string) error {
		if call == "unname" {
			return fail
		}
		return nil
	}
	w.forget("ana", false)
	w.pass(50 * time.Hour)
	dead, err := w.store.Dead(t.Context())
	if err != nil || len(dead) != 0 {
		t.Fatalf("given up while away: %v, %v", dead, err)
	}
	fail = fmt.Errorf("%w: read-only", scheduling.ErrRefused)
	w.pass(time.Hour)
	dead, err = w.store.Dead(t.Context())
	if err != nil || len(dead) != 1 || dead[0].Kind != scheduling.DueUnname || dead[0].Subject != "unname/"+b.ID {
		t.Fatalf("dead letters %+v, %v", dead, err)
	}
	w.calendars.before = nil
	again := dead[0]
	again.At = w.clock.Machine()
	if _, err := w.store.Apply(t.Context(), scheduling.Change{Command: "retry", Due: []scheduling.Due{again}}); err != nil {
		t.Fatal(err)
	}
	w.drain()
	w.wantErased("tried again", "ana")
	if n := len(slices.Collect(maps.Keys(w.calendars.all[lea].events))); n != 1 {
		t.Errorf("%d events are left", n)
	}
}
