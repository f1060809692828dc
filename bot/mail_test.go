package bot

import (
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// Whatever also goes by e-mail has the way back in the letter, and not in the
// conversation, where she is already.
func TestOnlyALetterSaysHowToComeBack(t *testing.T) {
	for _, kind := range []string{
		scheduling.TellReminder, scheduling.TellQuestionnaire, scheduling.TellBooked, scheduling.TellReleased,
		scheduling.TellNotMoved, scheduling.TellMovedByStaff, scheduling.TellDeleted,
	} {
		for _, address := range []string{"zoe@exemple.invalid", ""} {
			t.Run(kind+" "+address, func(t *testing.T) {
				s := newStageDoor(t)
				for _, line := range []string{
					"type bonjour", "tap Mon rôle de parent", "type 38000", "tap De 0 à 5 ans", "tap Oui", "type 1", "type oui",
				} {
					s.play(line)
				}
				s.c.Email = address
				b := s.desk.bookings["b1"]
				b.Proposed = &scheduling.Interval{Start: b.Start.Add(time.Hour), End: b.End.Add(time.Hour)}
				s.event(kind, "b1")
				m := s.messages[0]
				if m.Subject == "" || strings.Contains(m.Text, "/r/secret") {
					t.Errorf("subject %q, text %q", m.Subject, m.Text)
				}
				if wanted := address != ""; wanted != (m.Mail == "Pour répondre\u00a0: https://escale.example/r/secret") {
					t.Errorf("the letter adds %q", m.Mail)
				}
			})
		}
	}
}
