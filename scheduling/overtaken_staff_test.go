package scheduling_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"escale/scheduling"
)

// Staff may take hold of a session's event before Escale has looked at it again.
// That they did says nothing of who was first at its time: a session written over
// something of theirs goes, wherever they dragged it.
func TestStaffWhoWereFirstTouchTheEventBeforeTheSecondLook(t *testing.T) {
	for name, c := range map[string]struct {
		first bool
		state scheduling.State
		shown []string
		told  []string
	}{
		"their appointment was there": {true, scheduling.Released, nil, []string{scheduling.TellReleased}},
		"nothing was there":           {false, scheduling.Booked, []string{"03-10 15:00"}, []string{scheduling.TellBooked, scheduling.TellMovedByStaff}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.calendars.before = func(string) error { return errors.New("silent") }
			out := w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00")), scheduling.Pending)
			at := w.row(out.Booking).Interval
			if c.first {
				w.calendars.change(lea, func(c *calendar) { c.staff = append(c.staff, at) })
			}
			dragged := false
			w.calendars.before = func(call string) error {
				if call == "put" && !dragged { // it was written by an attempt that went no further, and dragged
					dragged = true
					w.calendars.change(lea, func(c *calendar) {
						c.ours[scheduling.EventUID("essai.invalid", out.Booking, 1)] = scheduling.SeenEvent{
							Interval: scheduling.Interval{Start: at.Start.Add(5 * time.Hour), End: at.End.Add(5 * time.Hour)},
							Seen:     scheduling.Seen{ETag: "staff"},
						}
					})
				}
				return nil
			}
			w.clock.pass(time.Minute)
			w.drain()
			for range 2 {
				w.observe(lea)
				w.clock.pass(3 * time.Minute)
			}
			w.drain()
			if b := w.row(out.Booking); b.State != c.state || !dragged {
				t.Errorf("%s, want %s", b.State, c.state)
			}
			if shown := w.shown(lea); !slices.Equal(shown, c.shown) {
				t.Errorf("shown %v, want %v", shown, c.shown)
			}
			if told := w.kinds(); !slices.Equal(told, c.told) {
				t.Errorf("told %v, want %v", told, c.told)
			}
			w.sound()
		})
	}
}
