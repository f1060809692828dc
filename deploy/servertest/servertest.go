// Package servertest starts, for tests only, what nobody here wrote: CalDAV
// servers, aiosmtpd and telegram-test-api, on loopback and ended with the test,
// and vdirsyncer and khal as staff use them. One that is missing fails the test
// with the name of its Debian package.
package servertest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"
	"time"
)

// child starts a program that prints {"port": N} first and ends with its input.
// It returns the port and the lines that follow.
func child(t testing.TB, cmd *exec.Cmd, debian string) (port int, lines *bufio.Scanner) {
	t.Helper()
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: install the Debian package %s", err, debian)
	}
	end := func() {
		_ = hold.Close()
		_ = cmd.Wait()
	}
	lines = bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	var hello struct{ Port int }
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &hello) != nil {
		end()
		t.Fatalf("no server: install the Debian package %s\n%s", debian, complaints.String())
	}
	t.Cleanup(end)
	return hello.Port, lines
}

// wait polls a condition, for half a minute at most.
func wait(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(90 * time.Second); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
