package scheduling_test

import (
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// A parent who came and found nobody keeps the session that she did not have;
// what staff say counts more.
func TestNobodyWasThere(t *testing.T) {
	w := newWorld(t)
	for _, at := range []string{"03-10 10:00", "03-11 10:00", "03-12 10:00"} {
		w.book("ana", w.slot(lea, at))
	}
	w.pass(14 * 24 * time.Hour)
	extra := w.slot(lea, "05-10 10:00")
	w.do(w.command(scheduling.DoBook, "ana", extra), scheduling.QuotaSpent)
	all, err := w.desk.Bookings(t.Context(), "conversation-ana")
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	mark := w.about(scheduling.DoMark, all[0], scheduling.Slot{})
	mark.Mark = scheduling.NotReceived
	w.do(mark, scheduling.OK)
	if b := w.row(all[0].ID); b.State != scheduling.NotReceived || b.By != "parent" {
		t.Errorf("%s by %s", b.State, b.By)
	}
	w.do(w.command(scheduling.DoBook, "ana", extra), scheduling.OK)

	if err := w.desk.Mark(t.Context(), all[1].ID, scheduling.Attended); err != nil {
		t.Fatal(err)
	}
	mark = w.about(scheduling.DoMark, all[1], scheduling.Slot{})
	mark.Mark = scheduling.NotReceived
	w.do(mark, scheduling.OK)
	if b := w.row(all[1].ID); b.State != scheduling.Attended {
		t.Errorf("staff's word: %s by %s", b.State, b.By)
	}
	if err := w.desk.Mark(t.Context(), all[0].ID, scheduling.Attended); err != nil {
		t.Errorf("staff may say otherwise: %v", err)
	}
}

// A structure that has seats no more leaves nothing of its groups behind: the
// time is free when the last has left, and held as long as anybody comes.
func TestSeatsTakenOutOfTheFile(t *testing.T) {
	w := newWorld(t, func(w *world) { w.places[0].Agendas[0].Seats = 4 })
	ten := w.slot(lea, "03-10 10:00")
	ana, bob := w.book("ana", ten), w.book("bob", ten)
	w.places[0].Agendas[0].Seats = 1
	w.do(w.command(scheduling.DoBook, "eve", ten), scheduling.Taken)
	w.do(w.about(scheduling.DoCancel, ana, scheduling.Slot{}), scheduling.OK)
	w.do(w.command(scheduling.DoBook, "eve", ten), scheduling.Taken)
	w.do(w.about(scheduling.DoMove, bob, w.slot(lea, "03-11 10:00")), scheduling.OK)
	w.drain()
	claims, err := w.store.Claims(t.Context(), []scheduling.Ask{{Resource: "agenda/" + lea, Window: ten.Interval}}, w.clock.Machine())
	if err != nil || len(claims[0]) != 0 {
		t.Errorf("still claimed: %+v, %v", claims, err)
	}
	w.book("eve", ten)
	w.sound()
}

// An event that went to a colleague names who receives the parent now; where
// staff wrote a title of their own, or are at it, it stays as it is.
func TestAnEventNamesWhoReceives(t *testing.T) {
	for name, touched := range map[string]bool{"as it was": false, "moved on meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				w.places[0].Agendas[0].Professional, w.places[0].Agendas[1].Professional = "Mme Exemple-Léa", "M. Exemple-Tom"
			})
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
			w.handOver(uid, lea, b.Interval, true)
			w.calendars.change(tom, func(c *calendar) { c.events[uid] = w.calendars.all[lea].events[uid] })
			w.observe(lea)
			if touched {
				moved := w.row(b.ID)
				w.drag(moved, "03-10 14:00")
			}
			w.drain()
			is := w.row(b.ID)
			if is.Agenda != tom || is.Renote || is.State != scheduling.Booked {
				t.Fatalf("%s, %s, to be renamed: %v", is.Agenda, is.State, is.Renote)
			}
			notes := w.calendars.all[tom].events[uid].Notes
			if got := strings.Contains(notes, "Avec M. Exemple-Tom"); got == touched {
				t.Errorf("notes: %q", notes)
			}
		})
	}
}

// A calendar around that is silent may hold what was dragged into it: nobody is
// told that the session is off. When it stays silent, the structure is asked.
func TestASessionDraggedIntoASilentCalendar(t *testing.T) {
	for name, back := range map[string]bool{"is found when that is back": true, "is asked about": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
			w.handOver(uid, lea, b.Interval, true)
			look := func() {
				s := w.calendars.look(lea)
				s.Elsewhere, s.Around, s.Blind = nil, time.Time{}, true
				if err := w.desk.Observe(t.Context(), s); err != nil {
					t.Fatal(err)
				}
				w.drain()
			}
			alarms := func() int {
				all, err := w.desk.Alarms(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				return len(all)
			}
			for range 10 {
				look()
				w.clock.pass(10 * time.Minute)
			}
			if is := w.row(b.ID); is.State != scheduling.Booked || alarms() != 0 || len(w.kinds()) != 0 {
				t.Fatalf("%s, %d alarms, told %v", is.State, alarms(), w.kinds())
			}
			if back {
				w.observe(lea)
				w.drain()
				if is := w.row(b.ID); is.State != scheduling.Booked || is.Agenda != tom {
					t.Errorf("%s in %s", is.State, is.Agenda)
				}
				return
			}
			w.clock.pass(time.Hour)
			look()
			if is := w.row(b.ID); is.State != scheduling.Booked || alarms() != 1 || len(w.kinds()) != 0 {
				t.Errorf("%s, %d alarms, told %v", is.State, alarms(), w.kinds())
			}
		})
	}
}
