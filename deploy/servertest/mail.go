package servertest

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"testing"
)

//go:embed smtpd.py
var smtpd string

// Mail is a mail server, aiosmtpd, that takes every letter except those to
// nobody@… (refused) and full@… (refused for now).
type Mail struct {
	Port  int
	lines *bufio.Scanner
}

// Letter is a message as Python's e-mail library reads it.
type Letter struct {
	From    string
	To      []string
	Headers map[string]string // by lower-case name
	Type    string
	Parts   []Part
	Defects []string
}

// Part is a part of a letter that holds no others.
type Part struct{ Type, Method, Name, Content string }

// NewMail starts a mail server.
func NewMail(t testing.TB) *Mail {
	t.Helper()
	port, lines := child(t, exec.Command("/usr/bin/python3", "-c", smtpd), "python3-aiosmtpd")
	return &Mail{Port: port, lines: lines}
}

// Next waits for the next letter; ok is false when the server has ended. Only
// one goroutine at a time may wait.
func (m *Mail) Next() (l Letter, ok bool, err error) {
	if !m.lines.Scan() {
		if err = m.lines.Err(); errors.Is(err, os.ErrClosed) { // stopped with the test
			err = nil
		}
		return Letter{}, false, err
	}
	err = json.Unmarshal(m.lines.Bytes(), &l)
	return l, true, err
}
