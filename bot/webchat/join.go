package webchat

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"

	"escale/bot"
)

// Continue opens the conversation that a code leads to at an address of this
// channel, and returns the one that it has here. Errors: bot.ErrNoCode,
// bot.ErrTooMany.
type Continue func(ctx context.Context, in bot.Inbound, code string) (address string, err error)

// joining is what the page asks on which a conversation goes on here.
type joining struct {
	Code  string // "": it is to be typed
	Known bool   // another conversation is open on this device
}

// joinPage asks whether the conversation is to go on here: whatever only looks at
// addresses, such as the preview of a message, uses no code up.
func (c *Chat) joinPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Robots-Tag", "noindex")
	c.askToJoin(w, r, http.StatusOK, r.URL.Query().Get("lang"), "", cut(r.PathValue("code"), choiceLimit))
}

func (c *Chat) askToJoin(w http.ResponseWriter, r *http.Request, status int, language, notice, code string) {
	who, err := c.visitor(r.Context(), r)
	if err != nil {
		c.fail(w, r, "find conversation", err, posted{Language: c.begins(r, language)})
		return
	}
	language = c.speaks(r, who, language)
	v := c.view(language)
	v.Joining = &joining{Code: code, Known: who.known}
	if notice != "" {
		v.Notice = c.Texts(language).T(notice)
	}
	c.render(w, r, status, v)
}

// join has the conversation go on here.
func (c *Chat) join(w http.ResponseWriter, r *http.Request) {
	p, ok := c.read(w, r)
	if !ok {
		return
	}
	if !c.messages.take(c.Origin(r), c.Clocks.Machine()) {
		c.refuse(w, r, http.StatusTooManyRequests, "webchat.busy", posted{Language: p.Language})
		return
	}
	c.away(w, r) // else the next page would forget what this one opens
	address, err := c.Continue(r.Context(), bot.Inbound{
		ID: rand.Text(), Channel: Channel, Address: newToken(), Language: p.Language, Origin: c.Origin(r),
	}, cut(r.PostForm.Get("code"), choiceLimit))
	switch {
	case errors.Is(err, bot.ErrNoCode):
		c.askToJoin(w, r, http.StatusNotFound, p.Language, "webchat.join_unknown", "")
	case errors.Is(err, bot.ErrTooMany):
		c.askToJoin(w, r, http.StatusTooManyRequests, p.Language, "webchat.busy", "")
	case err != nil:
		c.fail(w, r, "continue", err, posted{Language: p.Language})
	default:
		c.setCookie(w, address)
		http.Redirect(w, r, "/#fin", http.StatusSeeOther)
	}
}

// newToken draws the token of a browser.
func newToken() string {
	secret := make([]byte, tokenLength*6/8)
	rand.Read(secret) // never fails
	return base64.RawURLEncoding.EncodeToString(secret)
}

// JoinLink is the page on which a code opens its conversation; without a code, one
// is typed there.
func (c *Chat) JoinLink(code string) string {
	if code == "" {
		return c.BaseURL + "/continuer"
	}
	return c.BaseURL + "/continuer/" + code
}
