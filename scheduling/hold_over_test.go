package scheduling_test

import (
	"slices"
	"testing"
	"time"

	"escale/scheduling"
)

// The hold protects who reads the summary; it is not a condition. Confirmed
// after the ten minutes, the slot is hers if it is still free.
func TestBookAfterTheHoldIsOver(t *testing.T) {
	for _, c := range []struct {
		name, rival, want string
	}{
		{"still free", "", scheduling.OK},
		{"held by another", scheduling.DoHold, scheduling.Taken},
		{"booked by another", scheduling.DoBook, scheduling.Taken},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			slot := w.slot(lea, "03-10 10:00")
			until := w.do(w.command(scheduling.DoHold, "ana", slot), scheduling.OK).Until
			w.clock.pass(until.Sub(w.clock.Machine()) - time.Second)
			w.do(w.command(scheduling.DoBook, "bob", slot), scheduling.Taken) // it holds to the end
			w.clock.pass(2 * time.Second)
			if c.rival != "" {
				w.do(w.command(c.rival, "bob", slot), scheduling.OK)
			}
			w.do(w.command(scheduling.DoBook, "ana", slot), c.want)
			page, err := w.desk.Search(t.Context(), scheduling.Search{
				Offer: slot.Offer, Commune: "38185", Structure: "centre", Day: slot.Start, Limit: 50,
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Slots) == 0 || slices.ContainsFunc(page.Slots, func(s scheduling.Slot) bool {
				return s.Agenda == lea && s.Overlaps(slot.Interval)
			}) {
				t.Errorf("offered next: %v", page.Slots)
			}
			w.sound()
		})
	}
}
