package calendars

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// internet is a network of https hosts that answer under names of their own.
type internet struct {
	mu    sync.Mutex        // guards hosts
	hosts map[string]string // addresses to which names lead
}

// host puts a handler on the network under a name.
func (i *internet) host(t *testing.T, name string, h http.HandlerFunc) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.hosts == nil {
		i.hosts = map[string]string{}
	}
	i.hosts[name] = s.Listener.Addr().String()
}

// leave takes a name off the network.
func (i *internet) leave(name string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.hosts, name)
}

// client makes the connections, whatever the certificates say: that a host is not
// asked must be nobody's doing but ours. No connection outlives its request.
func (i *internet) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			name, _, _ := net.SplitHostPort(address)
			i.mu.Lock()
			to := i.hosts[name]
			i.mu.Unlock()
			if to == "" {
				return nil, errors.New("no such host")
			}
			var d net.Dialer
			return d.DialContext(ctx, network, to)
		},
	}}
}

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

// multistatusOf answers about one resource with some properties.
func multistatusOf(w http.ResponseWriter, href, properties string) {
	w.WriteHeader(http.StatusMultiStatus)
	fmt.Fprintf(w, `<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><response><href>%s</href><propstat><prop>%s</prop>`+
		`<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`, href, properties)
}

// leading answers as iCloud's front does: the principal is here, the calendars
// are on another host.
func leading(home string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == "PROPFIND" && r.URL.Path == "/":
			multistatusOf(w, "/", `<current-user-principal><href>/123/principal/</href></current-user-principal>`)
		case r.Method == "PROPFIND" && r.URL.Path == "/123/principal/":
			multistatusOf(w, "/123/principal/", `<c:calendar-home-set><href>`+home+`</href></c:calendar-home-set>`)
		default:
			http.NotFound(w, r)
		}
	}
}

const (
	frontHost = "caldav.example.com"
	homeHost  = "p42-caldav.example.com"
)

// fronts are the ways in which a server leads to another host.
func fronts(home string) map[string]http.HandlerFunc {
	ways := map[string]http.HandlerFunc{"home set": leading("https://" + homeHost + ":443" + home)}
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		ways[fmt.Sprint("redirect ", status)] = func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+homeHost+r.URL.RequestURI(), status)
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
			var net internet
			net.host(t, frontHost, front)
			net.host(t, homeHost, before(t, r.URL()))
			source := r.source()
			source.URL = "https://" + frontHost + "/"
			cache := t.TempDir()
			m := newTestMirror(t, MirrorConfig{HTTPClient: net.client(), CacheDir: cache}, source)
			m.mustSync(t, aline)
			expectWeek(t, m, aline, opened, []string{"23 15:00-16:00"})
			e := session(booking, 1, at)
			seen, err := m.Publish(t.Context(), e)
			if err != nil || !strings.HasPrefix(seen.Href, "https://"+homeHost+"/") {
				t.Fatalf("%+v, %v", seen, err)
			}
			if got := m.mustSync(t, aline).Ours[e.UID]; got.Href != seen.Href || !got.Start.Equal(at) {
				t.Errorf("seen at %s, %s; written at %s", got.Href, got.Start, seen.Href)
			}

			net.host(t, frontHost, http.NotFound) // not needed any more
			again := newTestMirror(t, MirrorConfig{HTTPClient: net.client(), CacheDir: cache}, source)
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
	var net internet
	net.host(t, frontHost, leading("https://"+homeHost+r.Home))
	net.host(t, homeHost, before(t, r.URL()))
	source := r.source()
	source.URL = "https://" + frontHost
	m := newTestMirror(t, MirrorConfig{HTTPClient: net.client()}, source)
	m.mustSync(t, aline)
	const next = "p43-caldav.example.com"
	net.leave(homeHost)
	net.host(t, next, before(t, r.URL()))
	net.host(t, frontHost, leading("https://"+next+r.Home))
	if _, err := m.Sync(t.Context(), aline); TroubleOf(err) != Unreachable {
		t.Errorf("its host is gone: %v", err)
	}
	m.mustSync(t, aline)
	expectWeek(t, m, aline, opened, nil)
	seen, err := m.Publish(t.Context(), session("b1", 1, date(t, "2026-11-25T13:00:00Z")))
	if err != nil || !strings.HasPrefix(seen.Href, "https://"+next+"/") {
		t.Errorf("%+v, %v", seen, err)
	}
}

// A server that leads to somebody else's host, or to one without TLS, does not
// have the password sent there.
func TestThePasswordGoesNowhereElse(t *testing.T) {
	for _, to := range []string{
		"https://caldav.example.net", "https://example.com.example.net", "https://notexample.com", "https://192.0.2.1",
		"http://" + homeHost, "https://" + frontHost + "@example.net", "//example.net",
	} {
		for way, front := range map[string]http.HandlerFunc{
			"home set": leading(to + "/123/calendars/"),
			"principal": func(w http.ResponseWriter, _ *http.Request) {
				multistatusOf(w, "/", `<current-user-principal><href>`+to+`/123/</href></current-user-principal>`)
			},
			"redirect": func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", to+r.URL.Path)
				w.WriteHeader(http.StatusTemporaryRedirect)
			},
		} {
			t.Run(way+" "+to, func(t *testing.T) {
				var net internet
				net.host(t, frontHost, front)
				for _, name := range []string{"caldav.example.net", "example.com.example.net", "notexample.com", "192.0.2.1", "example.net", homeHost} {
					net.host(t, name, func(_ http.ResponseWriter, r *http.Request) {
						t.Errorf("%s was asked", r.Host)
					})
				}
				c, err := NewClient(ClientConfig{URL: "https://" + frontHost, Username: "u", Password: "p", HTTP: net.client()})
				if err != nil {
					t.Fatal(err)
				}
				list, err := c.Calendars(t.Context())
				if TroubleOf(err) != Elsewhere || len(list) > 0 || Elsewhere.Words() == "" {
					t.Errorf("%v, %v", list, err)
				}
				if _, err := c.Put(t.Context(), to+"/a.ics", "", nil); TroubleOf(err) != Elsewhere {
					t.Errorf("put: %v", err)
				}
			})
		}
	}
}

// What a listing calls by a name that is not to be asked is where the listing is
// from: servers behind proxies do not know their own name.
func TestServersThatDoNotKnowTheirName(t *testing.T) {
	for _, name := range []string{"http://" + frontHost, "http://" + frontHost + ":8080", "http://backend:5232", "https://10.1.2.3", ""} {
		var net internet
		net.host(t, frontHost, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPut:
				w.Header().Set("Location", name+r.URL.Path)
				w.WriteHeader(http.StatusCreated)
			case r.URL.Path == "/cal/" && r.Header.Get("Depth") == "1":
				multistatusOf(w, name+"/cal/a.ics", `<getetag>"1"</getetag>`)
			default:
				multistatusOf(w, name+"/cal/", `<resourcetype><c:calendar/></resourcetype>`)
			}
		})
		c, err := NewClient(ClientConfig{URL: "https://" + frontHost, Username: "u", Password: "p", HTTP: net.client()})
		if err != nil {
			t.Fatal(err)
		}
		if cal, err := c.Calendar(t.Context(), "/cal/"); err != nil || cal.Path != "/cal/" {
			t.Errorf("%s: %+v, %v", name, cal, err)
		}
		if refs, err := c.List(t.Context(), "/cal/"); err != nil || len(refs) != 1 || refs[0].Href != "/cal/a.ics" {
			t.Errorf("%s: %+v, %v", name, refs, err)
		}
		if at, err := c.Put(t.Context(), "/cal/a.ics", "", nil); err != nil || at != "/cal/a.ics" {
			t.Errorf("%s: put at %s, %v", name, at, err)
		}
	}
}

func TestWhoIsTrusted(t *testing.T) {
	for _, c := range []struct {
		base, to string
		want     bool
	}{
		{"https://caldav.icloud.com", "https://p42-caldav.icloud.com:443/1/", true},
		{"https://caldav.icloud.com", "https://P42-CALDAV.ICLOUD.COM./1/", true},
		{"https://icloud.com", "https://p42-caldav.icloud.com", true},
		{"https://caldav.icloud.com", "http://p42-caldav.icloud.com", false},
		{"https://caldav.icloud.com", "http://caldav.icloud.com", false},
		{"https://caldav.icloud.com", "https://caldav.icloud.com.evil.example", false},
		{"https://caldav.icloud.com", "https://evilicloud.com", false},
		{"https://caldav.icloud.com:443", "https://caldav.icloud.com", true},
		{"https://caldav.icloud.com", "https://caldav.icloud.com:8443", true},
		{"http://cal.exemple.fr", "https://cal.exemple.fr", true},
		{"http://cal.exemple.fr", "http://cal.exemple.fr:80", true},
		{"http://cal.exemple.fr", "http://autre.exemple.fr", false},
		{"http://127.0.0.1:5232", "http://127.0.0.1:5232", true},
		{"http://127.0.0.1:5232", "http://127.0.0.1:5233", false},
		{"https://192.168.0.1", "https://10.20.0.1", false},
		{"https://[2001:db8::1]", "https://[2001:db8::1]:443", true},
		{"https://[2001:db8::1]", "https://[2001:db8::2]", false},
		{"https://a.gouv.fr", "https://b.gouv.fr", false},
		{"https://maison-un.synology.me", "https://maison-deux.synology.me", false},
		{"https://un.co.uk", "https://deux.co.uk", false},
		{"https://localhost", "https://autre", false},
		{"https://serveur", "https://serveur:8443", true},
	} {
		base, err1 := url.Parse(c.base)
		to, err2 := url.Parse(c.to)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if got := trusts(base, to); got != c.want {
			t.Errorf("%s leads to %s: trusted %v", c.base, c.to, got)
		}
	}
}

// Whatever a server calls an address, what is asked is of the account's own hosts,
// and is called the same ever after.
func FuzzPlaces(f *testing.F) {
	for _, href := range []string{
		"/123/calendars/", "https://p42-caldav.example.com:443/1/", "//example.net/x", "http://caldav.example.com/", "///a//b", "/%2F%2Fexample.net",
		"https://caldav.example.com@example.net/", "https:/caldav", "/a%zz", "HTTPS://CALDAV.EXAMPLE.COM./é ", "https://[::1]/", "/../..//x", `/\example.net`,
		"https://x.example.com:0443/a?b#c",
	} {
		f.Add(href)
	}
	base := &url.URL{Scheme: "https", Host: frontHost, Path: "/"}
	from := &url.URL{Scheme: "https", Host: homeHost + ":443", Path: "/123/"}
	t := transport{base: base}
	f.Fuzz(func(tt *testing.T, href string) {
		lead, err := t.lead(from, href)
		if err != nil && TroubleOf(err) != Elsewhere {
			tt.Error(err)
		}
		for _, place := range []string{lead, t.member(from, href)} {
			if place == "" {
				continue
			}
			to, err := t.resolve(place)
			if err != nil || !trusts(base, to) {
				tt.Fatalf("%q leads to %q: %v, %v", href, place, to, err)
			}
			if again := t.place(to); again != place && !strings.Contains(place, "/.") { // such parts mean other paths
				tt.Errorf("%q is called %q, then %q", href, place, again)
			}
		}
		if to, err := t.follow(from, href); err == nil && !(trusts(base, to) && to.Scheme == "https") {
			tt.Errorf("%q redirects to %s", href, to)
		}
	})
}
