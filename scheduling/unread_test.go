package scheduling_test

import (
	"testing"
	"time"

	"escale/scheduling"
)

// looks shows the desk what the calendars of Léa say, adapted, until it settled.
func (w *world) looks(adapt func(*scheduling.Sighting)) {
	w.t.Helper()
	for range 2 {
		s := w.calendars.look(lea)
		adapt(&s)
		if err := w.desk.Observe(w.t.Context(), s); err != nil {
			w.t.Fatal(err)
		}
		w.clock.pass(2 * time.Minute)
	}
	w.drain()
}

// Even one session is asked about when its absence proves nothing: another
// calendar is read than the one in which it stood, or there is nothing at all in
// those that are read.
func TestAnAbsenceThatProvesNothing(t *testing.T) {
	for name, adapt := range map[string]func(*scheduling.Sighting){
		"another calendar": func(s *scheduling.Sighting) { s.Read = []string{"/dav/centre/nouveau/"} },
		"an empty account": func(s *scheduling.Sighting) { s.AgendaTime = scheduling.AgendaTime{} },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			w.edit(b, func(ev *scheduling.SeenEvent) { ev.Href = "/dav/centre/ancien/seance.ics" })
			w.observe(lea)
			w.erase(b)
			w.looks(adapt)
			if got := w.row(b.ID).State; got != scheduling.Booked || len(w.kinds()) != 0 {
				t.Errorf("%s, told %v", got, w.kinds())
			}
			if alarms, err := w.desk.Alarms(t.Context()); err != nil || len(alarms) != 1 {
				t.Fatalf("alarms %v, %v", alarms, err)
			}
			if err := w.desk.Keep(t.Context(), lea); err != nil {
				t.Fatal(err)
			}
			w.clock.pass(time.Minute)
			w.drain()
			if shown := w.shown(lea); len(shown) != 1 {
				t.Errorf("shown %v", shown)
			}
		})
	}
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.edit(b, func(ev *scheduling.SeenEvent) { ev.Href = "/dav/centre/agenda/seance.ics" })
	w.observe(lea)
	w.erase(b)
	w.looks(func(s *scheduling.Sighting) { s.Read = []string{"/autre/nom/agenda", "/dav/centre/x/"} })
	if got := w.row(b.ID).State; got != scheduling.Cancelled {
		t.Errorf("deleted where it stood: %s", got)
	}
}
