package caldav

import (
	"testing"

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
	client *Client
	table  string // what the table says of the row that runs
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
func (s *site) account(url string) *Client {
	s.t.Helper()
	c, err := NewClient(Config{URL: url, Username: s.User, Password: s.Password})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}
