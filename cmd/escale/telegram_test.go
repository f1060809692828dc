package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"escale/bot"
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
	s.goesOnElsewhere(p)
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
	s.goesOnInTelegram(p)
	sharesHerNumber(p)
	if log := s.process.output(); strings.Contains(log, "emulated-token") || strings.Contains(log, fmt.Sprint(p.Chat)) {
		t.Errorf("the log holds the token or the chat:\n%s", log)
	}
}

// goesOnElsewhere opens in a browser the conversation that a telephone has, by the
// code that the telephone shows.
func (s *service) goesOnElsewhere(p *servertest.Phone) {
	s.t.Helper()
	p.Command("/ailleurs")
	browser := s.parent()
	browser.open("/continuer/" + codeIn(s.t, p.Hears(said("say.passage")).Text))
	browser.tap("Ouvrir")
	browser.sees("Vous retrouvez ici votre conversation")
	p.Hears(said("say.passage-opened"))
	browser.say("/rdv")
	browser.sees(said("say.reference"))
}

// goesOnInTelegram has a telephone go on with a conversation that began in a
// browser, by the link that the browser shows. The code works once.
func (s *service) goesOnInTelegram(p *servertest.Phone) {
	s.t.Helper()
	browser := s.parent()
	browser.tap("Mon rôle de parent")
	browser.say("/ailleurs")
	code := codeIn(s.t, browser.text())
	links := browser.links("start=" + bot.CarryPayload(code))
	if len(links) == 0 {
		s.t.Error("no button opens Telegram with the code")
	}
	p.Command("/start " + bot.CarryPayload(code))
	p.Hears(said("say.passage-here"))
	p.Say("38000")
	p.Hears("Quel âge")
	s.hears(browser, said("say.passage-opened"))
	p.Command("/start " + bot.CarryPayload(code))
	p.Hears(said("say.passage-no-code"))
}

// sharesHerNumber asks to be called, and gives the number by a contact card: the
// other parent's is not read, hers is.
func sharesHerNumber(p *servertest.Phone) {
	p.Say("rappelez-moi")
	p.Hears(said("ask.call-number"))
	p.Card("33199004712", p.Chat+1)
	p.Hears(said("say.call-other-card"))
	p.Card("33199004711", p.Chat)
	p.Tap(p.Hears(said("ask.call-part")), said("tap.any-time"))
	p.Hears(unbroken(herNumber))
}

var saidCode = regexp.MustCompile(`ce code\W*([2-9A-Z]{4})\W+([2-9A-Z]{4})`)

// codeIn is the code that a text says.
func codeIn(t testing.TB, text string) string {
	t.Helper()
	code := saidCode.FindStringSubmatch(text)
	if code == nil {
		t.Fatalf("no code: %s", text)
	}
	return code[1] + code[2]
}

// crash is kill −9, and a start on the same data.
func (s *service) crash() {
	s.t.Helper()
	s.process.kill()
	s.serve()
}
