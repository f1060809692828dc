package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// mailbox is a mail server that nobody here wrote, keeping what it received.
type mailbox struct {
	t    testing.TB
	port int

	mu      sync.Mutex // guards letters
	letters []letter
}

// letter is a message as Python's e-mail library reads it.
type letter struct {
	To      []string
	Headers map[string]string
	Parts   []struct{ Type, Method, Content string }
	Defects []string
}

// startMailbox runs python3-aiosmtpd on this machine.
func startMailbox(t testing.TB) *mailbox {
	t.Helper()
	cmd := exec.Command("/usr/bin/python3", "../../bot/email/testdata/smtpd.py")
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = hold.Close()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	m := &mailbox{t: t}
	var hello struct{ Port int }
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &hello) != nil {
		t.Fatal("no mail server: install the Debian package python3-aiosmtpd")
	}
	m.port = hello.Port
	go m.keep(lines)
	return m
}

func (m *mailbox) keep(lines *bufio.Scanner) {
	for lines.Scan() {
		var l letter
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			m.t.Errorf("a letter is unreadable: %v", err)
			return
		}
		m.mu.Lock()
		m.letters = append(m.letters, l)
		m.mu.Unlock()
	}
}

// invitations are the letters with an invitation to an address, in order of
// arrival.
func (m *mailbox) invitations(to string) []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []letter
	for _, l := range m.letters {
		if slices.Contains(l.To, to) && l.calendar() != "" {
			found = append(found, l)
		}
	}
	return found
}

// calendar is the invitation in a letter.
func (l letter) calendar() string {
	for _, p := range l.Parts {
		if p.Type == "text/calendar" {
			return p.Content
		}
	}
	return ""
}

// invitation waits for the nth invitation to an address and reads it.
func (m *mailbox) invitation(to string, nth int) (letter, occurrence) {
	m.t.Helper()
	wait(m.t, "an invitation to "+to, func() bool { return len(m.invitations(to)) >= nth })
	l := m.invitations(to)[nth-1]
	if len(l.Defects) > 0 {
		m.t.Errorf("the letter has defects: %v", l.Defects)
	}
	found := parseEvents(m.t, l.calendar())
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
	away := freeAddress(t)
	_, port, _ := strings.Cut(away, ":")
	s.file("escale.yaml", strings.Replace(s.read("escale.yaml"), fmt.Sprintf("smtp_port: %d", s.mail.port), "smtp_port: "+port, 1))
	s.serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	s.process.until("the letter could not be sent", func() bool {
		return strings.Contains(s.process.output(), "kind=invite")
	})
	relay(t, away, s.mail.port)
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
