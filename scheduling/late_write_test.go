package scheduling_test

import (
	"errors"
	"testing"
	"time"

	"escale/scheduling"
)

// A write to a slow calendar may arrive when what it shows is over, and was
// already looked for and not found: it is taken out all the same.
func TestAWriteThatComesTooLateIsTakenOut(t *testing.T) {
	for name, lost := range map[string]error{"answered": nil, "its answer is lost": errors.New("timed out")} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.calendars.before = func(call string) error {
				if call != "publish" {
					return nil
				}
				w.calendars.before = nil
				all, err := w.desk.Bookings(t.Context(), "conversation-ana")
				if err != nil || len(all) != 1 {
					t.Fatal(all, err)
				}
				w.do(w.about(scheduling.DoCancel, all[0], scheduling.Slot{}), scheduling.OK)
				w.drain()
				if b := w.row(all[0].ID); b.State != scheduling.Cancelled || len(b.Gone) != 0 {
					t.Fatalf("%s, still to be taken out: %v", b.State, b.Gone)
				}
				w.calendars.lose = lost
				return nil
			}
			if _, err := w.desk.Do(t.Context(), w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))); err != nil {
				t.Fatal(err)
			}
			w.drain()
			if shown := w.shown(lea); len(shown) != 0 {
				t.Errorf("the calendar still shows %v", shown)
			}
		})
	}
}

// It may even arrive after all of that: whichever sync shows it has it taken
// out, once. What staff cancelled stays as they left it.
func TestAWriteThatArrivesWhenAllIsOverIsTakenOut(t *testing.T) {
	for name, end := range map[string]func(w *world, b scheduling.Booking) (stays bool){
		"cancelled by the parent": func(w *world, b scheduling.Booking) bool {
			w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
			return false
		},
		"moved by the parent": func(w *world, b scheduling.Booking) bool {
			w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-10 14:00")), scheduling.OK)
			return false
		},
		"cancelled by staff": func(w *world, b scheduling.Booking) bool {
			w.calendars.change(lea, func(c *calendar) { clear(c.ours) })
			w.observe(lea)
			w.pass(10 * time.Minute)
			w.observe(lea)
			if is := w.row(b.ID); is.State != scheduling.Cancelled || is.By != "staff" {
				w.t.Errorf("%s by %s", is.State, is.By)
			}
			return true
		},
		"refused": func(w *world, b scheduling.Booking) bool {
			w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
			w.calendars.before = func(call string) error {
				if call == "take out" {
					return scheduling.ErrRefused
				}
				return nil
			}
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
			event := w.calendars.look(lea).Ours[uid]
			if event.Href == "" {
				t.Fatal("not in the calendar")
			}
			stays := end(w, b)
			w.drain()
			w.pass(time.Minute)
			w.calendars.change(lea, func(c *calendar) { c.ours[uid] = event })
			for range 3 {
				w.observe(lea)
				w.pass(time.Minute)
				w.drain()
			}
			if _, there := w.calendars.look(lea).Ours[uid]; there != stays {
				t.Errorf("there: %v, want %v; %+v", there, stays, w.row(b.ID).Gone)
			}
			if gone := w.row(b.ID).Gone; len(gone) > 0 {
				t.Errorf("still to be taken out: %v", gone)
			}
		})
	}
}
