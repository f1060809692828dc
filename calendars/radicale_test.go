package calendars

import (
	"context"
	"testing"

	"escale/calendars/caldav"
	"escale/deploy/servertest"
)

// radicale is a structure's own CalDAV server, seen by our client and by its
// staff's.
type radicale struct {
	*servertest.Server
	t *testing.T
}

func startRadicale(t *testing.T) *radicale {
	t.Helper()
	return &radicale{servertest.NewRadicale(t, testUser, testPassword), t}
}

func (r *radicale) client() *caldav.Client {
	r.t.Helper()
	c, err := caldav.NewClient(caldav.Config{URL: r.URL(), Username: testUser, Password: testPassword})
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// make makes a calendar and returns its path.
func (r *radicale) make(name string) string {
	r.t.Helper()
	return r.MakeCalendar(name)
}

func (r *radicale) text(path string) string {
	r.t.Helper()
	o, err := r.client().Get(context.Background(), path)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(o.Data)
}
