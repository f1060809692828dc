package scheduling_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"escale/scheduling"
)

// A replica that is paused between reading a calendar and writing to it, for
// longer than its lease, wakes up when another has done its work and the world
// has gone on. What it writes then doesn't last, and nothing is told twice.
func TestAWriterThatWasPausedWakesUp(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(w *world, b scheduling.Booking)
		shown     []string
		told      []string
	}{
		"nothing more happened": {
			func(*world, scheduling.Booking) {},
			[]string{"03-10 10:00"},
			[]string{scheduling.TellBooked},
		},
		"she moved it": {
			func(w *world, b scheduling.Booking) {
				w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-10 14:00")), scheduling.OK)
			},
			[]string{"03-10 14:00"},
			[]string{scheduling.TellBooked},
		},
		"she moved it to a colleague, and back": {
			func(w *world, b scheduling.Booking) {
				w.do(w.about(scheduling.DoMove, b, w.slot(tom, "03-10 14:00")), scheduling.OK)
				w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-10 10:00")), scheduling.OK)
			},
			[]string{"03-10 10:00"},
			[]string{scheduling.TellBooked},
		},
		"she cancelled": {
			func(w *world, b scheduling.Booking) {
				w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
			},
			nil,
			[]string{scheduling.TellBooked},
		},
		"staff moved it": {
			func(w *world, b scheduling.Booking) {
				w.clock.pass(time.Minute)
				w.drag(w.row(b.ID), "03-10 15:00")
				w.observe(lea)
			},
			[]string{"03-10 15:00"},
			[]string{scheduling.TellBooked, scheduling.TellMovedByStaff},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.calendars.before = func(string) error { return errors.New("silent") }
			out := w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00")), scheduling.Pending)
			w.clock.pass(time.Minute)
			paused := w.worker
			w.calendars.before = func(call string) error {
				if call != "put" {
					return nil
				}
				w.config.Owner = "b"
				w.restart()
				w.clock.pass(3 * time.Minute) // the lease has run out
				w.drain()
				if b := w.row(out.Booking); b.State != scheduling.Booked {
					t.Errorf("the other replica left it %s", b.State)
				}
				c.meanwhile(w, w.row(out.Booking))
				w.drain()
				return nil
			}
			if err := paused.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.drain()
			if shown := w.shown(lea); !slices.Equal(shown, c.shown) {
				t.Errorf("shown %v before the next look, want %v", shown, c.shown)
			}
			w.observe(lea)
			w.drain()
			if shown := w.shown(lea); !slices.Equal(shown, c.shown) {
				t.Errorf("shown %v, want %v", shown, c.shown)
			}
			if shown := w.shown(tom); len(shown) != 0 {
				t.Errorf("shown at the colleague's: %v", shown)
			}
			if told := w.kinds(); !slices.Equal(told, c.told) {
				t.Errorf("told %v, want %v", told, c.told)
			}
			if b := w.row(out.Booking); len(b.Gone) != 0 || b.State == scheduling.Placing {
				t.Errorf("%s, still to be taken out: %v", b.State, b.Gone)
			}
			if dead := w.dead(); len(dead) != 0 {
				t.Errorf("dead: %v", dead)
			}
			w.sound()
		})
	}
}
