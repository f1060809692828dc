package scheduling_test

import (
	"fmt"
	"testing"

	"escale/programme"
	"escale/scheduling"
)

// A server on which many structures have their calendars comes back without what
// was booked last week. No structure lost many, but all together did.
func TestAServerRestoredFromABackup(t *testing.T) {
	const structures = 16
	w := newWorld(t, func(w *world) {
		for i := range structures {
			w.places = append(w.places, programme.Structure{
				ID: fmt.Sprint("s", i), Name: "Maison Exemple", Kind: "centre-social", Commune: "38185", Email: "accueil@essai.invalid",
				Agendas: []programme.Agenda{{ID: "a", Offers: []string{"accompagnement"}, Modes: []string{programme.InPerson}}},
			})
		}
	})
	for i := range structures {
		b := w.book(fmt.Sprint("p", i), w.slot(fmt.Sprintf("s%d/a", i), "03-10 10:00"))
		w.erase(b)
	}
	for i := range structures {
		w.observe(fmt.Sprintf("s%d/a", i))
	}
	w.drain()
	records, err := w.store.List(t.Context(), scheduling.Query{Kind: "booking"})
	if err != nil {
		t.Fatal(err)
	}
	cancelled := 0
	for _, r := range records {
		if w.row(r.ID).State == scheduling.Cancelled {
			cancelled++
		}
	}
	alarms, err := w.desk.Alarms(t.Context())
	if err != nil || cancelled > 10 || cancelled+len(alarms) != structures || len(w.mails) != len(alarms) {
		t.Errorf("%d cancelled, %d alarms, %d letters, %v", cancelled, len(alarms), len(w.mails), err)
	}
}
