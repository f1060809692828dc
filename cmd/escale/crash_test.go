package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestKilledWhileBooking kills the demo with kill −9 at different moments of a
// booking and starts it again: the parent finds her place, what was
// acknowledged is there, and the calendar, read by a client that nobody here
// wrote, has the session once.
func TestKilledWhileBooking(t *testing.T) {
	t.Parallel()
	for _, commits := range []int{1, 2, 4, 7} {
		t.Run(fmt.Sprintf("after %d writes", commits), func(t *testing.T) {
			t.Parallel()
			killedWhileBooking(t, commits)
		})
	}
}

func killedWhileBooking(t *testing.T, writes int) {
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

	acknowledged := make(chan bool, 1)
	confirm := mum.form(mum.button("Oui, je confirme"))
	from := walSize(t, data)
	go func() {
		resp, err := mum.http.PostForm(confirm.action, confirm.fields)
		if err == nil {
			resp.Body.Close()
		}
		acknowledged <- err == nil
	}()
	// A page of the log is 4 kB and its header; a small commit is one or two.
	for walSize(t, data) < from+int64(writes)*4096 && len(acknowledged) == 0 {
	}
	p.kill()
	done := <-acknowledged
	t.Logf("the confirmation was acknowledged before the kill: %v", done)

	p = start(t, "demo", "-data", data, "-listen", address)
	mum.open("/")
	if done {
		mum.sees("C’est réservé")
	}
	p.until("the booking is there, or can be confirmed", func() bool {
		mum.open("/")
		if b := mum.button("Oui, je confirme"); b != nil {
			mum.send(b)
		}
		return strings.Contains(mum.text(), "C’est réservé")
	})
	mum.tap("Mes rendez-vous")
	if n := strings.Count(mum.last(), "Référence"); n != 1 {
		t.Errorf("%d appointments, want one: %s", n, mum.last())
	}
	p.until("the calendar has the session", func() bool { return hostedSessions(t, p.base) > 0 })
	if n := hostedSessions(t, p.base); n != 1 {
		t.Errorf("the calendar has the session %d times", n)
	}
}

// walSize is how long the store's log is.
func walSize(t *testing.T, data string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(data, "escale.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
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
