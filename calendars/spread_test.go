package calendars

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"escale/calendars/caldav"
	"escale/deploy/servertest"
)

// before forwards to the server of a test.
func before(t *testing.T, to string) http.HandlerFunc {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	p := httputil.NewSingleHostReverseProxy(u)
	return func(w http.ResponseWriter, r *http.Request) {
		if r.UserAgent() == "" { // iCloud answers 403
			t.Errorf("%s without a User-Agent", r.Method)
		}
		p.ServeHTTP(w, r)
	}
}

// fronts are the ways in which a server leads to another host.
func fronts(home string) map[string]http.HandlerFunc {
	ways := map[string]http.HandlerFunc{"home set": servertest.Leading("https://" + servertest.HomeHost + ":443" + home)}
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		ways[fmt.Sprint("redirect ", status)] = func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+servertest.HomeHost+r.URL.RequestURI(), status)
		}
	}
	return ways
}

// An account whose calendars stand on another host is read, written and kept as
// any other.
func TestAnAccountIsSpreadOverHosts(t *testing.T) {
	r := startRadicale(t)
	open, busy := r.make("Escale"), r.make("Rendez-vous")
	r.Put(open+"open.ics", openWeekly...)
	r.Put(busy+"meeting.ics", "UID:meeting", "DTSTART:20261123T140000Z", "DTEND:20261123T150000Z")
	at := date(t, "2026-11-25T13:00:00Z")
	number := 0
	for way, front := range fronts(r.Home) {
		number++
		booking := fmt.Sprint("b", number)
		t.Run(way, func(t *testing.T) {
			var net servertest.Internet
			net.Host(t, servertest.FrontHost, front)
			net.Host(t, servertest.HomeHost, before(t, r.URL()))
			source := r.source()
			source.URL = "https://" + servertest.FrontHost + "/"
			cache := t.TempDir()
			m := newTestMirror(t, MirrorConfig{HTTPClient: net.Client(), CacheDir: cache}, source)
			m.mustSync(t, aline)
			expectWeek(t, m, aline, opened, []string{"23 15:00-16:00"})
			e := session(booking, 1, at)
			seen, err := m.Publish(t.Context(), e)
			if err != nil || !strings.HasPrefix(seen.Href, "https://"+servertest.HomeHost+"/") {
				t.Fatalf("%+v, %v", seen, err)
			}
			if got := m.mustSync(t, aline).Ours[e.UID]; got.Href != seen.Href || !got.Start.Equal(at) {
				t.Errorf("seen at %s, %s; written at %s", got.Href, got.Start, seen.Href)
			}

			net.Host(t, servertest.FrontHost, http.NotFound) // not needed any more
			again := newTestMirror(t, MirrorConfig{HTTPClient: net.Client(), CacheDir: cache}, source)
			if got := again.mustSync(t, aline).Ours[e.UID]; got.Href != seen.Href {
				t.Errorf("after a restart, seen at %q", got.Href)
			}
			expectWeek(t, again, aline, opened, []string{"23 15:00-16:00"})
			e.Seen, e.Absent = seen, true
			if _, err := again.Publish(t.Context(), e); err != nil {
				t.Errorf("remove: %v", err)
			}
			if got := again.mustSync(t, aline); len(got.Ours) > 0 {
				t.Errorf("removed, and seen: %+v", got.Ours)
			}
		})
	}
}

// A server that was given up for another is looked for anew from the address that
// was configured.
func TestTheHostOfAnAccountChanges(t *testing.T) {
	r := startRadicale(t)
	r.Put(r.make("Escale")+"open.ics", openWeekly...)
	r.make("Rendez-vous")
	var net servertest.Internet
	net.Host(t, servertest.FrontHost, servertest.Leading("https://"+servertest.HomeHost+r.Home))
	net.Host(t, servertest.HomeHost, before(t, r.URL()))
	source := r.source()
	source.URL = "https://" + servertest.FrontHost
	m := newTestMirror(t, MirrorConfig{HTTPClient: net.Client()}, source)
	m.mustSync(t, aline)
	const next = "p43-caldav.example.com"
	net.Leave(servertest.HomeHost)
	net.Host(t, next, before(t, r.URL()))
	net.Host(t, servertest.FrontHost, servertest.Leading("https://"+next+r.Home))
	if _, err := m.Sync(t.Context(), aline); caldav.TroubleOf(err) != caldav.Unreachable {
		t.Errorf("its host is gone: %v", err)
	}
	m.mustSync(t, aline)
	expectWeek(t, m, aline, opened, nil)
	seen, err := m.Publish(t.Context(), session("b1", 1, date(t, "2026-11-25T13:00:00Z")))
	if err != nil || !strings.HasPrefix(seen.Href, "https://"+next+"/") {
		t.Errorf("%+v, %v", seen, err)
	}
}
