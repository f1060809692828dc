package telegram

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"escale/bot"
)

// Limits of the platform, in UTF-16 code units and bytes.
const (
	longestText    = 4096
	longestCaption = 1024
	longestChoice  = 64
)

// Send delivers one message; see bot.Channel. One that takes several requests
// and fails in between is taken up where it stood.
func (b *Bot) Send(ctx context.Context, to bot.Recipient, m bot.Message) error {
	chat, err := strconv.ParseInt(to.Address, 10, 64)
	if err != nil {
		return fmt.Errorf("%w: not a chat id", bot.ErrRefused)
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	key := fingerprint(chat, m)
	requests := b.requests(chat, m)
	for i := b.stood(key); i < len(requests); i++ {
		if err := requests[i](ctx); err != nil && !unread(err) {
			why := b.verdict(err)
			if errors.Is(why, bot.ErrStopped) || errors.Is(why, bot.ErrRefused) {
				i = 0 // it is not tried again; the same words another day are another message
			}
			b.keep(key, i)
			return why
		}
	}
	b.keep(key, 0)
	return nil
}

// requests are what a message takes: its text in parts, the last with the
// buttons; a file with the text as its caption where that fits.
func (b *Bot) requests(chat int64, m bot.Message) []func(context.Context) error {
	text, keyboard := b.keyboard(m)
	if m.Document != nil && units(text) <= longestCaption {
		return []func(context.Context) error{b.document(chat, m.Document, text, keyboard)}
	}
	var all []func(context.Context) error
	parts := split(text, longestText)
	if m.Replace && len(parts) == 1 && m.Document == nil {
		return append(all, b.replace(chat, text, keyboard))
	}
	for i, part := range parts {
		var markup models.ReplyMarkup
		if i == len(parts)-1 {
			markup = keyboard
		}
		all = append(all, b.text(chat, part, markup))
	}
	if m.Document != nil {
		all = append(all, b.document(chat, m.Document, "", nil))
	}
	if m.Wipe {
		all = append(all, b.wipe(chat, m.Shown))
	}
	return all
}

func (b *Bot) text(chat int64, text string, markup models.ReplyMarkup) func(context.Context) error {
	return func(ctx context.Context) error {
		sent, err := b.api.SendMessage(ctx, &api.SendMessageParams{
			ChatID: chat, Text: text, ReplyMarkup: markup, LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: api.True()},
		})
		if err != nil {
			return err
		}
		b.remember(chat, sent.ID)
		b.showed(chat, sent.ID)
		return nil
	}
}

// replace edits the last message in place; if that can't be done, it sends.
func (b *Bot) replace(chat int64, text string, markup models.ReplyMarkup) func(context.Context) error {
	send := b.text(chat, text, markup)
	return func(ctx context.Context) error {
		last := b.lastOf(chat)
		if last == 0 {
			return send(ctx)
		}
		_, err := b.api.EditMessageText(ctx, &api.EditMessageTextParams{
			ChatID: chat, MessageID: last, Text: text, ReplyMarkup: markup, LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: api.True()},
		})
		switch {
		case refused(err, "message is not modified"):
			return nil
		case refused(err, ""):
			b.remember(chat, 0)
			return send(ctx)
		}
		return err
	}
}

func (b *Bot) document(chat int64, d *bot.Document, caption string, markup models.ReplyMarkup) func(context.Context) error {
	return func(ctx context.Context) error {
		sent, err := b.api.SendDocument(ctx, &api.SendDocumentParams{
			ChatID: chat, Caption: caption, ReplyMarkup: markup,
			Document: &models.InputFileUpload{Filename: d.Name, Data: bytes.NewReader(d.Data)},
		})
		if err == nil {
			b.showed(chat, sent.ID)
			b.remember(chat, 0) // a file's caption can't become a message's text
		}
		return err
	}
}

// keyboard lays choices out, one a row, and returns the text with the links
// that Telegram takes in no button: those to this machine.
func (b *Bot) keyboard(m bot.Message) (string, models.ReplyMarkup) {
	var text strings.Builder
	text.WriteString(strings.ToValidUTF8(m.Text, "\uFFFD"))
	var rows [][]models.InlineKeyboardButton
	for _, c := range m.Choices {
		button := models.InlineKeyboardButton{Text: c.Label, CallbackData: c.ID, URL: c.URL}
		switch {
		case c.URL != "" && !public(c.URL):
			text.WriteString("\n\n" + c.Label + " : " + c.URL)
			continue
		case c.URL != "":
			button.CallbackData = ""
		case c.ID == "" || len(c.ID) > longestChoice:
			b.Log.Error("choice left out", "bytes", len(c.ID))
			continue
		}
		rows = append(rows, []models.InlineKeyboardButton{button})
	}
	if len(rows) == 0 {
		return text.String(), nil
	}
	return text.String(), &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// public reports whether an address means something outside this machine.
func public(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return strings.Contains(u.Hostname(), ".") && (ip == nil || !ip.IsLoopback() && !ip.IsPrivate())
}

// fingerprint names a message to a chat.
func fingerprint(chat int64, m bot.Message) string {
	data, _ := json.Marshal(m) // plain data
	sum := sha256.Sum256(fmt.Appendf(data, "/%d", chat))
	return string(sum[:])
}
