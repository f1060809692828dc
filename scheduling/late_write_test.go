package scheduling_test

import (
	"errors"
	"testing"

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
