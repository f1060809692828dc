package webchat

import (
	"context"
	"net/http"
	"regexp"

	"escale/bot"
)

// StartKey names the payload of a link or poster in the address of the page:
// https://…/?de=PAYLOAD.
const StartKey = "de"

// payload is what a start link may carry, as in Telegram.
var payload = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// started is the payload if it may be one, else "".
func started(text string) string {
	if payload.MatchString(text) {
		return text
	}
	return ""
}

// StartLink is the address that opens the chat with a payload.
func (c *Chat) StartLink(payload string) string { return c.BaseURL + "/?" + StartKey + "=" + payload }

// first is what a conversation begins with for who comes with the payload. If it
// can't be told whose that is, she is welcomed as anybody is.
func (c *Chat) first(ctx context.Context, language, start string) []bot.Message {
	if start == "" || c.WelcomeFrom == nil {
		return c.Welcome(language)
	}
	messages, err := c.WelcomeFrom(ctx, language, start)
	if err != nil {
		c.Log.Warn("read start link", "error", err)
		return c.Welcome(language)
	}
	return messages
}

// resume meets who comes by a link or a poster and has a conversation here. A
// button takes the payload there: what only looks at addresses changes nothing.
func (c *Chat) resume(w http.ResponseWriter, r *http.Request, language, start string) {
	v := c.view(language)
	v.Known, v.Resume, v.Start = true, true, start
	c.render(w, r, http.StatusOK, v)
}
