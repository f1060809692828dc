package scheduling_test

import (
	"testing"

	"escale/programme"
	"escale/scheduling"
)

// A move that fails leaves all of the earlier session, and how it is held.
func TestAMoveThatFailsKeepsTheMode(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.places[0].Agendas[0].Modes = []string{programme.InPerson}
		w.places[0].Agendas[1].Modes = []string{programme.Video}
	})
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.calendars.before = func(call string) error {
		if call == "publish" {
			w.busy(tom, "03-11 10:00")
		}
		return nil
	}
	w.do(w.about(scheduling.DoMove, b, w.slot(tom, "03-11 10:00")), scheduling.Taken)
	if now := w.row(b.ID); now.Agenda != lea || now.Mode != programme.InPerson {
		t.Errorf("in %s, %s", now.Agenda, now.Mode)
	}
}
