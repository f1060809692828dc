package servertest

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Radicale is a CalDAV server with one user, and a test's hands on it.
type Radicale struct {
	User, Password string

	t       testing.TB
	config  string // file
	address string
	cmd     *exec.Cmd
}

// NewRadicale starts a server with an empty folder.
func NewRadicale(t testing.TB, user, password string) *Radicale {
	t.Helper()
	dir := t.TempDir()
	r := &Radicale{User: user, Password: password, t: t, config: filepath.Join(dir, "config"), address: FreeAddress(t)}
	for name, text := range map[string]string{
		"users": user + ":" + password + "\n",
		"config": fmt.Sprintf(`[server]
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
`, r.address, dir, dir),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.Start()
	t.Cleanup(r.Stop)
	return r
}

// URL is the server's root.
func (r *Radicale) URL() string { return "http://" + r.address + "/" }

// Start starts the server again after Stop, at the same address.
func (r *Radicale) Start() {
	r.t.Helper()
	r.cmd = exec.Command("/usr/bin/radicale", "-C", r.config)
	r.cmd.Stderr = os.Stderr
	if err := r.cmd.Start(); err != nil {
		r.t.Fatalf("%v: install the Debian package radicale", err)
	}
	wait(r.t, "radicale answers", func() bool {
		conn, err := net.DialTimeout("tcp", r.address, time.Second)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
}

// Stop kills the server; what it holds stays on the disk.
func (r *Radicale) Stop() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// Request does what somebody else's client would, and returns the status.
func (r *Radicale) Request(method, path, body string) int {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.URL()+strings.TrimPrefix(path, "/"), strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.SetBasicAuth(r.User, r.Password)
	req.Header.Set("Content-Type", "text/calendar")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// Put writes an event as staff would, given its lines.
func (r *Radicale) Put(path string, eventLines ...string) {
	r.t.Helper()
	text := strings.Join(append(append([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//staff//staff//FR", "BEGIN:VEVENT", "DTSTAMP:20260101T000000Z",
	}, eventLines...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
	if status := r.Request(http.MethodPut, path, text); status/100 != 2 {
		r.t.Fatalf("put %s: %d", path, status)
	}
}
