package main

import (
	"fmt"
	"strings"
	"testing"

	"escale/deploy/servertest"
)

// A message that was sent and not yet noted as sent when the process was killed
// is sent again: what counts is that there is one booking, and one cancellation.
func TestAParentBooksOnTelegramThroughCrashes(t *testing.T) {
	t.Parallel()
	p := servertest.NewPhone(t)
	s := newService(t, "telegram_token_file: telegram.token", "telegram_api: "+p.URL)
	s.file("telegram.token", p.Token+"\n")
	s.serve()

	p.Command("/start")
	p.Tap(p.Hears("De quoi aimeriez-vous"), "Mon rôle de parent")
	p.Hears(said("ask.postcode"))
	p.Say("38000")
	p.Tap(p.Hears("Quel âge"), "De 0 à 5 ans")
	safety := p.Hears("en sécurité")
	s.crash()
	p.Tap(safety, "Oui")
	p.Tap(p.Hears(said("ask.slots")), ".slots.s-")
	summary := p.Hears(said("ask.summary"))
	s.crash()
	p.Tap(summary, said("tap.confirm"))
	p.Hears(said("say.placing"))
	s.crash() // in the middle of booking
	p.Hears(said("say.booked"))
	s.crash()
	p.Command("/rdv")
	card := p.Hears(said("say.appointment"))
	if n := strings.Count(card.Text, said("say.reference")); n != 1 {
		t.Errorf("%d appointments after the crash: %s", n, card.Text)
	}
	if there := s.radicale.staff("list", "Agenda"); len(there) != 1 {
		t.Errorf("%d events in the calendar, want 1", len(there))
	}

	p.Tap(card, said("tap.cancel-it"))
	sure := p.Hears(said("ask.cancel"))
	p.Tap(sure, said("tap.yes-cancel"))
	p.Hears(said("say.cancelled"))
	s.crash()
	wait(t, "the session has left the calendar", func() bool { return len(s.radicale.staff("list", "Agenda")) == 0 })
	_, last := s.mail.invitation(structureMail, 2)
	if last.Method == "REQUEST" { // killed between its sending and the note of it
		_, last = s.mail.invitation(structureMail, 3)
	}
	if last.Method != "CANCEL" {
		t.Errorf("the structure is mailed %s", last.Method)
	}
	if log := s.process.output(); strings.Contains(log, "emulated-token") || strings.Contains(log, fmt.Sprint(p.Chat)) {
		t.Errorf("the log holds the token or the chat:\n%s", log)
	}
}

// crash is kill −9, and a start on the same data.
func (s *service) crash() {
	s.t.Helper()
	s.process.kill()
	s.serve()
}
