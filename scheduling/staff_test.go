package scheduling_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// silent makes every call to the calendars fail.
func silent(string) error { return errors.New("connection refused") }

// busy lets staff put an appointment of theirs there.
func (w *world) busy(agenda, at string) {
	w.t.Helper()
	i := w.slot(agenda, at).Interval
	w.calendars.change(agenda, func(c *calendar) { c.staff = append(c.staff, i) })
}

// drag lets staff move the event of a booking.
func (w *world) drag(b scheduling.Booking, at string) {
	w.t.Helper()
	to := w.slot(b.Agenda, at).Interval
	w.calendars.change(b.Agenda, func(c *calendar) {
		uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
		ev, ok := c.ours[uid]
		if !ok {
			w.t.Fatalf("no event of %s to move", b.ID)
		}
		c.etag++
		ev.Interval, ev.ETag = to, fmt.Sprint(c.etag)
		c.ours[uid] = ev
	})
}

func (w *world) erase(b scheduling.Booking) {
	w.calendars.change(b.Agenda, func(c *calendar) {
		delete(c.ours, scheduling.EventUID("essai.invalid", b.ID, b.Placement))
	})
}

func TestStaffWereFirst(t *testing.T) {
	w := newWorld(t)
	w.calendars.before = func(call string) error {
		if call == "publish" {
			w.busy(lea, "03-10 10:30")
		}
		return nil
	}
	out := w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00")), scheduling.Taken)
	w.drain()
	b := w.row(out.Booking)
	if b.State != scheduling.Released || b.By != "staff" || len(w.shown(lea)) != 0 {
		t.Errorf("row %s by %s, shown %v", b.State, b.By, w.shown(lea))
	}
	if len(w.kinds()) != 0 {
		t.Errorf("told %v, though the outcome says it", w.kinds())
	}
	for _, at := range []string{"03-11 10:00", "03-12 10:00", "03-15 10:00"} { // the quota was given back
		w.book("ana", w.slot(lea, at))
	}
}

func TestCalendarUnreachable(t *testing.T) {
	t.Run("answers in time", func(t *testing.T) {
		w := newWorld(t)
		w.calendars.before = silent
		c := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
		out := w.do(c, scheduling.Pending)
		w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, "03-10 10:00")), scheduling.Taken)
		w.pass(3 * time.Hour)
		w.calendars.before = nil
		w.pass(time.Hour)
		if b := w.row(out.Booking); b.State != scheduling.Booked {
			t.Errorf("state %s", b.State)
		}
		if diff := cmp.Diff([]string{scheduling.TellBooked}, w.kinds()); diff != "" {
			t.Error(diff)
		}
		w.do(c, scheduling.OK)
	})
	t.Run("never answers", func(t *testing.T) {
		w := newWorld(t)
		w.calendars.before = silent
		c := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
		out := w.do(c, scheduling.Pending)
		w.pass(23 * time.Hour)
		if b := w.row(out.Booking); b.State != scheduling.Placing {
			t.Fatalf("state %s before the deadline", b.State)
		}
		w.pass(2 * time.Hour)
		if b := w.row(out.Booking); b.State != scheduling.Released || b.By != "escale" {
			t.Errorf("state %s by %s", b.State, b.By)
		}
		if diff := cmp.Diff([]string{scheduling.TellReleased}, w.kinds()); diff != "" {
			t.Error(diff)
		}
		w.do(c, scheduling.Closed)
		w.calendars.before = nil
		w.pass(time.Hour)
		if b := w.row(out.Booking); len(b.Gone) != 0 || len(w.kinds()) != 1 {
			t.Errorf("left over %v, told %v", b.Gone, w.kinds())
		}
		w.book("bob", w.slot(lea, "03-10 10:00"))
	})
	t.Run("the deadline is well before a session that is near", func(t *testing.T) {
		w := newWorld(t)
		w.calendars.before = silent
		out := w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-01 15:00")), scheduling.Pending)
		w.pass(4 * time.Hour)
		if b := w.row(out.Booking); b.State != scheduling.Released {
			t.Errorf("state %s half way to the session", b.State)
		}
	})
	t.Run("a move keeps the old time", func(t *testing.T) {
		w := newWorld(t)
		b := w.book("ana", w.slot(lea, "03-10 10:00"))
		w.calendars.before = silent
		w.do(w.about(scheduling.DoMove, b, w.slot(tom, "03-11 10:00")), scheduling.Pending)
		w.pass(25 * time.Hour)
		now := w.row(b.ID)
		if now.State != scheduling.Booked || now.Placement != 1 || now.Agenda != lea || !now.Start.Equal(b.Start) || now.Seen != b.Seen {
			t.Errorf("row %+v", now)
		}
		// She is told that the earlier time stands, and not that all went well.
		if len(w.told) != 1 || w.told[0].Kind != scheduling.TellNotMoved || w.told[0].Placement != 1 {
			t.Errorf("told %v", w.told)
		}
		w.calendars.before = nil
		w.pass(time.Hour)
		if got := slices.Concat(w.shown(lea), w.shown(tom)); !slices.Equal(got, []string{"03-10 10:00"}) {
			t.Errorf("shown %v", got)
		}
		// The number of the placement that failed is not used again.
		w.do(w.about(scheduling.DoMove, b, w.slot(tom, "03-11 10:00")), scheduling.OK)
		if p := w.row(b.ID).Placement; p != 3 {
			t.Errorf("placement %d", p)
		}
		w.sound()
	})
	t.Run("refuses", func(t *testing.T) {
		w := newWorld(t)
		w.calendars.before = func(string) error { return fmt.Errorf("403: %w", scheduling.ErrRefused) }
		out := w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00")), scheduling.Closed)
		w.drain()
		if b := w.row(out.Booking); b.State != scheduling.Released || len(b.Gone) != 0 {
			t.Errorf("row %+v", b)
		}
	})
	t.Run("gone", func(t *testing.T) {
		w := newWorld(t)
		w.calendars.change(lea, func(c *calendar) { c.gone = true })
		w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00")), scheduling.Closed)
	})
}

func TestStaffWereFirstOnAMove(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.calendars.before = func(call string) error {
		if call == "publish" {
			w.busy(lea, "03-11 10:00")
		}
		return nil
	}
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-11 10:00")), scheduling.Taken)
	w.drain()
	now := w.row(b.ID)
	if now.State != scheduling.Booked || !now.Start.Equal(b.Start) || !slices.Equal(w.shown(lea), []string{"03-10 10:00"}) {
		t.Errorf("row %+v, shown %v", now, w.shown(lea))
	}
	if ahead := w.ahead(); !slices.Contains(ahead, "reminder 03-10 08:00") || slices.Contains(ahead, "reminder 03-11 08:00") {
		t.Errorf("due %v", ahead)
	}
}

func TestMoveToOverlappingTime(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.offers[0].Rules.Grid = 30 * time.Minute
		w.offers[0].Rules.Buffer = 15 * time.Minute
	})
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	to := w.slot(lea, "03-10 10:30")
	w.do(w.command(scheduling.DoHold, "ana", to), scheduling.OK)
	w.do(w.about(scheduling.DoMove, b, to), scheduling.OK)
	w.do(w.command(scheduling.DoHold, "bob", w.slot(lea, "03-10 09:30")), scheduling.Taken)
	w.book("bob", w.slot(lea, "03-10 09:00"))
	w.sound()
}

func TestStaffMove(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.pass(13 * time.Hour) // to 21:00
	w.drag(b, "03-11 15:00")
	w.observe(lea)
	w.observe(lea)
	if p := w.row(b.ID).Proposed; p == nil || w.local(p.Start) != "03-11 15:00" {
		t.Fatalf("proposed %v", p)
	}
	w.drain()
	if len(w.kinds()) != 0 {
		t.Errorf("told %v at night", w.kinds())
	}
	w.pass(12 * time.Hour)
	w.observe(lea)
	w.drain()
	if diff := cmp.Diff([]string{scheduling.TellMovedByStaff}, w.kinds()); diff != "" {
		t.Error(diff)
	}
	// Neither time is anybody else's before she has answered.
	w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, "03-10 10:00")), scheduling.Taken)
	w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, "03-11 15:00")), scheduling.Taken)
	w.do(w.about(scheduling.DoAccept, b, scheduling.Slot{}), scheduling.OK)
	now := w.row(b.ID)
	if now.Proposed != nil || w.local(now.Start) != "03-11 15:00" || now.Placement != 1 {
		t.Errorf("row %+v", now)
	}
	w.observe(lea)
	w.drain()
	if n := len(w.kinds()); n != 1 {
		t.Errorf("told %v", w.kinds())
	}
	if ahead := w.ahead(); !slices.Contains(ahead, "reminder 03-11 13:00") || slices.Contains(ahead, "reminder 03-10 08:00") {
		t.Errorf("due %v", ahead)
	}
	w.book("bob", w.slot(lea, "03-10 10:00"))
	w.sound()
}

// Staff move a session, she takes another slot: only that one is left.
func TestStaffMoveAndAnotherSlot(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.drag(b, "03-11 15:00")
	w.observe(lea)
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-12 10:00")), scheduling.OK)
	w.drain()
	if !slices.Equal(w.shown(lea), []string{"03-12 10:00"}) {
		t.Errorf("shown %v", w.shown(lea))
	}
	if slices.Contains(w.kinds(), scheduling.TellMovedByStaff) {
		t.Error("told of a change that no longer matters")
	}
	w.book("bob", w.slot(lea, "03-10 10:00"))
	w.book("eve", w.slot(lea, "03-11 15:00"))
	w.sound()
}

// A sync that began before our event was read back proves nothing.
func TestOldSightings(t *testing.T) {
	w := newWorld(t)
	old := w.calendars.look(lea)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	if err := w.desk.Observe(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, w.row(b.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestStaffDelete(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.erase(b)
	w.calendars.change(lea, func(c *calendar) { c.part = true })
	w.observe(lea)
	if s := w.row(b.ID).State; s != scheduling.Booked {
		t.Fatalf("%s though a calendar is missing", s)
	}
	w.calendars.change(lea, func(c *calendar) { c.part = false })
	w.observe(lea)
	w.drain()
	if b := w.row(b.ID); b.State != scheduling.Cancelled || b.By != "staff" {
		t.Errorf("row %+v", b)
	}
	if diff := cmp.Diff([]string{scheduling.TellDeleted}, w.kinds()); diff != "" {
		t.Error(diff)
	}
	for _, at := range []string{"03-10 10:00", "03-11 10:00", "03-12 10:00"} { // quota and time are free again
		w.book("ana", w.slot(lea, at))
	}
}

func TestStaffCancelAndMark(t *testing.T) {
	w := newWorld(t)
	mark := func(b scheduling.Booking, do func(*scheduling.SeenEvent)) {
		w.calendars.change(b.Agenda, func(c *calendar) {
			uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
			ev := c.ours[uid]
			do(&ev)
			c.ours[uid] = ev
		})
		w.observe(b.Agenda)
	}
	a, b := w.book("ana", w.slot(lea, "03-10 10:00")), w.book("bob", w.slot(lea, "03-11 10:00"))
	mark(a, func(ev *scheduling.SeenEvent) { ev.Cancelled = true })
	if a := w.row(a.ID); a.State != scheduling.Cancelled || a.By != "staff" {
		t.Errorf("cancelled: %s by %s", a.State, a.By)
	}
	mark(b, func(ev *scheduling.SeenEvent) { ev.Mark = scheduling.Attended })
	if s := w.row(b.ID).State; s != scheduling.Booked {
		t.Fatalf("%s before the session", s)
	}
	w.pass(11 * 24 * time.Hour)
	if s := w.row(b.ID).State; s != scheduling.PresumedHeld {
		t.Fatalf("%s after the session", s)
	}
	mark(b, func(ev *scheduling.SeenEvent) { ev.Mark = scheduling.Missed })
	if b := w.row(b.ID); b.State != scheduling.Missed || b.By != "staff" {
		t.Errorf("marked: %s by %s", b.State, b.By)
	}
	// The parent says otherwise: staff's word stands.
	c := w.about(scheduling.DoMark, b, scheduling.Slot{})
	c.Mark = scheduling.Attended
	w.do(c, scheduling.OK)
	if s := w.row(b.ID).State; s != scheduling.Missed {
		t.Errorf("%s", s)
	}
	// A missed session does not count here: three more are possible.
	for _, at := range []string{"04-07 10:00", "04-08 10:00", "04-09 10:00"} {
		w.book("bob", w.slot(lea, at))
	}
}

// What staff lay over a booking later is obeyed and marked.
func TestOverlay(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.busy(lea, "03-10 10:30")
	w.observe(lea)
	w.drain()
	if b := w.row(b.ID); !b.Overlaid || b.State != scheduling.Booked {
		t.Errorf("row %+v", b)
	}
	w.calendars.change(lea, func(c *calendar) { c.staff = nil })
	w.observe(lea)
	if w.row(b.ID).Overlaid || len(w.kinds()) != 0 {
		t.Errorf("still overlaid, or told %v", w.kinds())
	}
}

// A calendar that goes away cancels nothing (Never 7).
func TestCalendarVanishes(t *testing.T) {
	several := func(t *testing.T, n int) (*world, []scheduling.Booking) {
		w := newWorld(t)
		var all []scheduling.Booking
		for i := range n {
			all = append(all, w.book(fmt.Sprint("p", i), w.slot(lea, fmt.Sprintf("03-%02d 10:00", 8+i+2*(i/5)))))
		}
		return w, all
	}
	count := func(w *world, all []scheduling.Booking) (cancelled int) {
		for _, b := range all {
			if w.row(b.ID).State == scheduling.Cancelled {
				cancelled++
			}
		}
		return cancelled
	}
	for _, c := range []struct{ there, deleted, cancelled, alarms int }{
		{1, 1, 1, 0},   // the only one: a deletion
		{2, 2, 0, 1},   // all of them
		{3, 1, 1, 0},   // one of three
		{4, 2, 0, 1},   // half
		{6, 2, 2, 0},   // a third, not more
		{9, 3, 3, 0},   // three
		{12, 4, 0, 1},  // more than three
		{12, 12, 0, 1}, // everything
	} {
		t.Run(fmt.Sprintf("%d of %d", c.deleted, c.there), func(t *testing.T) {
			w, all := several(t, c.there)
			for _, b := range all[:c.deleted] {
				w.erase(b)
			}
			w.observe(lea)
			w.observe(lea)
			w.drain()
			alarms, err := w.desk.Alarms(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := count(w, all); got != c.cancelled || len(alarms) != c.alarms || len(w.kinds()) != c.cancelled {
				t.Errorf("%d cancelled, alarms %v, told %v", got, alarms, w.kinds())
			}
		})
	}
	t.Run("the collection is gone", func(t *testing.T) {
		w, all := several(t, 5)
		w.calendars.change(lea, func(c *calendar) { c.gone = true })
		w.observe(lea)
		if got := count(w, all); got != 0 {
			t.Errorf("%d cancelled", got)
		}
	})
	t.Run("emptied one by one, with a look after each", func(t *testing.T) {
		w, all := several(t, 12)
		for _, b := range all {
			w.erase(b)
			w.observe(lea)
		}
		if got := count(w, all); got > 3 {
			t.Errorf("%d cancelled", got)
		}
	})
	t.Run("one of each agenda, as when their server comes back empty", func(t *testing.T) {
		w := newWorld(t, func(w *world) {
			for _, id := range []string{"ida", "eva", "noe", "ugo"} {
				a := w.places[0].Agendas[0]
				a.ID = id
				w.places[0].Agendas = append(w.places[0].Agendas, a)
			}
		})
		var all []scheduling.Booking
		for i, a := range w.places[0].Agendas {
			id := "centre/" + a.ID
			all = append(all, w.book(fmt.Sprint("p", i), w.slot(id, "03-10 10:00")))
		}
		var looks sync.WaitGroup
		for _, b := range all {
			w.erase(b)
			looks.Go(func() { w.observe(b.Agenda) })
		}
		looks.Wait()
		alarms, err := w.desk.Alarms(t.Context())
		if got := count(w, all); err != nil || got != 3 || len(alarms) != 3 {
			t.Errorf("%d of %d cancelled, want 3; alarms %v, %v", got, len(all), alarms, err)
		}
	})
	t.Run("it comes back", func(t *testing.T) {
		w, all := several(t, 5)
		var kept map[string]scheduling.SeenEvent
		w.calendars.change(lea, func(c *calendar) { kept, c.ours = c.ours, map[string]scheduling.SeenEvent{} })
		w.observe(lea)
		w.calendars.change(lea, func(c *calendar) { c.ours = kept })
		w.observe(lea)
		alarms, err := w.desk.Alarms(t.Context())
		if got := count(w, all); err != nil || got != 0 || len(alarms) != 0 {
			t.Errorf("%d cancelled, alarms %v, %v", got, alarms, err)
		}
	})
	t.Run("an alarm does not wear off", func(t *testing.T) {
		w, all := several(t, 12)
		for _, b := range all[:4] {
			w.erase(b)
			w.observe(lea)
		}
		before := count(w, all)
		w.clock.pass(3 * time.Hour)
		w.observe(lea)
		alarms, err := w.desk.Alarms(t.Context())
		if got := count(w, all); err != nil || got != before || len(alarms) != 1 {
			t.Errorf("%d cancelled, %d after some hours; alarms %v, %v", before, got, alarms, err)
		}
	})
	t.Run("a person says that it is true", func(t *testing.T) {
		w, all := several(t, 5)
		for _, b := range all {
			w.erase(b)
		}
		w.observe(lea)
		if err := w.desk.Believe(t.Context(), lea); err != nil {
			t.Fatal(err)
		}
		w.drain()
		alarms, err := w.desk.Alarms(t.Context())
		if got := count(w, all); err != nil || got != 5 || len(alarms) != 0 || len(w.kinds()) != 5 {
			t.Errorf("%d cancelled, alarms %v, told %v, %v", got, alarms, w.kinds(), err)
		}
	})
}
