package calendars

import (
	"fmt"
	"net/http"
	"testing"

	"escale/calendars/caldav"
	"escale/deploy/servertest"
)

// The account of the tests on each server.
const (
	testUser     = "structure"
	testPassword = "mot-de-passe-inventé"
)

// site is one of the servers that nobody here wrote, with hands on it that speak
// plain HTTP, and our client.
type site struct {
	*servertest.Server
	name   string
	t      *testing.T
	client *caldav.Client
	made   int // calendars
}

// onEveryServer runs a test on each server of the tier, side by side.
func onEveryServer(t *testing.T, test func(s *site)) {
	t.Helper()
	for _, k := range servertest.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			s := &site{Server: k.New(t, testUser, testPassword), name: k.Name, t: t}
			s.client = s.account(s.URL())
			test(s)
		})
	}
}

// account is our client, told some address.
func (s *site) account(url string) *caldav.Client {
	s.t.Helper()
	c, err := caldav.NewClient(caldav.Config{URL: url, Username: s.User, Password: s.Password})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// calendar makes a calendar that no other row uses.
func (s *site) calendar() string {
	s.t.Helper()
	s.made++
	return s.MakeCalendar(fmt.Sprintf("Agenda%d", s.made))
}

// uid is one that no other row uses: some servers want that of an account.
func (s *site) uid(name string) string { return fmt.Sprintf("%s-%d", name, s.made) }

const textCalendar = "text/calendar; charset=utf-8"

// raw sends one request with plain HTTP. No answer at all is status 0.
func (s *site) raw(method, path, body string, header ...string) servertest.Answer {
	a, err := s.Try(method, path, body, header...)
	if err != nil {
		return servertest.Answer{}
	}
	return a
}

// write puts an object there, with a condition or none.
func (s *site) write(href, text string, header ...string) servertest.Answer {
	return s.raw(http.MethodPut, href, text, append([]string{"Content-Type", textCalendar}, header...)...)
}
