package email

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"escale/bot"
)

// Channel brings messages to parents who left an e-mail address.
type Channel struct{ sender Sender }

// NewChannel makes a channel of a sender.
func NewChannel(s Sender) *Channel { return &Channel{s} }

// Name is bot.EmailChannel.
func (c *Channel) Name() string { return bot.EmailChannel }

// Send mails one message; see bot.Channel. A message that shows emergency
// numbers does not go into a mailbox that others may read.
func (c *Channel) Send(ctx context.Context, to bot.Recipient, m bot.Message) error {
	if m.Purge {
		return fmt.Errorf("%w: not for a mailbox", bot.ErrRefused)
	}
	l := Letter{To: to.Address, Subject: m.Subject, Text: text(m), Language: m.Language}
	if m.Document != nil {
		l.Attachments = []bot.Document{*m.Document}
	}
	err := c.sender.Post(ctx, l)
	if errors.Is(err, ErrAddress) {
		return fmt.Errorf("%w: %w", bot.ErrRefused, err)
	}
	return err
}

// text is the message with the links among its choices and the way back; what
// can only be tapped in the conversation is left there.
func text(m bot.Message) string {
	var b strings.Builder
	b.WriteString(m.Text)
	for _, choice := range m.Choices {
		if choice.URL != "" {
			fmt.Fprintf(&b, "\n\n%s\n%s", choice.Label, choice.URL)
		}
	}
	if m.Mail != "" {
		b.WriteString("\n\n" + m.Mail)
	}
	b.WriteString("\n")
	return b.String()
}
