package main

import (
	"net/http/httptest"
	"testing"
)

// Who comes through the trusted proxy is whom the proxy names last, in however
// many lines; what anybody else says of herself counts for nothing.
func TestOriginCannotBeChosen(t *testing.T) {
	t.Parallel()
	d := quietDemo(t)
	d.house.config.TrustedProxy = "10.0.0.1"
	origin := func(from string, forwarded ...string) string {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = from
		for _, line := range forwarded {
			r.Header.Add("X-Forwarded-For", line)
		}
		return d.house.origin(r)
	}
	direct := origin("192.0.2.7:1234")
	for name, got := range map[string]string{
		"named by herself":                   origin("192.0.2.7:999", "198.51.100.1"),
		"through the proxy":                  origin("10.0.0.1:80", "192.0.2.7"),
		"through the proxy, lying before":    origin("10.0.0.1:80", "198.51.100.1, 192.0.2.7"),
		"through the proxy, in its own line": origin("10.0.0.1:80", "198.51.100.1", "192.0.2.7"),
	} {
		if got != direct {
			t.Errorf("%s: another origin", name)
		}
	}
	if origin("192.0.2.8:1") == direct {
		t.Error("two addresses are one origin")
	}
}
