package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestKilledWhileBooking kills the demo at the n-th write to its disk that a
// confirmation causes, as kill −9 would, and starts it again: the parent finds
// her place, what was acknowledged is there, and the calendar, read by a client
// that nobody here wrote, has the session once.
func TestKilledWhileBooking(t *testing.T) {
	t.Parallel()
	cut := make(chan bool, 6)
	t.Run("at", func(t *testing.T) {
		for nth := 1; nth <= cap(cut); nth++ {
			t.Run(fmt.Sprintf("write %d", nth), func(t *testing.T) {
				t.Parallel()
				cut <- !killedWhileBooking(t, nth)
			})
		}
	})
	close(cut)
	n := 0
	for c := range cut {
		if c {
			n++
		}
	}
	if n < 3 {
		t.Errorf("only %d of the kills came before the answer: the test proves too little", n)
	}
}

// killedWhileBooking reports whether the confirmation was answered all the same.
func killedWhileBooking(t *testing.T, nth int) (acknowledged bool) {
	data := t.TempDir()
	p := start(t, "demo", "-data", data, "-listen", "127.0.0.1:0")
	address := strings.TrimPrefix(p.base, "http://")
	mum := newParent(t, p.base)
	mum.tap("Mon rôle de parent")
	mum.say("38000")
	mum.tap("De 0 à 5 ans")
	mum.tap("Oui")
	slot := mum.button("Centre social des Tilleuls")
	mum.send(slot)

	confirm := mum.form(mum.button("Oui, je confirme"))
	killAtSync(t, p, nth)
	resp, err := mum.http.PostForm(confirm.action, confirm.fields)
	if err == nil {
		resp.Body.Close()
		acknowledged = true
		p.kill()
	}
	<-p.done

	p = start(t, "demo", "-data", data, "-listen", address)
	defer func() {
		if t.Failed() {
			t.Logf("she was told: %s", mum.text())
		}
	}()
	mum.open("/")
	if acknowledged {
		mum.sees("C’est réservé")
	}
	if b := mum.button("Oui, je confirme"); b != nil {
		mum.send(b) // as she would, seeing that nothing had happened
	}
	p.until("the booking is there", func() bool {
		mum.open("/")
		// A calendar that was slow to answer after the restart confirms later.
		return strings.Contains(mum.text(), "C’est réservé") || strings.Contains(mum.text(), "C’est confirmé")
	})
	mum.tap("Mes rendez-vous")
	if n := strings.Count(mum.last(), "Référence"); n != 1 {
		t.Errorf("%d appointments, want one: %s", n, mum.last())
	}
	p.until("the calendar has the session", func() bool { return hostedSessions(t, p.base) > 0 })
	if n := hostedSessions(t, p.base); n != 1 {
		t.Errorf("the calendar has the session %d times", n)
	}
	return acknowledged
}

// killAtSync has the process killed when it asks for the n-th time from now that
// what it wrote be on the disk, before the disk does it.
func killAtSync(t *testing.T, p *process, nth int) {
	t.Helper()
	tracer := exec.Command("strace", "-f", "-qq", "-e", "trace=fsync,fdatasync",
		"-e", fmt.Sprintf("inject=fsync,fdatasync:signal=KILL:when=%d", nth), "-p", strconv.Itoa(p.cmd.Process.Pid))
	if err := tracer.Start(); err != nil {
		t.Fatalf("strace (Debian package): %v", err)
	}
	t.Cleanup(func() {
		_ = tracer.Process.Kill()
		_ = tracer.Wait()
	})
	// Work of the program's own may write first, and be what kills it.
	p.until("strace looks on", func() bool { return p.ended() || traced(p.cmd.Process.Pid) })
}

// traced reports whether every thread of a process has a tracer.
func traced(pid int) bool {
	status, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil || len(status) == 0 {
		return false
	}
	for _, file := range status {
		b, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(b), "TracerPid:\t0\n") {
			return false
		}
	}
	return true
}

// hostedSessions counts Escale's sessions in the calendars of the demo's
// structure, read by python3-caldav.
func hostedSessions(t testing.TB, base string) int {
	t.Helper()
	const script = `
import sys, caldav
client = caldav.DAVClient(sys.argv[1] + "/caldav/", username="tilleuls", password="demo-tilleuls")
n = 0
for c in client.principal().calendars():
    for e in c.events():
        n += e.data.count("SUMMARY:Escale ·")
print(n)
`
	out, err := exec.Command("/usr/bin/python3", "-c", script, base).Output()
	if err != nil {
		t.Fatalf("python3-caldav (Debian package): %v", err)
	}
	var n int
	if _, err := fmt.Sscan(string(out), &n); err != nil {
		t.Fatal(err)
	}
	return n
}
