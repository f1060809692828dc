package calendars

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"escale/calendars/caldav"
)

// A server that can't prove who it is has answered: the words say what to mend,
// and its password stays with us.
func TestACertificateThatProvesNothing(t *testing.T) {
	asked := false
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS() // with a certificate of its own making
	t.Cleanup(s.Close)
	c, err := caldav.NewClient(caldav.Config{URL: s.URL + "/", Username: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Calendars(t.Context()); caldav.TroubleOf(err) != caldav.Untrusted || asked {
		t.Errorf("%v (asked: %v)", err, asked)
	}
	address := strings.TrimPrefix(s.URL, "https://")
	m := newTestMirror(t, MirrorConfig{PrivateFeeds: []string{address}},
		AgendaSource{ID: aline, Zone: "Europe/Paris", Feeds: []Feed{{URL: s.URL + "/a.ics", Open: true}}})
	if _, err := m.Sync(t.Context(), aline); caldav.TroubleOf(err) != caldav.Untrusted || asked {
		t.Errorf("a feed: %v (asked: %v)", err, asked)
	}
	if words := m.Status()[0].Words; !strings.Contains(words, "certificat") {
		t.Errorf("the structure reads %q", words)
	}
}
