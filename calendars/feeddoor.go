package calendars

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// A feed's address comes from outside, so that it must not lead into the network
// where Escale runs: only https, and only public addresses, checked when the
// connection is made, after every redirect and whatever the name resolves to by
// then.

// maxFeedRedirects is how often a feed may lead on.
const maxFeedRedirects = 5

var (
	errNotPublic     = errors.New("not a public https address")
	errManyRedirects = errors.New("too many redirects")
)

// feedClient makes the connections of feeds. base gives the TLS settings, if it
// has any; private are the addresses that are allowed all the same.
func feedClient(base *http.Client, private []string) *http.Client {
	t, _ := http.DefaultTransport.(*http.Transport)
	if base != nil {
		own, _ := base.Transport.(*http.Transport)
		t = cmp.Or(own, t)
	}
	t = t.Clone()
	t.Proxy = nil // it would make the connection in our place, unchecked
	t.DialContext = (&net.Dialer{Timeout: 15 * time.Second, Control: onlyPublic(private)}).DialContext
	t.DialTLSContext = nil
	t.MaxResponseHeaderBytes = 64 << 10
	return &http.Client{Transport: t, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		r.Header.Del("Referer") // it would tell the secret address
		if len(via) >= maxFeedRedirects {
			return errManyRedirects
		}
		return mayFetch(r.URL, private)
	}}
}

// mayFetch reports whether an address may be asked at all.
func mayFetch(u *url.URL, private []string) error {
	switch {
	case u.Scheme == "https" && u.User == nil:
		return nil
	case u.Scheme == "http" && slices.Contains(private, u.Host):
		return nil
	}
	return fmt.Errorf("%w: %s://%s", errNotPublic, u.Scheme, u.Host)
}

// onlyPublic is a dialer's control: it sees the address that is connected to.
func onlyPublic(private []string) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !slices.Contains(private, to.String()) && !isPublic(to.Addr()) {
			return fmt.Errorf("%w: %s", errNotPublic, address)
		}
		return nil
	}
}

// notPublic are the networks that are not on the Internet, and those that hide
// another address (IANA special-purpose registries, RFC 6890).
var notPublic = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
)

// isPublic reports whether an address is on the Internet. Of IPv6, that is
// 2000::/3 without what tunnels to IPv4 or is not routed.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	return slices.ContainsFunc(global6, func(p netip.Prefix) bool { return p.Contains(a) }) &&
		!slices.ContainsFunc(hidden6, func(p netip.Prefix) bool { return p.Contains(a) })
}

var (
	global6 = prefixes("2000::/3")
	hidden6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}
