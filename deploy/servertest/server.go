package servertest

import (
	"cmp"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Kind is a CalDAV server that the tests know how to run.
type Kind struct {
	Name string // as the table of what servers do calls it
	// New starts one with a single account. It ends with the test, which fails
	// with the name of the Debian package where that is missing.
	New func(t testing.TB, user, password string) *Server
}

// FirstTier are the servers that every test run drives.
func FirstTier() []Kind {
	return []Kind{{"Radicale", NewRadicale}, {"Xandikos", NewXandikos}, {"Cyrus", NewCyrus}}
}

// Server is a running CalDAV server with one account, and a test's hands on it.
type Server struct {
	User, Password string
	// Home is the path of the account's calendars, with a slash at its end.
	Home string

	t       testing.TB
	address string // host and port
	root    string // path that a structure would be told; empty: /
	launch  func() (stop func())
	stop    func()
	made    int // see Next
}

// begin starts the server for the first time and ends it with the test. It is
// there once something answers HTTP at its address.
func (s *Server) begin(t testing.TB, launch func() (stop func())) *Server {
	t.Helper()
	s.t, s.launch = t, launch
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// URL is the address of CalDAV that a structure would be told.
func (s *Server) URL() string { return "http://" + s.address + cmp.Or(s.root, "/") }

// Start starts the server again after Stop, at the same address.
func (s *Server) Start() {
	s.t.Helper()
	s.stop = s.launch()
	wait(s.t, s.address+" answers", func() bool {
		client := http.Client{Timeout: time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := client.Get("http://" + s.address + "/")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return true
	})
}

// Stop kills the server; what it holds stays on the disk.
func (s *Server) Stop() {
	s.stop()
	wait(s.t, s.address+" is free again", func() bool {
		conn, err := net.DialTimeout("tcp", s.address, time.Second)
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
}

// Answer is what a server said, read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Do sends one request as somebody else's client would. The path is escaped and
// absolute; header holds names and values in turn.
func (s *Server) Do(method, path, body string, header ...string) Answer {
	s.t.Helper()
	a, err := s.Try(method, path, body, header...)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// Try is Do where there may be no answer. Any goroutine may call it.
func (s *Server) Try(method, path, body string, header ...string) (Answer, error) {
	req, err := http.NewRequest(method, "http://"+s.address+"/"+strings.TrimPrefix(path, "/"), strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	req.Close = true // SOGo resets connections that are used again
	req.SetBasicAuth(s.User, s.Password)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	client := http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return Answer{resp.StatusCode, resp.Header, string(text)}, err
}

// Request sends one request with an iCalendar or XML text, and returns the status.
func (s *Server) Request(method, path, body string) int {
	s.t.Helper()
	kind := "text/calendar; charset=utf-8"
	if strings.HasPrefix(body, "<") {
		kind = "application/xml; charset=utf-8"
	}
	return s.Do(method, path, body, "Content-Type", kind).Status
}

// MakeCalendar makes a calendar that takes events, and returns its path: the
// name in lower case, in the account's home.
func (s *Server) MakeCalendar(name string) string {
	s.t.Helper()
	path := s.Home + strings.ToLower(name) + "/"
	body := `<?xml version="1.0" encoding="utf-8"?>` +
		`<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>` + name +
		`</displayname><c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set></prop></set></c:mkcalendar>`
	a, err := s.Try("MKCALENDAR", path, body, "Content-Type", "application/xml; charset=utf-8")
	if err != nil { // SOGo may hang up, whether it made it or not
		if a = s.Do("PROPFIND", path, "", "Depth", "0"); a.Status == http.StatusNotFound {
			a = s.Do("MKCALENDAR", path, body, "Content-Type", "application/xml; charset=utf-8")
		}
	}
	if a.Status != http.StatusCreated && a.Status != http.StatusMultiStatus {
		s.t.Fatalf("make %s: %d, %v", path, a.Status, err)
	}
	return path
}

// Put writes an event as staff would, given its lines.
func (s *Server) Put(path string, eventLines ...string) {
	s.t.Helper()
	if status := s.Request(http.MethodPut, path, Event(eventLines...)); status/100 != 2 || status == http.StatusMultiStatus {
		s.t.Fatalf("put %s: %d", path, status)
	}
}

// Event is an iCalendar text with one event, given its lines.
func Event(lines ...string) string {
	return strings.Join(append(append([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//staff//staff//FR", "BEGIN:VEVENT", "DTSTAMP:20260101T000000Z",
	}, lines...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}
