package bot

import (
	"strings"
	"testing"

	"escale/scheduling"
)

const noLonger = "Ce bouton n’est plus valable."

// She confirms what she reads: the button of an earlier summary, of another slot or
// another way to meet, books nothing and shows what is held now.
func TestAnEarlierSummaryConfirmsNothing(t *testing.T) {
	to := []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38100", "> type 3 ans", "> tap Oui", "> type 1"}
	for name, turns := range map[string][]string{
		"another slot": {"> tap Retour", "> type 2"},
		"by telephone": {"> tap Plutôt par téléphone"},
	} {
		s := play(t, to...)
		earlier := s.find("Oui, je confirme")
		for _, line := range turns {
			s.play(line)
		}
		held := *s.c.Data.Wanted.Slot
		s.play("> forge " + earlier)
		if s.c.Step != stepSummary || len(s.desk.bookings) > 0 || !strings.HasPrefix(ordinary(s.messages[0].Text), noLonger) {
			t.Errorf("%s: at %s with %d bookings: %q", name, s.c.Step, len(s.desk.bookings), s.messages[0].Text)
		}
		s.play("> tap Oui, je confirme")
		if b := s.desk.bookings["b1"]; b == nil || slotKey(b.Slot) != slotKey(held) {
			t.Errorf("%s: then booked %+v, held %+v", name, b, held)
		}
	}
}

// She accepts the time she reads: moved once more, the first message's button shows
// the second time.
func TestAnEarlierMoveAcceptsNothing(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type 38100", "> type 3 ans", "> tap Oui", "> type 1", "> type oui",
		"> moved b1 2026-11-26T13:00:00Z")
	earlier := s.find("C’est d’accord")
	s.play("> moved b1 2026-11-27T09:00:00Z")
	s.out.Reset()
	s.play("> forge " + earlier)
	if out := s.out.String(); strings.Contains(out, scheduling.DoAccept) || !strings.Contains(out, "vendredi 27 novembre") {
		t.Errorf("an earlier button did this:\n%s", out)
	}
	s.out.Reset()
	s.play("> tap C’est d’accord")
	if out := s.out.String(); !strings.Contains(out, "~ "+scheduling.DoAccept) {
		t.Errorf("the latest button did this:\n%s", out)
	}
}

// Staff may have put it back before she is told: there is nothing to accept then.
func TestAMoveTakenBackBeforeItIsTold(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type 38100", "> type 3 ans", "> tap Oui", "> type 1", "> type oui")
	s.event(scheduling.TellMovedByStaff, "b1")
	if out := s.out.String(); strings.Contains(out, "[C’est d’accord]") {
		t.Errorf("nothing is to be accepted:\n%s", out)
	}
}

// She agrees to be counted for the partner that she was asked about, and no other.
func TestAnEarlierPartnersQuestionAgreesToNothing(t *testing.T) {
	for name, to := range map[string][]string{
		"first":  {},
		"midway": {"> type bonjour", "> tap Mon rôle de parent"},
	} {
		s := play(t, append(to, "> start partner pmi-exempleville")...)
		earlier := s.find("Oui, j’accepte")
		s.play("> start partner ecole-des-modeles")
		s.play("> forge " + earlier)
		if sent := s.c.Data.Sent; sent.Agreed || sent.Partner != "ecole-des-modeles" {
			t.Errorf("%s: an earlier button made it %+v", name, sent)
		}
		s.play("> start partner ecole-des-modeles")
		s.play("> tap Oui, j’accepte")
		if sent := s.c.Data.Sent; !sent.Agreed || sent.Partner != "ecole-des-modeles" {
			t.Errorf("%s: the latest button made it %+v", name, sent)
		}
	}
}
