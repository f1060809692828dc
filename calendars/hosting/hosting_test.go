package hosting_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"escale/calendars/hosting"
	"escale/store/sqlite"

	"github.com/alexedwards/argon2id"
)

// site is a server with the users "maison" and "voisin" (argon2id), and
// "appareils" for the devices of maison, the calendar "ouvert" of each, and one object in that of maison.
type site struct {
	*hosting.Server
	t      testing.TB
	http   *httptest.Server
	store  *sqlite.Store
	now    time.Time
	origin string // of the requests
}

const secret = "Mirabelle-7"

func open(t testing.TB) *site {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db")})
	if err != nil {
		t.Fatal(err)
	}
	hash, err := argon2id.CreateHash(secret, &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, store: store, now: time.Now()}
	s.Server, err = hosting.New(hosting.Config{
		Store: store, Clock: func() time.Time { return s.now }, Origin: func(*http.Request) string { return s.origin },
		Users: map[string]hosting.User{
			"maison": {Password: secret}, "voisin": {PasswordHash: hash}, "collègue": {Password: secret, Home: "maison"},
			"appareils": {Devices: true, Home: "maison"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.http = httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		s.http.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, user := range []string{"maison", "voisin"} {
		if err := s.EnsureCalendar(t.Context(), user, "ouvert", "Escale – heures ouvertes"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Put(t.Context(), "maison/ouvert", "a.ics", event("a", "20260330T080000Z", "20260330T090000Z")); err != nil {
		t.Fatal(err)
	}
	return s
}

const home = "/caldav/maison/calendars/ouvert/"

// event is one VEVENT; more lines go into it.
func event(uid, start, end string, more ...string) []byte {
	lines := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Escale//tests//FR", "BEGIN:VEVENT", "UID:" + uid,
		"DTSTAMP:20260301T000000Z", "DTSTART:" + start, "DTEND:" + end, "SUMMARY:Escale",
	}
	lines = append(append(lines, more...), "END:VEVENT", "END:VCALENDAR", "")
	return []byte(strings.Join(lines, "\r\n"))
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// asks sends a request as maison; headers are name and value in turn.
func (s *site) asks(method, path, body string, headers ...string) reply {
	s.t.Helper()
	return s.asksAs("maison", secret, method, path, body, headers...)
}

func (s *site) asksAs(user, password, method, path, body string, headers ...string) reply {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.http.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.SetBasicAuth(user, password)
	if method == http.MethodPut {
		r.Header.Set("Content-Type", "text/calendar; charset=utf-8")
	} else {
		r.Header.Set("Content-Type", "application/xml")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	c := http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header, string(text)}
}

// gets fails unless the status is want; it returns the reply.
func (s *site) gets(want int, r reply) reply {
	s.t.Helper()
	if r.status != want {
		s.t.Errorf("status %d, want %d: %s", r.status, want, r.body)
	}
	return r
}

// statuses reads a multistatus: by href, the status of the response or, if it
// has properties, "200".
func (s *site) statuses(r reply) map[string]string {
	s.t.Helper()
	s.gets(http.StatusMultiStatus, r)
	var m struct {
		Responses []struct {
			Href   string `xml:"DAV: href"`
			Status string `xml:"DAV: status"`
		} `xml:"DAV: response"`
	}
	if err := xml.Unmarshal([]byte(r.body), &m); err != nil {
		s.t.Fatalf("%v in %s", err, r.body)
	}
	all := map[string]string{}
	for _, p := range m.Responses {
		all[p.Href] = "200"
		if p.Status != "" {
			all[p.Href] = strings.Fields(p.Status)[1]
		}
	}
	return all
}

// between is the text of an element that occurs once.
func (s *site) between(r reply, tag string) string {
	s.t.Helper()
	d := xml.NewDecoder(strings.NewReader(r.body))
	for {
		token, err := d.Token()
		if err != nil {
			s.t.Fatalf("no %s in %s", tag, r.body)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == tag {
			var text string
			if err := d.DecodeElement(&text, &e); err != nil {
				s.t.Fatal(err)
			}
			return text
		}
	}
}

func propfind(names string) string {
	return fmt.Sprintf(`<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"><prop>%s</prop></propfind>`, names)
}

func syncing(token, more string) string {
	return fmt.Sprintf(`<sync-collection xmlns="DAV:"><sync-token>%s</sync-token><sync-level>1</sync-level>%s<prop><getetag/></prop></sync-collection>`, token, more)
}
