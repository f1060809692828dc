package bot

import (
	"strings"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// toSummary leads to a slot that may also be by video or by phone.
var toSummary = []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1"}

// The link of a video room opens every session held there: it is told to whom
// the appointment is confirmed, and never in a reminder.
func TestVideoLinkIsForConfirmedAppointments(t *testing.T) {
	const link = "https://visio.tilleuls.example/mirabelle"
	s := play(t, append(toSummary, "> tap Plutôt en visio", "> desk pending", "> tap Oui, je confirme", "> tap Mes rendez-vous")...)
	if strings.Contains(s.out.String(), link) {
		t.Error("the link was told before the appointment was confirmed")
	}
	s.play("> confirmed b1")
	m := s.messages[0]
	if !strings.Contains(m.Text, "\n"+link+"\n") || !strings.Contains(string(m.Document.Data), link) {
		t.Errorf("the confirmation or its file has no link: %q, %q", m.Text, m.Document.Data)
	}
	s.play("> type amina.exemple@courriel.example")
	s.play("> reminder b1")
	if m := s.messages[0]; strings.Contains(m.Text+m.Subject, "visio") {
		t.Errorf("a reminder tells: %q, %q", m.Subject, m.Text)
	}
	s.play("> tap Voir le rendez-vous")
	if !strings.Contains(s.messages[0].Text, "\n"+link+"\n") {
		t.Errorf("details without the link: %q", s.messages[0].Text)
	}
}

// In an app that keeps the conversation itself, the entry of her calendar leads
// to the room.
func TestVideoEntryWithoutReturnLink(t *testing.T) {
	s := newStageDoor(t)
	config := s.d.DialogueConfig
	config.Links = Links{}
	s.d = NewDialogue(config)
	for _, line := range append(toSummary, "> tap Plutôt en visio", "> tap Oui, je confirme") {
		s.play(line)
	}
	if want := "alarms [48h0m0s 2h0m0s], https://visio.tilleuls.example/mirabelle,"; !strings.Contains(s.out.String(), want) {
		t.Errorf("no %q in %s", want, s.out.String())
	}
}

// What the programme no longer knows leaves a person to call, and no hole in a
// sentence.
func TestAtDistanceWithoutTheAgenda(t *testing.T) {
	s := newStageDoor(t)
	for _, mode := range []string{programme.Phone, programme.Video} {
		turn := s.d.begin(Conversation{Language: "fr"}, s.now)
		b := scheduling.Booking{ID: "b1", Reference: "K7M2-P1", State: scheduling.Booked}
		got := ordinary(turn.atDistance(turn.session(b.Slot, mode), b))
		if !strings.Contains(got, "01 99 00 12 34") || strings.Contains(got, "  ") {
			t.Errorf("%s: %q", mode, got)
		}
		turn.p = &programme.Programme{Controller: programme.Controller{Contact: programme.Contact{Name: "Accueil", Email: "accueil@caf-exemple.example"}}}
		if got := turn.atDistance(turn.session(b.Slot, mode), b); !strings.Contains(got, "Accueil, accueil@caf-exemple.example") {
			t.Errorf("%s without a number: %q", mode, got)
		}
	}
}

// A price in words stands alone; one with figures says that it is the price.
func TestPrice(t *testing.T) {
	turn := newStageDoor(t).d.begin(Conversation{Language: "fr"}, time.Time{})
	for price, want := range map[string]string{
		"": "", "Gratuit": "Gratuit.", "Gratuit.": "Gratuit.", "Selon vos revenus": "Selon vos revenus.",
		"5 €": "Prix : 5 €.", "de 2 à 10 €, selon vos revenus.": "Prix : de 2 à 10 €, selon vos revenus.",
	} {
		if got := ordinary(turn.price(programme.Offer{Price: programme.Text{"fr": price}})); got != want {
			t.Errorf("%q: %q, want %q", price, got, want)
		}
	}
}

// Each relay is a paragraph, and so is what follows: no address runs into the
// next sentence.
func TestRelaysAreParagraphs(t *testing.T) {
	s := play(t, "> type bonjour", "> tap L’argent ou le logement", "> type 38000", "> tap Un loyer en retard", "> tap Non")
	paragraphs := strings.Split(ordinary(s.messages[0].Text), "\n\n")
	want := "L’ADIL, conseil sur le logement\nConseils gratuits d’un juriste sur le loyer, le bail, l’expulsion, le logement indigne.\nhttps://www.anil.org"
	if len(paragraphs) != 6 || paragraphs[4] != want || !strings.HasPrefix(paragraphs[5], "Vous pouvez parler à une personne") {
		t.Errorf("%q", paragraphs)
	}
}

// What is done at once is said once: the hold's outcome brings the summary, and
// nothing else is said meanwhile.
func TestNoMessageBetweenTheTapAndItsOutcome(t *testing.T) {
	s := play(t, toSummary...)
	if len(s.messages) != 1 || !strings.HasPrefix(s.messages[0].Text, "Je vous garde ce créneau dix minutes.\n\n") {
		t.Errorf("%d messages: %q", len(s.messages), s.messages[0].Text)
	}
	if said := s.out.String(); strings.Contains(said, "Un instant") {
		t.Errorf("says to wait: %s", said)
	}
}
