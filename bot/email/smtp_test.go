package email_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/bot/email"
	"escale/deploy/servertest"
)

// server is a client of a mail server that we did not write.
type server struct {
	*email.SMTP
	mail *servertest.Mail
}

var sentAt = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

func newServer(t *testing.T) *server {
	t.Helper()
	mail := servertest.NewMail(t)
	client, err := email.NewSMTP(email.SMTPConfig{
		Host: "127.0.0.1", Port: mail.Port, TLS: email.Plain, From: "Escale <escale@exemple.invalid>",
		Timeout: 10 * time.Second, Clock: func() time.Time { return sentAt },
	})
	if err != nil {
		t.Fatal(err)
	}
	return &server{client, mail}
}

func (s *server) next(t *testing.T) servertest.Letter {
	t.Helper()
	l, ok, err := s.mail.Next()
	if !ok || err != nil {
		t.Fatalf("no letter: %v", err)
	}
	if len(l.Defects) > 0 {
		t.Errorf("defects: %v", l.Defects)
	}
	return l
}

const invitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Escale – séance\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestAnInvitationArrivesWhole(t *testing.T) {
	s := newServer(t)
	err := s.Post(t.Context(), email.Letter{
		To: "Maison Imaginaire <maison@exemple.invalid>", Subject: "Rendez-vous du mardi 24 à 9 h",
		Text: "Bonjour,\n\nUne séance est réservée.", Language: "fr", Calendar: []byte(invitation), Method: "REQUEST",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := s.next(t)
	if got.Type != "multipart/alternative" || got.From != "escale@exemple.invalid" || !cmp.Equal(got.To, []string{"maison@exemple.invalid"}) {
		t.Errorf("envelope %+v", got)
	}
	for name, want := range map[string]string{
		"subject": "Rendez-vous du mardi 24 à 9 h", "to": "Maison Imaginaire <maison@exemple.invalid>",
		"from": "Escale <escale@exemple.invalid>", "date": "Mon, 23 Nov 2026 09:30:00 +0000",
		"auto-submitted": "auto-generated", "content-language": "fr",
	} {
		if got.Headers[name] != want {
			t.Errorf("%s: %q, want %q", name, got.Headers[name], want)
		}
	}
	want := []servertest.Part{
		{Type: "text/plain", Content: "Bonjour,\r\n\r\nUne séance est réservée."},
		{Type: "text/calendar", Method: "REQUEST", Content: invitation},
	}
	for i := range got.Parts {
		got.Parts[i].Content = strings.TrimSuffix(got.Parts[i].Content, "\r\n")
	}
	want[1].Content = strings.TrimSuffix(invitation, "\r\n")
	if diff := cmp.Diff(want, got.Parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func TestAMessageArrivesWithItsLinksAndFile(t *testing.T) {
	s := newServer(t)
	channel := email.NewChannel(s)
	err := channel.Send(t.Context(), bot.Recipient{Address: "zoe@exemple.invalid"}, bot.Message{
		Subject: "Votre rendez-vous", Text: "C'est demain.", Language: "fr", Mail: "Pour répondre : https://exemple.invalid/r/y",
		Choices:  []bot.Choice{{ID: "rdv", Label: "Mes rendez-vous"}, {Label: "Ouvrir", URL: "https://exemple.invalid/r/x"}},
		Document: &bot.Document{Name: "../seance.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR\r\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := s.next(t)
	if len(got.Parts) != 2 {
		t.Fatalf("parts %+v", got.Parts)
	}
	text := got.Parts[0].Content
	if !strings.Contains(text, "C'est demain.") || !strings.Contains(text, "https://exemple.invalid/r/x") || strings.Contains(text, "Mes rendez-vous") ||
		!strings.HasSuffix(strings.TrimSpace(text), "\r\n\r\nPour répondre : https://exemple.invalid/r/y") {
		t.Errorf("text %q", text)
	}
	if file := got.Parts[1]; file.Name != "seance.ics" || file.Type != "text/calendar" || file.Content != "BEGIN:VCALENDAR\r\n" {
		t.Errorf("file %+v", file)
	}
}

func TestNoFieldAddsAHeaderOrARecipient(t *testing.T) {
	s := newServer(t)
	err := s.Post(t.Context(), email.Letter{
		To: "zoe@exemple.invalid", Subject: "Bonjour\r\nBcc: tiers@exemple.invalid\r\n\r\ncorps",
		Language: "fr\r\nX-Forged: 1", Text: "Texte\r\n.\r\nMAIL FROM:<x@exemple.invalid>",
		Attachments: []bot.Document{{Name: "a\r\nX-Forged: 2.ics", Type: "text/plain\r\nX-Forged: 3", Data: []byte("x")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := s.next(t)
	if !cmp.Equal(got.To, []string{"zoe@exemple.invalid"}) || got.Headers["bcc"] != "" || got.Headers["x-forged"] != "" {
		t.Errorf("forged: %+v", got)
	}
	if want := "Bonjour Bcc: tiers@exemple.invalid corps"; got.Headers["subject"] != want {
		t.Errorf("subject %q, want %q", got.Headers["subject"], want)
	}
	for _, to := range []string{
		"", "zoe", "zoe@exemple.invalid, tiers@exemple.invalid", "zoe@exemple.invalid\r\nBcc: tiers@exemple.invalid", "Zoé\n <zoe@exemple.invalid>",
	} {
		if err := s.Post(t.Context(), email.Letter{To: to, Text: "x"}); !errors.Is(err, email.ErrAddress) {
			t.Errorf("to %q: %v, want ErrAddress", to, err)
		}
	}
	bad := email.Letter{To: "zoe@exemple.invalid", Calendar: []byte(invitation), Method: "REQUEST\r\nX-Forged: 1"}
	if err := s.Post(t.Context(), bad); err == nil {
		t.Error("a forged method was accepted")
	}
}

func TestRefusalsAreToldApartWithoutTheAddress(t *testing.T) {
	s := newServer(t)
	channel := email.NewChannel(s)
	for to, forGood := range map[string]bool{"nobody@exemple.invalid": true, "full@exemple.invalid": false} {
		err := channel.Send(t.Context(), bot.Recipient{Address: to}, bot.Message{Subject: "x", Text: "x"})
		if err == nil || errors.Is(err, bot.ErrRefused) != forGood {
			t.Errorf("%s: %v, for good: want %v", to, err, forGood)
		}
		if err != nil && strings.Contains(err.Error(), "@") {
			t.Errorf("the error quotes the address: %v", err)
		}
	}
	err := channel.Send(t.Context(), bot.Recipient{Address: "zoe@exemple.invalid"}, bot.Message{Text: "119", Purge: true})
	if !errors.Is(err, bot.ErrRefused) {
		t.Errorf("emergency numbers were mailed: %v", err)
	}
}

func TestAServerThatIsAwayIsTriedAgain(t *testing.T) {
	s, err := email.NewSMTP(email.SMTPConfig{
		Host: "127.0.0.1", Port: 1, TLS: email.Plain, From: "escale@exemple.invalid", Clock: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	err = email.NewChannel(s).Send(t.Context(), bot.Recipient{Address: "zoe@exemple.invalid"}, bot.Message{Text: "x"})
	if err == nil || errors.Is(err, bot.ErrRefused) {
		t.Errorf("%v, want an error that may pass", err)
	}
}

func TestAConfigurationThatCannotWorkIsRefused(t *testing.T) {
	for name, c := range map[string]email.SMTPConfig{
		"sender": {Host: "127.0.0.1", From: "escale"},
		"TLS":    {Host: "127.0.0.1", From: "escale@exemple.invalid", TLS: "maybe"},
		"host":   {From: "escale@exemple.invalid"},
	} {
		if _, err := email.NewSMTP(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
