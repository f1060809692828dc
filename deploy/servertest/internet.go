package servertest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Internet is a network of https hosts that answer under names of their own.
type Internet struct {
	mu    sync.Mutex        // guards hosts
	hosts map[string]string // addresses to which names lead
}

// Host puts a handler on the network under a name.
func (i *Internet) Host(t testing.TB, name string, h http.HandlerFunc) {
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

// Client makes the connections, whatever the certificates say: that a host is not
// asked must be nobody's doing but ours. No connection outlives its request.
func (i *Internet) Client() *http.Client {
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

// Leave takes a name off the network.
func (i *Internet) Leave(name string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.hosts, name)
}

// Multistatus answers a PROPFIND about one resource, with properties of DAV: or of
// CalDAV behind c:.
func Multistatus(w http.ResponseWriter, href, properties string) {
	w.WriteHeader(http.StatusMultiStatus)
	fmt.Fprintf(w, `<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><response><href>%s</href><propstat><prop>%s</prop>`+
		`<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`, href, properties)
}

// Leading answers as iCloud's front does: the principal is here, the calendars
// are on another host.
func Leading(home string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == "PROPFIND" && r.URL.Path == "/":
			Multistatus(w, "/", `<current-user-principal><href>/123/principal/</href></current-user-principal>`)
		case r.Method == "PROPFIND" && r.URL.Path == "/123/principal/":
			Multistatus(w, "/123/principal/", `<c:calendar-home-set><href>`+home+`</href></c:calendar-home-set>`)
		default:
			http.NotFound(w, r)
		}
	}
}

// The hosts of an account that is spread over two.
const (
	FrontHost = "caldav.example.com"
	HomeHost  = "p42-caldav.example.com"
)
