package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// toCouple is the way to a slot of the couple's session.
func toCouple() []string {
	return []string{
		"> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui",
		"> tap Oui, tous les deux", "> tap Conseil conjugal et familial", "> type 1",
	}
}

// What does not depend on the answer stays, the slot too; the way back is the
// same as before.
func TestAChangedAnswerKeepsTheRest(t *testing.T) {
	s := play(t, toCouple()...)
	before := s.c
	s.play("> tap Changer une réponse")
	s.play("> tap De 0 à 5 ans")
	s.play("> tap De 6 à 11 ans")
	want := throughJSON(t, before)
	want.Answers["age"] = "6-11"
	got := s.c
	got.Data.Offered, want.Data.Offered = nil, nil
	if diff := cmp.Diff(want, got); diff != "" || s.desk.released > 0 {
		t.Errorf("%d holds released (-want +got):\n%s", s.desk.released, diff)
	}
}

func TestGivingUpAChangeChangesNothing(t *testing.T) {
	for _, answer := range []string{"Notre couple", "Grenoble (38000)", "De 0 à 5 ans", "Oui, tous les deux"} {
		s := play(t, toCouple()...)
		before := s.c
		for _, line := range []string{"> tap Changer une réponse", "> tap " + answer, "> type rien de tel", "> tap Retour"} {
			s.play(line)
		}
		if diff := cmp.Diff(before, s.c); diff != "" || s.desk.released > 0 {
			t.Errorf("%s: %d holds released (-want +got):\n%s", answer, s.desk.released, diff)
		}
	}
}

// The slot goes back once, when it is no longer hers to book.
func TestASlotThatNoLongerFitsIsGivenBack(t *testing.T) {
	for _, change := range [][]string{
		{"> tap Notre couple", "> tap Mon rôle de parent", "> tap Oui"}, // another offer
		{"> tap Grenoble (38000)", "> type 33000"},                      // another département
	} {
		s := play(t, toCouple()...)
		s.play("> tap Changer une réponse")
		for _, line := range change {
			s.play(line)
		}
		if s.desk.released != 1 || s.c.Data.Wanted.Slot != nil || s.c.Data.Wanted.Held {
			t.Errorf("%v: %d holds released, still wants %+v", change, s.desk.released, s.c.Data.Wanted)
		}
		s.play("> type 1")
		s.play("> type oui")
		if len(s.desk.bookings) != 1 {
			t.Errorf("%v: %d bookings", change, len(s.desk.bookings))
		}
	}
}

// What is booked goes by the changed answer, and never by the one before.
func TestWhatIsBookedGoesByTheChangedAnswer(t *testing.T) {
	s := play(t, toCouple()...)
	for _, line := range []string{"> tap Changer une réponse", "> tap De 0 à 5 ans", "> tap De 12 à 17 ans", "> type oui"} {
		s.play(line)
	}
	last := s.desk.asked[len(s.desk.asked)-1]
	if last.Kind != scheduling.DoBook || last.Facts["age"] != "12-17" {
		t.Errorf("asked for %s with %v", last.Kind, last.Facts)
	}
}
