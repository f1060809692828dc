package email

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// TLS policies of a mail server.
const (
	StartTLS = "starttls" // required; the default
	Implicit = "tls"      // from the first byte, usually port 465
	IfOffers = "if-offered"
	Plain    = "none" // a relay on the same machine
)

// SMTPConfig is a mail server that takes our letters.
type SMTPConfig struct {
	Host     string
	Port     int    // default 587, or 465 with Implicit
	TLS      string // StartTLS, Implicit, IfOffers or Plain
	User     string // empty: no authentication
	Password string
	From     string           // "Escale <escale@example.org>"
	Timeout  time.Duration    // of one exchange with the server; default 20 s
	Clock    func() time.Time // machine time, for the Date header
}

// SMTP sends letters through a mail server, one connection a letter.
type SMTP struct {
	SMTPConfig
	options []mail.Option
}

// NewSMTP checks the configuration; it connects to nothing.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	if _, err := address(c.From); err != nil {
		return nil, fmt.Errorf("mail sender %q: %w", c.From, err)
	}
	if c.Timeout == 0 {
		c.Timeout = 20 * time.Second
	}
	s := &SMTP{SMTPConfig: c, options: []mail.Option{mail.WithTimeout(c.Timeout)}}
	switch c.TLS {
	case StartTLS, "":
		s.options = append(s.options, mail.WithTLSPortPolicy(mail.TLSMandatory))
	case Implicit:
		s.options = append(s.options, mail.WithSSLPort(false))
	case IfOffers:
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	case Plain:
		s.options = append(s.options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, fmt.Errorf("mail TLS policy %q: want %s, %s, %s or %s", c.TLS, StartTLS, Implicit, IfOffers, Plain)
	}
	if c.Port != 0 {
		s.options = append(s.options, mail.WithPort(c.Port))
	}
	if c.User != "" {
		s.options = append(s.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
			mail.WithUsername(c.User), mail.WithPassword(c.Password))
	}
	if _, err := mail.NewClient(c.Host, s.options...); err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return s, nil
}

// Post sends a letter; see Sender.
func (s *SMTP) Post(ctx context.Context, l Letter) error {
	m, err := compose(s.From, l, s.Clock())
	if err != nil {
		return err
	}
	client, err := mail.NewClient(s.Host, s.options...)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, m)
	if err == nil || m.IsDelivered() {
		return nil
	}
	return discreet(err)
}

// discreet says what went wrong without the address and the server's own
// words, which quote it.
func discreet(err error) error {
	failed, ok := errors.AsType[*mail.SendError](err)
	switch {
	case !ok:
		return fmt.Errorf("mail server: %w", err)
	case failed.Reason == mail.ErrSMTPRcptTo && failed.ErrorCode() >= 500:
		return fmt.Errorf("%w: code %d", ErrAddress, failed.ErrorCode())
	}
	return fmt.Errorf("%s: code %d", failed.Reason, failed.ErrorCode())
}

// messageID is random, in the sender's domain.
func messageID(from string) string {
	domain := "localhost"
	if a, err := netmail.ParseAddress(from); err == nil {
		_, domain, _ = strings.Cut(a.Address, "@")
	}
	return rand.Text() + "@" + domain
}
