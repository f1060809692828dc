// Package email writes and sends e-mail: what concerns an appointment to
// parents who left an address, and invitations to structures. It receives
// nothing.
package email

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"

	"escale/bot"
)

// Letter is one e-mail to one person. No field can add a header or a
// recipient: what does not fit in one is refused or made to fit.
type Letter struct {
	To       string // one address, "Name <local@domain>" or bare
	Subject  string
	Text     string // paragraphs, no markup
	Language string // BCP 47; may be empty
	// Calendar is an iCalendar object sent as an invitation (iMIP, RFC 6047)
	// with its Method: "REQUEST", "CANCEL" or "REPLY". It is the letter's
	// alternative part.
	Calendar    []byte
	Method      string
	Attachments []bot.Document
}

// Sender sends letters. ErrAddress, wrapped, means that this one can never be
// sent; other errors may pass. No error quotes an address.
type Sender interface {
	Post(ctx context.Context, l Letter) error
}

// ErrAddress: there is no such mailbox, or the address is none.
var ErrAddress = errors.New("address refused")

// compose makes the message of a letter, dated now.
func compose(from string, l Letter, now time.Time) (*mail.Msg, error) {
	to, err := address(l.To)
	if err != nil {
		return nil, err
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.From(from); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	m.ToMailAddress(to)
	m.Subject(oneLine(l.Subject))
	m.SetMessageIDWithValue(messageID(from))
	m.SetDateWithValue(now)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if language, _, _ := strings.Cut(l.Language, "-"); language != "" { // "fr-falc" is no tag of BCP 47
		m.SetGenHeader(mail.HeaderContentLang, oneLine(language))
	}
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	if len(l.Calendar) > 0 {
		if err := invite(m, l); err != nil {
			return nil, err
		}
	}
	for _, d := range l.Attachments {
		if err := attach(m, d); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// invite adds the calendar part; its method must be that of the object.
func invite(m *mail.Msg, l Letter) error {
	switch l.Method {
	case "REQUEST", "CANCEL", "REPLY":
	default:
		return fmt.Errorf("calendar method %q", l.Method)
	}
	m.AddAlternativeWriter(mail.ContentType("text/calendar; method="+l.Method), func(w io.Writer) (int64, error) {
		return io.Copy(w, bytes.NewReader(l.Calendar))
	}, mail.WithPartCharset(mail.CharsetUTF8))
	return nil
}

func attach(m *mail.Msg, d bot.Document) error {
	name := path.Base(oneLine(d.Name))
	err := m.AttachReader(name, bytes.NewReader(d.Data), mail.WithFileContentType(mail.ContentType(oneLine(d.Type))))
	if err != nil {
		return fmt.Errorf("attach: %w", err)
	}
	return nil
}

// address reads exactly one address (RFC 5322).
func address(s string) (*netmail.Address, error) {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return nil, fmt.Errorf("%w: control character", ErrAddress)
	}
	to, err := netmail.ParseAddress(s)
	if err != nil {
		return nil, fmt.Errorf("%w: not an e-mail address", ErrAddress)
	}
	return to, nil
}

// oneLine makes a header's value of a text.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " ")
}
