package scheduling_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"escale/scheduling"
)

// waiting is a world with a waiting list, and somebody who tells those whose
// turn it is, as the conversation does.
type waiting struct {
	*world
	mu     sync.Mutex
	told   []string // "amina 03-09 10:00 until 03-08 10:00"
	left   map[string]bool
	handle map[string]scheduling.Handler
}

func newWaiting(t testing.TB, adapt ...func(*world)) *waiting {
	t.Helper()
	w := &waiting{left: map[string]bool{}}
	adapt = append(adapt, func(inner *world) {
		inner.config.Reaches = func(_ context.Context, conversation string) (bool, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return !w.left[strings.TrimPrefix(conversation, "conversation-")], nil
		}
	})
	w.world = newWorld(t, adapt...)
	w.handle = w.desk.Handlers()
	w.handle[scheduling.DueTell] = func(context.Context, scheduling.Due) error { return nil }
	w.handle[scheduling.DueInvite] = w.handle[scheduling.DueTell]
	w.handle[scheduling.DuePlace] = w.tell
	w.worker = scheduling.NewWorker(scheduling.WorkerConfig{Store: w.store, Clocks: w.clock, Owner: "a", Handlers: w.handle})
	return w
}

// tell writes down who is told of what, unless it is not hers any more.
func (w *waiting) tell(ctx context.Context, d scheduling.Due) error {
	var e scheduling.Event
	if err := json.Unmarshal(d.Data, &e); err != nil {
		return err
	}
	wish, err := w.desk.Offered(ctx, e.WishID, e.Turn)
	if errors.Is(err, scheduling.ErrNotFound) {
		_, err := w.desk.Do(ctx, scheduling.Command{ID: "pass/" + d.ID, Kind: scheduling.DoPass, Conversation: e.Conversation, WishID: e.WishID, Turn: e.Turn})
		return err
	}
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, fmt.Sprintf("%s %s until %s", strings.TrimPrefix(wish.Parent, "parent-"), w.local(wish.Offered.Slot.Start), w.local(wish.Offered.Until)))
	return nil
}

// wish leaves a wish for any time anywhere in Isère, as changed.
func (w *waiting) wish(parent string, change ...func(*scheduling.Seek)) scheduling.Outcome {
	w.t.Helper()
	return w.do(w.seek(parent, change...), scheduling.OK)
}

func (w *waiting) seek(parent string, change ...func(*scheduling.Seek)) scheduling.Command {
	c := w.command(scheduling.DoWish, parent, scheduling.Slot{})
	c.Seek = &scheduling.Seek{Offer: "accompagnement", Commune: "38185"}
	for _, do := range change {
		do(c.Seek)
	}
	return c
}

// full takes every hour up to a day of March 2027 by staff's own appointments,
// but for one that a parent of no story has booked.
func (w *waiting) full(agendas ...string) {
	for _, id := range agendas {
		w.calendars.change(id, func(c *calendar) {
			c.open = slices.DeleteFunc(slices.Clone(c.open), func(i scheduling.Interval) bool { return i.Start.Before(monday.AddDate(0, 2, 0)) })
		})
	}
}

// open adds an hour to an agenda, as staff do.
func (w *waiting) open(agenda, at string) scheduling.Slot {
	w.t.Helper()
	s := w.slot(agenda, at)
	w.calendars.change(agenda, func(c *calendar) {
		c.open = append(slices.Clone(c.open), s.Interval)
		slices.SortFunc(c.open, func(a, b scheduling.Interval) int { return a.Start.Compare(b.Start) })
	})
	return s
}

// busy has a parent book an hour that is then the only one.
func (w *waiting) busy(agenda, at string) scheduling.Booking {
	w.t.Helper()
	w.n++
	return w.book(fmt.Sprint("autre-", w.n), w.open(agenda, at))
}

func (w *waiting) cancel(b scheduling.Booking) {
	w.t.Helper()
	w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
	w.drain()
}

// mine is the parent's only wish.
func (w *waiting) mine(parent string) scheduling.Wish {
	w.t.Helper()
	all, err := w.desk.Wishes(w.t.Context(), "conversation-"+parent)
	if err != nil || len(all) != 1 {
		w.t.Fatalf("%s has wishes %+v (%v), want one", parent, all, err)
	}
	return all[0]
}

func (w *waiting) letGo(parent string) scheduling.Command {
	wish := w.mine(parent)
	c := w.command(scheduling.DoPass, parent, scheduling.Slot{})
	c.WishID, c.Turn = wish.ID, wish.Turn
	return c
}

func (w *waiting) wantTold(want ...string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Equal(w.told, want) {
		w.t.Errorf("told:\n%s\nwant:\n%s", strings.Join(w.told, "\n"), strings.Join(want, "\n"))
	}
}

// unmet are the counters of unmet demand that are not zero.
func (w *waiting) unmet() map[string]int64 {
	w.t.Helper()
	all, err := w.store.Counts(w.t.Context(), scheduling.UnmetPrefix)
	if err != nil {
		w.t.Fatal(err)
	}
	for name, n := range all {
		if n == 0 {
			delete(all, name)
		}
	}
	return all
}

// only has one agenda in the world, for stories of one slot.
func only(w *world) { w.places = w.places[:1]; w.places[0].Agendas = w.places[0].Agendas[:1] }
