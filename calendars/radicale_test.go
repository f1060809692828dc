package calendars

import (
	"context"
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

// radicale is a real CalDAV server on this machine, from the Debian package of
// that name.
type radicale struct {
	t    *testing.T
	dir  string
	addr string
	cmd  *exec.Cmd
}

const (
	testUser     = "structure"
	testPassword = "mot-de-passe-inventé"
)

func startRadicale(t *testing.T) *radicale {
	t.Helper()
	if _, err := os.Stat("/usr/bin/radicale"); err != nil {
		t.Fatal("this test needs the Debian package radicale")
	}
	r := &radicale{t: t, dir: t.TempDir(), addr: freeAddress(t)}
	users := testUser + ":" + testPassword + "\n"
	if err := os.WriteFile(filepath.Join(r.dir, "users"), []byte(users), 0o600); err != nil {
		t.Fatal(err)
	}
	r.start()
	return r
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (r *radicale) start() {
	r.t.Helper()
	config := fmt.Sprintf("[server]\nhosts=%s\n[auth]\ntype=htpasswd\nhtpasswd_filename=%s/users\nhtpasswd_encryption=plain\ndelay=0\n"+
		"[rights]\ntype=owner_only\n[storage]\nfilesystem_folder=%s/data\n[logging]\nlevel=error\n", r.addr, r.dir, r.dir)
	file := filepath.Join(r.dir, "config")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.cmd = exec.Command("/usr/bin/radicale", "-C", file)
	r.cmd.Stderr = os.Stderr
	if err := r.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	cmd := r.cmd
	r.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	waitFor(r.t, "radicale to answer", func() bool {
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

// waitFor polls a condition, for half a minute at most.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	end := time.Now().Add(4 * time.Second)
	for tick := time.NewTicker(20 * time.Millisecond); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}

func (r *radicale) url() string { return "http://" + r.addr + "/" }

func (r *radicale) client() *Client {
	r.t.Helper()
	c, err := NewClient(ClientConfig{URL: r.url(), Username: testUser, Password: testPassword})
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// request does what somebody else's client would.
func (r *radicale) request(method, path, body string) int {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://"+r.addr+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.SetBasicAuth(testUser, testPassword)
	req.Header.Set("Content-Type", "text/calendar")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// make makes a calendar and returns its path.
func (r *radicale) make(name string) string {
	r.t.Helper()
	path := "/" + testUser + "/" + strings.ToLower(name) + "/"
	body := `<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>` + name +
		`</displayname><c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set></prop></set></c:mkcalendar>`
	if status := r.request("MKCALENDAR", path, body); status != http.StatusCreated {
		r.t.Fatalf("make %s: %d", path, status)
	}
	return path
}

// put writes an event as staff would, given its lines.
func (r *radicale) put(path string, eventLines ...string) {
	r.t.Helper()
	text := strings.Join(append(append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//staff//staff//FR", "BEGIN:VEVENT", "DTSTAMP:20260101T000000Z"},
		eventLines...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
	if status := r.request(http.MethodPut, path, text); status/100 != 2 {
		r.t.Fatalf("put %s: %d", path, status)
	}
}

func (r *radicale) text(path string) string {
	r.t.Helper()
	o, err := r.client().Get(context.Background(), path)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(o.Data)
}
