package bot

import (
	"strings"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// placed is a booking in the demo's first agenda, at a place of its own.
func placed(t *testing.T, s *stageDoor, place string) (session, *turn, scheduling.Booking) {
	t.Helper()
	turn := s.d.begin(Conversation{Language: "fr"}, s.now)
	b := scheduling.Booking{ID: "b1", Reference: "K7M2-P1", State: scheduling.Booked, Mode: programme.InPerson}
	b.Slot = scheduling.Slot{
		Offer: "accompagnement", Structure: "centre-social-des-tilleuls", Agenda: "centre-social-des-tilleuls/mirabelle",
		Modes: []string{programme.InPerson}, Place: place, Video: "https://visio.example/autre",
		Interval: scheduling.Interval{Start: s.now, End: s.now.Add(time.Hour)},
	}
	return turn.session(b.Slot, b.Mode), turn, b
}

// A session elsewhere is said to be there on the button, in the details and in
// her calendar file, without the way into the structure.
func TestPlaceElsewhere(t *testing.T) {
	s := newStageDoor(t)
	const antenne = "Antenne des Roses-Imaginaires de Voiron, 3 rue Imaginaire, 38500 Voiron"
	session, turn, b := placed(t, s, antenne)
	if got := turn.button(session); !strings.Contains(got, "Tilleuls-Imaginaires, Antenne des Roses-Imaginaires") || strings.Contains(got, "Grenoble") {
		t.Errorf("button %q", got)
	}
	details := strings.Join(turn.details(session, b), "\n")
	if !strings.Contains(details, antenne) || strings.Contains(details, "allée des Tilleuls") || strings.Contains(details, "porte bleue") {
		t.Errorf("details %q", details)
	}
	if e := turn.entry(session, b); e.Location != antenne {
		t.Errorf("her calendar says %q", e.Location)
	}
	session.mode = programme.Video
	if got := turn.atDistance(session, b); !strings.Contains(got, "https://visio.example/autre") || strings.Contains(got, "mirabelle") {
		t.Errorf("by video: %q", got)
	}
}

// A room at the structure comes with the address and the way in.
func TestPlaceInside(t *testing.T) {
	s := newStageDoor(t)
	const room = "12 allée des Tilleuls-Imaginaires, 38000 Grenoble, Salle 2"
	session, turn, b := placed(t, s, room)
	if got := turn.button(session); !strings.Contains(got, "Grenoble") {
		t.Errorf("button %q", got)
	}
	if details := strings.Join(turn.details(session, b), "\n"); !strings.Contains(details, room) || !strings.Contains(details, "porte bleue") {
		t.Errorf("details %q", details)
	}
}
