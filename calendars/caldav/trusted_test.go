package caldav

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"escale/deploy/servertest"
)

// A server that leads to somebody else's host, or to one without TLS, does not
// have the password sent there.
func TestThePasswordGoesNowhereElse(t *testing.T) {
	for _, to := range []string{
		"https://caldav.example.net", "https://example.com.example.net", "https://notexample.com", "https://192.0.2.1",
		"http://" + servertest.HomeHost, "https://" + servertest.FrontHost + "@example.net", "//example.net",
	} {
		for way, front := range map[string]http.HandlerFunc{
			"home set": servertest.Leading(to + "/123/calendars/"),
			"principal": func(w http.ResponseWriter, _ *http.Request) {
				servertest.Multistatus(w, "/", `<current-user-principal><href>`+to+`/123/</href></current-user-principal>`)
			},
			"redirect": func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", to+r.URL.Path)
				w.WriteHeader(http.StatusTemporaryRedirect)
			},
		} {
			t.Run(way+" "+to, func(t *testing.T) {
				var net servertest.Internet
				net.Host(t, servertest.FrontHost, front)
				for _, name := range []string{"caldav.example.net", "example.com.example.net", "notexample.com", "192.0.2.1", "example.net", servertest.HomeHost} {
					net.Host(t, name, func(_ http.ResponseWriter, r *http.Request) {
						t.Errorf("%s was asked", r.Host)
					})
				}
				c, err := NewClient(Config{URL: "https://" + servertest.FrontHost, Username: "u", Password: "p", HTTP: net.Client()})
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
	for _, name := range []string{"http://" + servertest.FrontHost, "http://" + servertest.FrontHost + ":8080", "http://backend:5232", "https://10.1.2.3", ""} {
		var net servertest.Internet
		net.Host(t, servertest.FrontHost, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPut:
				w.Header().Set("Location", name+r.URL.Path)
				w.WriteHeader(http.StatusCreated)
			case r.URL.Path == "/cal/" && r.Header.Get("Depth") == "1":
				servertest.Multistatus(w, name+"/cal/a.ics", `<getetag>"1"</getetag>`)
			default:
				servertest.Multistatus(w, name+"/cal/", `<resourcetype><c:calendar/></resourcetype>`)
			}
		})
		c, err := NewClient(Config{URL: "https://" + servertest.FrontHost, Username: "u", Password: "p", HTTP: net.Client()})
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
	base := &url.URL{Scheme: "https", Host: servertest.FrontHost, Path: "/"}
	from := &url.URL{Scheme: "https", Host: servertest.HomeHost + ":443", Path: "/123/"}
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
