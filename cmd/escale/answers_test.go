package main

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
)

// A structure that has no calendar to write to says no by mail, as Outlook does
// when somebody declines.
func TestAStructureDeclinesTheInvitation(t *testing.T) {
	t.Parallel()
	box := servertest.NewMailbox(t, "bonjour", "secret")
	s := newService(t, "imap_host: "+box.Host, fmt.Sprintf("imap_port: %d", box.Port), "imap_tls: none",
		"imap_username: bonjour", "imap_password_file: imap.password")
	s.withoutCalendar()
	s.file("imap.password", "wrong\n")
	if c := execute(t, "", "check", "-config", s.config); c.code != 1 || !strings.Contains(c.out, "imap_host: mailbox "+box.Host) {
		t.Errorf("check says %d:\n%s", c.code, c.out)
	}
	s.file("imap.password", "secret\n")
	if c := execute(t, "", "check", "-config", s.config); strings.Contains(c.out, "imap") {
		t.Errorf("check says of a mailbox that can be read:\n%s", c.out)
	}
	s.serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))

	letter, invited := s.mail.invitation(structureMail, 1)
	if text := letter.Parts[0].Content; !strings.Contains(text, "Refusez l’invitation") {
		t.Errorf("the letter does not say how to decline:\n%s", text)
	}
	if s.offers(invited.Start) {
		t.Fatal("the booked time is offered")
	}
	invitation := calendarIn(letter)
	box.Deliver(declining(strings.ReplaceAll(invitation, structureMail, "autre@essai.invalid")))
	box.Deliver(declining(strings.Replace(invitation, "UID:escale.", "UID:escale.X", 1)))
	box.Deliver("Subject: Bonjour\r\n\r\nJe ne peux pas venir.\r\n")
	box.Deliver(declining(invitation))
	s.hears(mum, said("told.deleted"))
	if !s.offers(invited.Start) {
		t.Error("the declined time is not offered again")
	}
	mum.tap(said("tap.again"))
	mum.press(".slots.s-")
	mum.tap(said("tap.confirm"))
	s.hears(mum, "Séance 1 sur 3") // the declined one does not count
	if _, second := s.mail.invitation(structureMail, 2); second.Method != "REQUEST" || second.UID == invited.UID {
		t.Errorf("after the answer, the structure was sent %s of %s", second.Method, second.UID)
	}
}

// withoutCalendar leaves the structure with fixed hours and nothing else.
func (s *service) withoutCalendar() {
	name := "programme/structures/centre-social-des-tilleuls.yaml"
	text := s.read(name)
	from, to := strings.Index(text, "caldav:"), strings.Index(text, "agendas:")
	text = text[:from] + text[to:]
	s.file(name, strings.NewReplacer("    open: [Escale]\n", "    hours:\n      - {from: \"12:00\", to: \"16:00\"}\n", "    busy: [Agenda]\n", "").Replace(text))
}

// offers reports whether a slot that starts then is offered at the structure.
func (s *service) offers(start time.Time) bool {
	s.t.Helper()
	return slices.ContainsFunc(s.slots("centre-social-des-tilleuls"), func(slot jsonSlot) bool {
		return slot.Start == start.UTC().Format(time.RFC3339)
	})
}

// declining is the letter that says no to an invitation.
func declining(invitation string) string {
	reply := strings.NewReplacer("METHOD:REQUEST", "METHOD:REPLY", "PARTSTAT=NEEDS-ACTION", "PARTSTAT=DECLINED").
		Replace(strings.ReplaceAll(strings.ReplaceAll(invitation, "\r\n", "\n"), "\n ", ""))
	return strings.ReplaceAll("From: accueil <"+structureMail+">\nTo: bonjour@escale.example\nSubject: =?utf-8?Q?Refus=C3=A9?=\n"+
		"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=essai\n\n"+
		"--essai\nContent-Type: text/plain; charset=utf-8\n\nPas ce jour.\n"+
		"--essai\nContent-Type: text/calendar; method=REPLY; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"+
		base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(reply, "\n", "\r\n")))+"\n--essai--\n", "\n", "\r\n")
}
