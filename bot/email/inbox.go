package email

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-message"
)

// InboxConfig is the mailbox of our sender's address, where structures' mail
// programs send what they answer to an invitation.
type InboxConfig struct {
	Host           string
	Port           int    // default 993, or 143 unless TLS is Implicit
	TLS            string // Implicit (the default), StartTLS or Plain
	User, Password string
	Folder         string        // default INBOX
	Timeout        time.Duration // of one Read; default a minute
	Clock          func() time.Time
	Roots          *tls.Config // nil: the system's
}

// Inbox reads a mailbox by IMAP (RFC 9051). It changes nothing there: people may
// read the same mailbox.
type Inbox struct{ InboxConfig }

// Mark is how far a mailbox was read: the highest UID, under the mailbox's UID
// validity. The zero Mark is a mailbox never read.
type Mark struct {
	Validity uint32 `json:"validity"`
	UID      uint32 `json:"uid"`
}

// What one Read takes on, and how far back the first one goes.
const (
	maxLetters   = 200
	maxLetter    = 1 << 20
	firstLetters = 30 * 24 * time.Hour
	// What reading a letter costs grows with the square of both.
	maxDepth = 20 // of parts within parts
	maxParts = 200
)

// NewInbox checks the configuration; it connects to nothing.
func NewInbox(c InboxConfig) (*Inbox, error) {
	switch c.TLS {
	case Implicit, "":
		c.TLS, c.Port = Implicit, orPort(c.Port, 993)
	case StartTLS, Plain:
		c.Port = orPort(c.Port, 143)
	default:
		return nil, fmt.Errorf("mailbox TLS policy %q: want %s, %s or %s", c.TLS, Implicit, StartTLS, Plain)
	}
	if c.Host == "" || c.User == "" {
		return nil, errors.New("mailbox: no host, or no user name")
	}
	if c.Folder == "" {
		c.Folder = "INBOX"
	}
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	return &Inbox{c}, nil
}

func orPort(port, other int) int {
	if port == 0 {
		return other
	}
	return port
}

// Read hands the calendar objects of the letters that came after since to each,
// in the order they came, and returns how far it got. It stops at an error of
// each: the same letter comes first the next time. Letters over 1 MB, and parts
// that are no calendar, are passed over unread.
func (i *Inbox) Read(ctx context.Context, since Mark, each func(context.Context, []byte) error) (Mark, error) {
	ctx, cancel := context.WithTimeout(ctx, i.Timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(i.Host, strconv.Itoa(i.Port)))
	if err != nil {
		return since, fmt.Errorf("mailbox %s: %w", i.Host, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // the client waits as long as it likes
	defer stop()
	since, err = i.converse(ctx, conn, since, each)
	if err != nil {
		return since, fmt.Errorf("mailbox %s: %w", i.Host, errors.Join(ctx.Err(), err))
	}
	return since, nil
}

// converse signs in, reads and signs out.
func (i *Inbox) converse(ctx context.Context, conn net.Conn, since Mark, each func(context.Context, []byte) error) (Mark, error) {
	c, err := i.client(conn)
	if err != nil {
		return since, err
	}
	defer c.Close()
	if err := c.Login(i.User, i.Password).Wait(); err != nil {
		return since, err
	}
	if since, err = i.read(ctx, c, since, each); err != nil {
		return since, err
	}
	return since, c.Logout().Wait()
}

// client speaks IMAP over a connection.
func (i *Inbox) client(conn net.Conn) (*imapclient.Client, error) {
	options := &imapclient.Options{TLSConfig: i.tls()}
	switch i.TLS {
	case Implicit:
		return imapclient.New(tls.Client(conn, i.tls()), options), nil
	case StartTLS:
		return imapclient.NewStartTLS(conn, options)
	}
	return imapclient.New(conn, options), nil
}

func (i *Inbox) tls() *tls.Config {
	if i.Roots == nil {
		return &tls.Config{ServerName: i.Host}
	}
	c := i.Roots.Clone()
	c.ServerName = i.Host
	return c
}

func (i *Inbox) read(ctx context.Context, c *imapclient.Client, since Mark, each func(context.Context, []byte) error) (Mark, error) {
	box, err := c.Select(i.Folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return since, err
	}
	if since.Validity != box.UIDValidity {
		since = Mark{Validity: box.UIDValidity}
	}
	uids, err := i.after(c, since)
	if err != nil {
		return since, err
	}
	for _, uid := range uids[:min(len(uids), maxLetters)] {
		objects, err := fetch(c, uid)
		if err != nil {
			return since, err
		}
		for _, o := range objects {
			if err := each(ctx, o); err != nil {
				return since, err
			}
		}
		since.UID = uint32(uid)
	}
	return since, nil
}

// after lists the letters that came since, oldest first.
func (i *Inbox) after(c *imapclient.Client, since Mark) ([]imap.UID, error) {
	var criteria imap.SearchCriteria
	if since.UID == 0 {
		criteria.Since = i.Clock().Add(-firstLetters)
	} else {
		var set imap.UIDSet
		set.AddRange(imap.UID(since.UID)+1, 0) // to the last one, which it names in any case
		criteria.UID = []imap.UIDSet{set}
	}
	found, err := c.UIDSearch(&criteria, nil).Wait()
	if err != nil {
		return nil, err
	}
	uids := slices.DeleteFunc(found.AllUIDs(), func(uid imap.UID) bool { return uint32(uid) <= since.UID })
	slices.Sort(uids)
	return uids, nil
}

// fetch reads the calendar objects of one letter; a letter that is gone or too
// large has none.
func fetch(c *imapclient.Client, uid imap.UID) ([][]byte, error) {
	sizes, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{RFC822Size: true}).Collect()
	if err != nil || len(sizes) == 0 || sizes[0].RFC822Size > maxLetter {
		return nil, err
	}
	whole := &imap.FetchItemBodySection{Peek: true}
	letters, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil || len(letters) == 0 {
		return nil, err
	}
	return objects(letters[0].FindBodySection(whole)), nil
}

var errBomb = errors.New("a letter of too many parts")

// objects takes the calendar objects out of a letter, wherever they stand in it.
// What can't be read as a letter has none, and neither has what nests its parts
// deeper, or has more of them, than any mail program does.
func objects(letter []byte) [][]byte {
	m, err := message.Read(bytes.NewReader(letter))
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return nil
	}
	var found [][]byte
	parts := 0
	err = m.Walk(func(within []int, part *message.Entity, err error) error {
		if parts++; parts > maxParts || len(within) > maxDepth {
			return errBomb
		}
		if err != nil && !message.IsUnknownCharset(err) {
			return nil
		}
		kind, _, _ := part.Header.ContentType()
		if !strings.EqualFold(kind, "text/calendar") {
			return nil
		}
		object, err := io.ReadAll(io.LimitReader(part.Body, maxLetter))
		if err == nil && !slices.ContainsFunc(found, func(o []byte) bool { return bytes.Equal(o, object) }) {
			found = append(found, object)
		}
		return nil
	})
	if err != nil {
		return nil // cut off in the middle, or a bomb
	}
	return found
}
