package servertest

import (
	"net"
	"strconv"
	"testing"

	"github.com/emersion/go-imap/v2/imapclient"
)

// Mailbox is one mailbox of Cyrus IMAP, read without TLS.
type Mailbox struct {
	Host           string
	Port           int
	User, Password string

	t testing.TB
}

// NewMailbox starts a mail store with an empty mailbox.
func NewMailbox(t testing.TB, account, password string) *Mailbox {
	t.Helper()
	c, _ := newCyrus(t, account, password)
	host, port, err := net.SplitHostPort(c.imap)
	if err != nil {
		t.Fatal(err)
	}
	m := &Mailbox{Host: host, User: account, Password: password, t: t}
	if m.Port, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	return m
}

// Deliver puts a letter into the mailbox.
func (m *Mailbox) Deliver(letter string) {
	m.t.Helper()
	m.do(func(c *imapclient.Client) error {
		w := c.Append("INBOX", int64(len(letter)), nil)
		if _, err := w.Write([]byte(letter)); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		_, err := w.Wait()
		return err
	})
}

func (m *Mailbox) do(work func(*imapclient.Client) error) {
	m.t.Helper()
	c, err := imapclient.DialInsecure(net.JoinHostPort(m.Host, strconv.Itoa(m.Port)), nil)
	if err == nil {
		defer c.Close()
		err = c.Login(m.User, m.Password).Wait()
	}
	if err == nil {
		err = work(c)
	}
	if err != nil {
		m.t.Fatal(err)
	}
}
