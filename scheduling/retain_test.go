package scheduling_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// nights lets days go by with a retention each, and nothing else that is due.
func (w *world) nights(n int) {
	w.t.Helper()
	for range n {
		w.clock.pass(24 * time.Hour)
		w.night()
	}
}

// night plans and runs retention now, to its end.
func (w *world) night() {
	w.t.Helper()
	due := scheduling.Due{ID: "retain", Kind: scheduling.DueRetain, Subject: "retain", At: w.clock.Machine(), Clock: scheduling.MachineTime}
	_, err := w.store.Apply(w.t.Context(), scheduling.Change{Command: fmt.Sprint("now/", w.clock.Machine()), Due: []scheduling.Due{due}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.drain()
}

func (w *world) count(kind string) int { return len(w.records(kind)) }

// wrote keeps a conversation as the bot tags it when its parent wrote just now.
func (w *world) wrote(parent string) {
	w.t.Helper()
	w.talk(parent)
	for _, r := range w.records("conversation") {
		if r.ID == "conversation-"+parent {
			r.Tags = append(r.Tags, scheduling.TagUntil(scheduling.KeptConversation.Until(w.clock.Programme())))
			if _, err := w.store.Apply(w.t.Context(), scheduling.Change{Command: "tag/" + parent, Put: []scheduling.Record{r}}); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// Each kind goes at its time, and not a day sooner: who only wrote after three
// months, who had a session after thirteen, with the session itself and the day
// that her quota counted.
func TestThingsGoAtTheirTimeAndNotADaySooner(t *testing.T) {
	w, k := newErasingWorld(t)
	w.wrote("ana")
	w.wrote("ben")
	w.named("ben", w.slot(lea, "03-02 10:00"))
	w.drain()
	start := w.clock.Programme()
	days := func(until time.Time) int { return int(until.Sub(start)/(24*time.Hour)) + 1 }

	idle := days(scheduling.KeptConversation.Until(start))
	w.nights(idle - 1)
	if w.count("conversation") != 2 || len(k.gone) != 0 {
		t.Fatalf("a day sooner: %d conversations, keys gone %v", w.count("conversation"), k.gone)
	}
	w.nights(1)
	if w.count("conversation") != 1 || !slices.Equal(k.gone, []string{"parent-ana"}) || w.count("address") != 1 {
		t.Fatalf("after %d days: %d conversations, keys gone %v", idle, w.count("conversation"), k.gone)
	}
	w.wantErased("idle", "ana")
	s, err := w.desk.Retained(t.Context())
	if err != nil || s.Gone[scheduling.KeptConversation] != 1 {
		t.Errorf("reported %+v, %v", s, err)
	}

	session := w.slot(lea, "03-02 10:00").End
	last := days(scheduling.KeptBooking.Until(session))
	w.nights(last - idle - 1)
	if w.count("conversation") != 1 || w.count("booking") != 1 || w.count("family") != 1 {
		t.Fatalf("a day sooner: %d conversations, %d bookings, %d families", w.count("conversation"), w.count("booking"), w.count("family"))
	}
	w.nights(2)
	if w.count("conversation")+w.count("booking")+w.count("family") != 0 || !slices.Contains(k.gone, "parent-ben") {
		t.Errorf("after %d days: %d conversations, %d bookings, %d families, keys gone %v", last+1, w.count("conversation"), w.count("booking"), w.count("family"), k.gone)
	}
	if w.count("fact") != 1 {
		t.Errorf("%d facts: they lead to nobody, and stay", w.count("fact"))
	}
	if len(w.events(scheduling.TellDeleted)) != 0 {
		t.Error("somebody was told of it")
	}
}

// A session ahead keeps its parent, however long ago she wrote.
func TestASessionAheadKeepsItsParent(t *testing.T) {
	w, k := newErasingWorld(t)
	w.wrote("ana")
	b := w.named("ana", w.slot(lea, "2028-01-04 10:00"))
	w.nights(300)
	if len(k.gone) != 0 || w.row(b.ID).Conversation != "conversation-ana" || w.row(b.ID).State != scheduling.Booked {
		t.Fatalf("keys gone %v, %+v", k.gone, w.row(b.ID))
	}
}

// A key of which nothing came, and dead letters, go in their time too.
func TestUnusedKeysAndDeadLettersGo(t *testing.T) {
	w, k := newErasingWorld(t)
	key := func(parent string) scheduling.Record {
		return scheduling.Record{Key: scheduling.Key{Kind: "key", ID: parent}, Tags: []string{scheduling.TagUntil(scheduling.KeptKey.Until(w.clock.Programme()))}}
	}
	at := w.clock.Machine()
	_, err := w.store.Apply(t.Context(), scheduling.Change{
		Command: "seed", Put: []scheduling.Record{key("parent-eve"), key("parent-ana")},
		Due: []scheduling.Due{{ID: "lost", Kind: "lost", Subject: "s", At: at, Clock: scheduling.MachineTime}, {ID: "other", Kind: "other", Subject: "s", At: at.AddDate(9, 0, 0), Clock: scheduling.MachineTime}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.talk("ana")
	due, err := w.store.ClaimDue(t.Context(), "a", at, w.clock.Machine(), time.Minute, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%v, %v", due, err)
	}
	if err := w.store.FailDue(t.Context(), scheduling.Fence{ID: "lost", Try: due[0].Try}, "no hope", time.Time{}); err != nil {
		t.Fatal(err)
	}
	dead := func() int {
		all, err := w.store.Dead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	w.nights(7)
	if len(k.gone) != 0 {
		t.Fatalf("keys gone a day sooner: %v", k.gone)
	}
	w.nights(1)
	if !slices.Equal(k.gone, []string{"parent-eve"}) {
		t.Errorf("keys gone: %v", k.gone)
	}
	w.nights(83)
	if dead() != 1 {
		t.Fatal("the dead letter went too soon")
	}
	w.nights(3)
	if dead() != 0 {
		t.Error("the dead letter is still there")
	}
	if _, err := w.store.NextDue(t.Context(), scheduling.MachineTime); err != nil {
		t.Errorf("other work of its subject went with it: %v", err)
	}
}

// counting counts what retention asks of the store.
type counting struct {
	scheduling.Store
	lists, changes int
	page           int // the longest answer
	whole          []string
}

func (c *counting) List(ctx context.Context, q scheduling.Query) ([]scheduling.Record, error) {
	c.lists++
	if q.Tag == "" {
		c.whole = append(c.whole, q.Kind)
	}
	all, err := c.Store.List(ctx, q)
	c.page = max(c.page, len(all))
	return all, err
}

func (c *counting) Apply(ctx context.Context, ch scheduling.Change) (scheduling.Result, error) {
	c.changes++
	return c.Store.Apply(ctx, ch)
}

// A night costs what goes in it, however much is kept: nothing is read but by
// the tag of its day, and never much at once.
func TestANightCostsWhatGoesInIt(t *testing.T) {
	cost := func(kept int) (lists, changes int) {
		w := newWorld(t)
		day := w.clock.Programme().AddDate(0, 0, -1)
		var put []scheduling.Record
		for n := range kept + 250 {
			until := day
			if n < kept {
				until = day.AddDate(0, 0, 2+n%400)
			}
			put = append(put, scheduling.Record{
				Key: scheduling.Key{Kind: "booking", ID: fmt.Sprintf("b%06d", n)}, Tags: []string{scheduling.TagUntil(until)},
				Data: []byte(`{"end":"2020-01-01T00:00:00Z"}`),
			})
		}
		for part := range slices.Chunk(put, 500) {
			if _, err := w.store.Apply(t.Context(), scheduling.Change{Command: "seed/" + part[0].ID, Put: part}); err != nil {
				t.Fatal(err)
			}
		}
		c := &counting{Store: w.store}
		w.config.Store = c
		w.restart()
		for range 3 { // a slice each
			w.night()
		}
		if left := w.count("booking"); left != kept {
			t.Errorf("%d of %d are left", left, kept)
		}
		if c.page > 100 || len(c.whole) > 0 {
			t.Errorf("a page of %d, whole kinds read: %v", c.page, c.whole)
		}
		return c.lists, c.changes
	}
	fewLists, fewChanges := cost(0)
	manyLists, manyChanges := cost(6000)
	if fewLists != manyLists || fewChanges != manyChanges || fewLists > 60 {
		t.Errorf("beside 0 records: %d lists and %d changes; beside 6000: %d and %d", fewLists, fewChanges, manyLists, manyChanges)
	}
}

// Planned by several replicas, and again and again, retention runs once a night
// and plans itself anew.
func TestRetentionRunsOnceANight(t *testing.T) {
	w := newWorld(t)
	plan := func() {
		t.Helper()
		if err := w.desk.PlanRetention(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for night := range 3 {
		for range 3 {
			plan()
		}
		next, err := w.store.NextDue(t.Context(), scheduling.MachineTime)
		if err != nil || w.local(next)[6:] != "04:15" {
			t.Fatalf("night %d: planned for %s, %v", night, w.local(next), err)
		}
		w.clock.pass(next.Sub(w.clock.Machine()) + time.Minute)
		w.drain()
		if s, err := w.desk.Retained(t.Context()); err != nil || s.Night != w.clock.Programme().UTC().Format(time.DateOnly) {
			t.Errorf("night %d: %+v, %v", night, s, err)
		}
	}
	if n := strings.Count(strings.Join(w.ahead(), " "), scheduling.DueRetain); n != 1 {
		t.Errorf("planned %d times", n)
	}
}
