package scheduling_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/evaluation"
	"escale/programme"
	"escale/scheduling"
)

// fact is what the evaluation knows of a booking.
func (w *world) fact(id string) evaluation.Fact {
	w.t.Helper()
	r, err := w.store.Get(w.t.Context(), scheduling.Key{Kind: "fact", ID: id})
	if err != nil {
		w.t.Fatal(err)
	}
	var f evaluation.Fact
	if err := json.Unmarshal(r.Data, &f); err != nil {
		w.t.Fatal(err)
	}
	return f
}

// Staff may change their mind about how a session went: facts, quota and the
// questionnaire follow. What is said by the link in the event isn't undone by a
// title that stays.
func TestStaffChangeTheirMind(t *testing.T) {
	for _, counts := range []bool{false, true} {
		t.Run(fmt.Sprint("missed counts ", counts), func(t *testing.T) {
			w := newWorld(t, func(w *world) { w.offers[0].Quota.MissedCounts = counts; w.offers[0].Quota.Sessions = 1 })
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			mark := func(state scheduling.State) {
				w.edit(b, func(ev *scheduling.SeenEvent) { ev.Mark = state })
				w.glance(lea)
			}
			w.pass(9*24*time.Hour + 3*time.Hour) // 11:00
			mark(scheduling.Missed)
			if f := w.fact(b.Fact); f.State != string(scheduling.Missed) {
				t.Errorf("fact %+v", f)
			}
			again := map[bool]string{false: scheduling.OK, true: scheduling.QuotaSpent}[counts]
			out := w.do(w.command(scheduling.DoHold, "ana", w.slot(lea, "03-24 10:00")), again)
			if out.Code == scheduling.OK {
				w.do(w.command(scheduling.DoRelease, "ana", scheduling.Slot{}), scheduling.OK)
			}
			w.pass(5 * time.Hour) // the questionnaire's hour is over: the conversation drops it
			w.mu.Lock()
			w.told = nil
			w.mu.Unlock()
			mark(scheduling.Attended)
			w.drain()
			if f := w.fact(b.Fact); f.State != string(scheduling.Attended) || w.row(b.ID).By != "staff" {
				t.Errorf("fact %+v", f)
			}
			if diff := cmp.Diff([]string{scheduling.TellQuestionnaire}, w.kinds()); diff != "" {
				t.Errorf("asked after all: %s", diff)
			}
			w.do(w.command(scheduling.DoHold, "ana", w.slot(lea, "03-24 10:00")), scheduling.QuotaSpent)
			if err := w.desk.Mark(t.Context(), b.ID, scheduling.Missed); err != nil {
				t.Fatal(err)
			}
			w.glance(lea)
			if s := w.row(b.ID).State; s != scheduling.Missed {
				t.Errorf("the link said missed, and the title that stays made it %s", s)
			}
		})
	}
}

// STATUS:CANCELLED after the hour: the session was not held, and that is not the
// parent's fault.
func TestCalledOffAfterTheHour(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.offers[0].Quota = programme.Quota{Sessions: 1, Per: programme.PerCivilYear, MissedCounts: true}
	})
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.pass(9*24*time.Hour + 4*time.Hour)
	w.mu.Lock()
	w.told = nil
	w.mu.Unlock()
	w.edit(b, func(ev *scheduling.SeenEvent) { ev.Cancelled = true })
	w.observe(lea)
	w.pass(24 * time.Hour)
	if got := w.row(b.ID); got.State != scheduling.Cancelled || got.By != "staff" || len(w.kinds()) != 0 {
		t.Errorf("%s by %s, told %v", got.State, got.By, w.kinds())
	}
	w.book("ana", w.slot(lea, "03-24 10:00"))
}

// The marked title of a session that staff drag into next week is about the old
// time.
func TestMarkOfASessionPutOff(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.pass(9*24*time.Hour + 2*time.Hour + 30*time.Minute) // 10:30, it has begun
	w.edit(b, func(ev *scheduling.SeenEvent) {
		ev.Interval, ev.Mark = w.slot(lea, "03-17 10:00").Interval, scheduling.Missed
	})
	w.observe(lea)
	w.drain()
	if got := w.stands(b.ID); got != "booked lea 03-10 10:00 → 03-17 10:00" || !slices.Contains(w.kinds(), scheduling.TellMovedByStaff) {
		t.Errorf("%s, told %v", got, w.kinds())
	}
}
