package caldav

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// An account may be spread over hosts: iCloud answers at caldav.icloud.com that
// the calendars stand on p42-caldav.icloud.com. The password goes only to the
// address that was configured, and to https hosts of the same owner, which is
// who registered the domain.

// trusts reports whether the password of an account at base may go to an
// address.
func trusts(base, to *url.URL) bool {
	if authority(base) == authority(to) {
		return true
	}
	host, own := hostname(to), hostname(base)
	return to.Scheme == "https" && (host == own || registered(host) != "" && registered(host) == registered(own))
}

// registered is the domain under which a host's name was registered; empty for
// addresses and for names that stand on no registered domain.
func registered(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}

func hostname(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

// authority is a server in one spelling: scheme, host, and the port unless it is
// the scheme's own.
func authority(u *url.URL) string {
	host, port := hostname(u), u.Port()
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return u.Scheme + "://" + host
	}
	return u.Scheme + "://" + net.JoinHostPort(host, port)
}

// place is how a resource is called from here on: its path, in one spelling,
// with the server before it if that is not the one configured.
func (t *transport) place(u *url.URL) string {
	path := cleanPath(u)
	if path == "" || authority(u) == authority(t.base) {
		return path
	}
	return authority(u) + path
}

// lead is the place of a property that leads on, such as the home set, as an
// answer from some address names it; empty: it names none. The same host under
// another scheme or port is what a server behind a proxy calls itself.
func (t *transport) lead(from *url.URL, href string) (string, error) {
	ref, err := url.Parse(strings.TrimSpace(href))
	if err != nil || cleanHref(href) == "" {
		return "", nil
	}
	to := from.ResolveReference(ref)
	if hostname(to) == hostname(from) {
		to.Scheme, to.Host = from.Scheme, from.Host
	}
	if !trusts(t.base, to) {
		return "", elsewhere("PROPFIND "+from.Path, to)
	}
	return t.place(to), nil
}

// member is the place of what an answer from some address lists. What a server
// behind a proxy calls by a name that only it knows is where the answer is from.
func (t *transport) member(from *url.URL, href string) string {
	at, err := t.lead(from, href)
	if err != nil {
		at, _ = t.lead(from, cleanHref(href))
	}
	return at
}

// elsewhere is the refusal to follow a server to an address.
func elsewhere(doing string, to *url.URL) error {
	return &Error{Trouble: Elsewhere, Doing: doing, Err: fmt.Errorf("it leads to %s, which does not get the password: give that address instead, if it is yours", authority(to))}
}
