package scheduling_test

import (
	"errors"
	"testing"
	"time"

	"escale/scheduling"
)

// She asked for a sooner time, which no calendar has shown and which has passed;
// the time that she had is still ahead, and goes with her.
func TestErasingGivesUpTheTimeBeforeAMoveThatFails(t *testing.T) {
	w, _ := newErasingWorld(t)
	b := w.named("ana", w.slot(lea, "03-10 10:00"))
	w.talk("ana")
	w.calendars.before = func(string) error { return errors.New("connection refused") }
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-08 10:00")), scheduling.Pending)
	w.clock.pass(w.slot(lea, "03-08 10:00").Start.Sub(w.clock.Programme()) + time.Minute)
	if n, err := w.desk.AheadOf(t.Context(), "parent-ana"); err != nil || n != 1 {
		t.Errorf("%d sessions are ahead, %v", n, err)
	}
	if err := w.desk.Erase(t.Context(), scheduling.Erasure{Parent: "parent-ana"}); err != nil {
		t.Fatal(err)
	}
	w.calendars.before = nil
	w.clock.pass(time.Hour)
	w.drain()
	w.observe(lea)
	if is := w.row(b.ID); is.State != scheduling.Cancelled || is.Parent != "" {
		t.Errorf("it is %+v", is)
	}
	w.calendars.change(lea, func(c *calendar) {
		if len(c.ours) > 0 {
			t.Errorf("the calendar shows %v", c.ours)
		}
	})
}
