package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// radicale is a structure's own CalDAV server, from the Debian package of that
// name.
type radicale struct {
	t    testing.TB
	dir  string
	addr string
	cmd  *exec.Cmd
}

const (
	staffUser     = "tilleuls"
	staffPassword = "mot-de-passe-inventé"
)

func startRadicale(t testing.TB) *radicale {
	t.Helper()
	r := &radicale{t: t, dir: t.TempDir(), addr: freeAddress(t)}
	writeFile(t, filepath.Join(r.dir, "users"), staffUser+":"+staffPassword+"\n")
	writeFile(t, filepath.Join(r.dir, "config"), fmt.Sprintf(`[server]
hosts = %s
[auth]
type = htpasswd
htpasswd_filename = %s/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = %s/data
[logging]
level = error
`, r.addr, r.dir, r.dir))
	r.start()
	t.Cleanup(r.stop)
	return r
}

// freeAddress is an address of this machine that nothing listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func writeFile(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (r *radicale) url() string { return "http://" + r.addr + "/" }

func (r *radicale) start() {
	r.t.Helper()
	r.cmd = exec.Command("/usr/bin/radicale", "-C", filepath.Join(r.dir, "config"))
	if err := r.cmd.Start(); err != nil {
		r.t.Fatalf("%v: install the Debian package radicale", err)
	}
	wait(r.t, "radicale answers", func() bool {
		conn, err := net.DialTimeout("tcp", r.addr, time.Second)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
}

func (r *radicale) stop() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// wait polls a condition, for half a minute at most.
func wait(t testing.TB, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("never: %s", what)
		}
	}
}

// occurrence is an event as python3-icalendar reads it; instants are UTC.
type occurrence struct {
	Method, UID, Class, Status, Summary, Description, Organizer string
	Start, End                                                  time.Time
	Sequence                                                    int
	Attendees                                                   []string
	Names                                                       []string // of all its properties
}

// staff does something in a calendar with a client that is not ours; see
// testdata/staff.py.
func (r *radicale) staff(command, calendar string, rest ...string) []occurrence {
	r.t.Helper()
	return python(r.t, nil, append([]string{r.url(), staffUser, staffPassword, command, calendar}, rest...)...)
}

// parseEvents reads an iCalendar text with a parser that is not ours.
func parseEvents(t testing.TB, text string) []occurrence {
	t.Helper()
	return python(t, []byte(text), "parse")
}

func python(t testing.TB, in []byte, args ...string) []occurrence {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/bin/python3", append([]string{"testdata/staff.py"}, args...)...)
	cmd.Stdin = bytes.NewReader(in)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("staff.py %q: %v (Debian packages python3-caldav and python3-icalendar)\n%s", args, err, complaints.String())
	}
	var found []occurrence
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("staff.py %q: %v: %s", args, err, out)
	}
	return found
}

// stamp writes an instant as staff.py takes it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }
