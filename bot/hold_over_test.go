package bot

import (
	"slices"
	"strings"
	"testing"

	"escale/scheduling"
)

// She reads the summary for longer than the slot is held: what she confirms is
// booked if it can be, and other slots come at once if it can't.
func TestConfirmingAfterTheHoldIsOver(t *testing.T) {
	for _, code := range []string{scheduling.OK, scheduling.Taken} {
		t.Run(code, func(t *testing.T) {
			s := newStageDoor(t)
			for _, line := range []string{
				"type bonjour", "tap Mon rôle de parent", "type 38000", "tap De 0 à 5 ans", "tap Oui", "type 1",
				"wait 11m", "desk " + code,
			} {
				s.play(line)
			}
			before := s.out.Len()
			s.play("type oui")
			said := s.out.String()[before:]
			asked := s.desk.asked[len(s.desk.asked)-1]
			if asked.Kind != scheduling.DoBook {
				t.Fatalf("the last command is %s", asked.Kind)
			}
			if code == scheduling.OK {
				if len(s.desk.bookings) != 1 || !strings.Contains(said, "C’est réservé") {
					t.Errorf("%d bookings, said\n%s", len(s.desk.bookings), said)
				}
				return
			}
			last := s.messages[len(s.messages)-1]
			slots := slices.ContainsFunc(last.Choices, func(c Choice) bool {
				return c.Role == Main && strings.Contains(c.Label, "nov.")
			})
			if s.c.Step != stepSlots || !slots || !strings.Contains(said, "Quelqu’un vient de prendre ce créneau") {
				t.Errorf("step %s, said\n%s", s.c.Step, said)
			}
		})
	}
}
