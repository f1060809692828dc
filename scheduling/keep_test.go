package scheduling_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// emptied is an agenda of five sessions whose calendar was emptied; the alarm was
// raised.
func emptied(t *testing.T) (*world, []scheduling.Booking) {
	t.Helper()
	w := newWorld(t)
	var all []scheduling.Booking
	for i := range 5 {
		all = append(all, w.book(fmt.Sprint("p", i), w.slot(lea, fmt.Sprintf("03-%02d 10:00", 8+i))))
	}
	for _, b := range all {
		w.erase(b)
	}
	w.observe(lea)
	w.drain()
	return w, all
}

// The structure is asked by mail, once; what was not meant to be deleted is
// written again, and nobody was troubled.
func TestWhatVanishedIsKept(t *testing.T) {
	w, all := emptied(t)
	w.observe(lea)
	w.drain()
	if len(w.mails) != 1 || w.mails[0].Kind != scheduling.AlarmVanished || len(w.mails[0].Bookings) != 5 {
		t.Errorf("mailed %+v", w.mails)
	}
	if err := w.desk.Keep(t.Context(), lea); err != nil {
		t.Fatal(err)
	}
	w.busy(lea, "03-10 10:30") // a person said to keep it all the same
	w.clock.pass(time.Minute)
	w.drain()
	w.observe(lea)
	if shown := w.shown(lea); len(shown) != 5 {
		t.Errorf("shown %v", shown)
	}
	for _, b := range all {
		now := w.row(b.ID)
		if now.State != scheduling.Booked || !now.Start.Equal(b.Start) || now.Placement != 2 || now.Restoring {
			t.Errorf("row %+v", now)
		}
	}
	alarms, err := w.desk.Alarms(t.Context())
	if err != nil || len(alarms) != 0 || len(w.kinds()) != 0 {
		t.Errorf("alarms %v, told %v, %v", alarms, w.kinds(), err)
	}
	if ahead := w.ahead(); !slices.Contains(ahead, "reminder 03-08 08:00") {
		t.Errorf("reminders are gone: %v", ahead)
	}
	w.sound()
}

// Events that come back after all are not there twice.
func TestWhatVanishedIsKeptAndComesBack(t *testing.T) {
	w, all := emptied(t)
	if err := w.desk.Keep(t.Context(), lea); err != nil {
		t.Fatal(err)
	}
	w.calendars.change(lea, func(c *calendar) { // before they are written
		for _, b := range all {
			c.ours[scheduling.EventUID("essai.invalid", b.ID, 1)] = scheduling.SeenEvent{Interval: b.Interval}
		}
	})
	w.clock.pass(time.Minute)
	w.drain()
	if shown := w.shown(lea); len(shown) != 5 {
		t.Errorf("shown %v", shown)
	}
}

// A calendar that will not have them again releases them, and parents hear.
func TestWhatVanishedCantBeKept(t *testing.T) {
	w, all := emptied(t)
	if err := w.desk.Keep(t.Context(), lea); err != nil {
		t.Fatal(err)
	}
	w.calendars.before = func(string) error { return fmt.Errorf("403: %w", scheduling.ErrRefused) }
	w.clock.pass(time.Minute)
	w.drain()
	for _, b := range all {
		if s := w.row(b.ID).State; s != scheduling.Released {
			t.Errorf("%s", s)
		}
	}
	if len(w.kinds()) != 5 {
		t.Errorf("told %v", w.kinds())
	}
}

// A calendar that is being emptied has lost none of its sessions by the time that
// it is empty.
func TestEmptiedBetweenLooks(t *testing.T) {
	w := newWorld(t)
	var all []scheduling.Booking
	for i := range 12 {
		all = append(all, w.book(fmt.Sprint("p", i), w.slot(lea, fmt.Sprintf("03-%02d 10:00", 8+i+2*(i/5)))))
	}
	for i, b := range all {
		w.erase(b)
		if i%2 == 1 {
			w.glance(lea)
			w.clock.pass(20 * time.Second)
		}
	}
	for range 10 {
		w.clock.pass(time.Minute)
		w.glance(lea)
	}
	w.drain()
	for _, b := range all {
		if s := w.row(b.ID).State; s != scheduling.Booked {
			t.Errorf("%s", s)
		}
	}
	if len(w.kinds()) != 0 {
		t.Errorf("told %v", w.kinds())
	}
}

// An event that staff cancel before we look again is theirs: nothing is written
// over it, nothing is tried until a deadline, and the next looks tell.
func TestStaffChangeWhatIsBeingWritten(t *testing.T) {
	w := newWorld(t)
	tries := 0
	w.calendars.before = func(call string) error {
		if call == "publish" {
			tries++
			return fmt.Errorf("it is cancelled: %w", scheduling.ErrStaffChanged)
		}
		return nil
	}
	out := w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00")), scheduling.OK)
	w.calendars.change(lea, func(c *calendar) { // as they left it
		i := w.slot(lea, "03-10 10:00").Interval
		c.ours[scheduling.EventUID("essai.invalid", out.Booking, 1)] = scheduling.SeenEvent{Interval: i, Cancelled: true}
	})
	w.pass(time.Hour)
	if tries != 1 {
		t.Errorf("%d tries", tries)
	}
	w.observe(lea)
	w.drain()
	if b := w.row(out.Booking); b.State != scheduling.Cancelled || b.By != "staff" || !slices.Equal(w.kinds(), []string{scheduling.TellDeleted}) {
		t.Errorf("%s by %s, told %v", b.State, b.By, w.kinds())
	}
}

// A person who believes that the rest was deleted says nothing of a session whose
// parent took another time since, nor of one that is back.
func TestWhatIsBelievedIsWhatIsGone(t *testing.T) {
	w, all := emptied(t)
	moved, back := all[0], all[1]
	w.do(w.about(scheduling.DoMove, moved, w.slot(lea, "03-22 10:00")), scheduling.OK)
	w.calendars.change(lea, func(c *calendar) {
		c.ours[scheduling.EventUID("essai.invalid", back.ID, 1)] = scheduling.SeenEvent{Interval: back.Interval}
	})
	look := w.calendars.look(lea)
	look.Whole = false // a calendar beside it is silent: the alarm stays as it is
	if err := w.desk.Observe(t.Context(), look); err != nil {
		t.Fatal(err)
	}
	if err := w.desk.Believe(t.Context(), lea); err != nil {
		t.Fatal(err)
	}
	w.drain()
	for i, b := range all {
		want := scheduling.Cancelled
		if i < 2 {
			want = scheduling.Booked
		}
		if got := w.row(b.ID).State; got != want {
			t.Errorf("session %d is %s, want %s", i, got, want)
		}
	}
	if told := w.kinds(); len(told) != 3 {
		t.Errorf("told %v", told)
	}
}

// Many sessions that find themselves with somebody who can't hold them, as when
// two calendars are taken for each other, are asked about like those that vanish.
func TestManyMisplaced(t *testing.T) {
	w := newWorld(t)
	var all []scheduling.Booking
	for i := range 5 {
		all = append(all, w.book(fmt.Sprint("p", i), w.slot(lea, fmt.Sprintf("03-%02d 10:00", 8+i))))
	}
	w.places[0].Agendas[1].Modes = []string{programme.Phone}
	for _, b := range all {
		w.carry(b, lea, tom)
	}
	w.observe(lea)
	w.drain()
	for _, b := range all {
		if got := w.row(b.ID); got.State != scheduling.Booked || got.Agenda != lea {
			t.Errorf("row %+v", got)
		}
	}
	if len(w.mails) != 1 || w.mails[0].Kind != scheduling.AlarmVanished || len(w.mails[0].Bookings) != 5 || len(w.kinds()) != 0 {
		t.Fatalf("mailed %+v, told %v", w.mails, w.kinds())
	}
	if err := w.desk.Keep(t.Context(), lea); err != nil {
		t.Fatal(err)
	}
	w.clock.pass(time.Minute)
	w.drain()
	w.observe(lea)
	w.observe(tom)
	w.drain()
	if mine, his := w.shown(lea), w.shown(tom); len(mine) != 5 || len(his) != 0 {
		t.Errorf("shown %v and %v", mine, his)
	}
}
