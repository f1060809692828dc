package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"escale/deploy/servertest"
)

// behindTLS puts a mailbox behind TLS from the first byte, and returns the port
// and what a client must trust.
func behindTLS(t *testing.T, m *servertest.Mailbox) (port int, trust *tls.Config) {
	t.Helper()
	lender := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(lender.Close)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: lender.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			outer, err := l.Accept()
			if err != nil {
				return
			}
			inner, err := net.Dial("tcp", net.JoinHostPort(m.Host, strconv.Itoa(m.Port)))
			if err != nil {
				outer.Close()
				continue
			}
			go func() { io.Copy(inner, outer); inner.Close() }()
			go func() { io.Copy(outer, inner); outer.Close() }()
		}
	}()
	roots := x509.NewCertPool()
	roots.AddCert(lender.Certificate())
	return l.Addr().(*net.TCPAddr).Port, &tls.Config{RootCAs: roots}
}

func TestInboxTrustsOnlyAServerThatCanProveItsName(t *testing.T) {
	m := servertest.NewMailbox(t, "bonjour", "secret")
	m.Deliver(answer("one"))
	port, trust := behindTLS(t, m)
	for name, c := range map[string]struct {
		trust *tls.Config
		want  int
	}{"a certificate we trust": {trust, 1}, "a stranger's": {nil, 0}} {
		i, err := NewInbox(InboxConfig{
			Host: m.Host, Port: port, User: m.User, Password: m.Password, Clock: time.Now, Roots: c.trust,
		})
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		_, err = i.Read(t.Context(), Mark{}, func(context.Context, []byte) error { got++; return nil })
		if got != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("%s: %d letters, %v", name, got, err)
		}
	}
}
