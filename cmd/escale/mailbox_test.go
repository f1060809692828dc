package main

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"escale/deploy/servertest"
)

// mailbox keeps what a mail server received.
type mailbox struct {
	*servertest.Mail
	t testing.TB

	mu      sync.Mutex // guards letters
	letters []servertest.Letter
}

func startMailbox(t testing.TB) *mailbox {
	t.Helper()
	m := &mailbox{Mail: servertest.NewMail(t), t: t}
	go m.keep()
	return m
}

func (m *mailbox) keep() {
	for {
		l, ok, err := m.Next()
		if err != nil {
			m.t.Errorf("a letter is unreadable: %v", err)
		}
		if !ok || err != nil {
			return
		}
		m.mu.Lock()
		m.letters = append(m.letters, l)
		m.mu.Unlock()
	}
}

// invitations are the letters with an invitation to an address, in order of
// arrival.
func (m *mailbox) invitations(to string) []servertest.Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []servertest.Letter
	for _, l := range m.letters {
		if slices.Contains(l.To, to) && calendarIn(l) != "" {
			found = append(found, l)
		}
	}
	return found
}

// calendarIn is the invitation in a letter.
func calendarIn(l servertest.Letter) string {
	for _, p := range l.Parts {
		if p.Type == "text/calendar" {
			return p.Content
		}
	}
	return ""
}

// invitation waits for the nth invitation to an address and reads it.
func (m *mailbox) invitation(to string, nth int) (servertest.Letter, occurrence) {
	m.t.Helper()
	wait(m.t, "an invitation to "+to, func() bool { return len(m.invitations(to)) >= nth })
	l := m.invitations(to)[nth-1]
	if len(l.Defects) > 0 {
		m.t.Errorf("the letter has defects: %v", l.Defects)
	}
	found := parseEvents(m.t, calendarIn(l))
	if len(found) != 1 {
		m.t.Fatalf("%d events in the invitation", len(found))
	}
	for _, p := range l.Parts {
		if p.Type == "text/calendar" && !strings.EqualFold(p.Method, found[0].Method) {
			m.t.Errorf("the part says %s, the object %s", p.Method, found[0].Method)
		}
	}
	return l, found[0]
}

func TestAMailServerThatIsAwayLosesNoInvitation(t *testing.T) {
	t.Parallel()
	s := newService(t)
	away := servertest.FreeAddress(t)
	_, port, _ := strings.Cut(away, ":")
	s.file("escale.yaml", strings.Replace(s.read("escale.yaml"), fmt.Sprintf("smtp_port: %d", s.mail.Port), "smtp_port: "+port, 1))
	s.serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	s.process.until("the letter could not be sent", func() bool {
		return strings.Contains(s.process.output(), "kind=invite")
	})
	relay(t, away, s.mail.Port)
	if _, first := s.mail.invitation(structureMail, 1); first.Method != "REQUEST" {
		t.Errorf("once the mail server is back, the structure is mailed %s", first.Method)
	}
}

// relay opens an address that leads to a port of this machine.
func relay(t *testing.T, address string, port int) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				in.Close()
				continue
			}
			go func() { _, _ = io.Copy(out, in); out.Close() }()
			go func() { _, _ = io.Copy(in, out); in.Close() }()
		}
	}()
}
