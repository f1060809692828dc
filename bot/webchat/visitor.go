package webchat

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// visitor is who a request comes from.
type visitor struct {
	bot.Recipient
	known bool // she has a conversation; else only looks
	lost  bool // the cookie opens nothing any more: erased, or never true
}

// visitor reads the cookie. An error means that it can't be told now.
func (c *Chat) visitor(ctx context.Context, r *http.Request) (visitor, error) {
	cookie, err := r.Cookie(c.cookieName())
	if err != nil || !plausible(cookie.Value) {
		return visitor{lost: err == nil}, nil
	}
	return c.behind(ctx, cookie.Value)
}

// behind looks up who a token belongs to.
func (c *Chat) behind(ctx context.Context, token string) (visitor, error) {
	who, err := c.Find(ctx, Channel, token)
	switch {
	case errors.Is(err, scheduling.ErrNotFound), errors.Is(err, scheduling.ErrErased):
		return visitor{lost: true}, nil
	case err != nil:
		return visitor{}, err
	}
	who.Address = token
	return visitor{Recipient: who, known: true}, nil
}

// plausible reports whether a token has the form of ours.
func plausible(token string) bool {
	if len(token) != tokenLength {
		return false
	}
	_, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil
}

const (
	tokenLength = 32 // letters: 192 bits
	formLife    = time.Hour
)

// formID is what makes a form's input unique; it carries its hour.
func formID(now time.Time) string {
	return strconv.FormatInt(now.Unix(), 36) + "." + rand.Text()
}

// firstToken is the token of the conversation that a form begins. It derives
// from the form, so that a double tap begins one conversation and not two; but a
// form found later in a borrowed phone begins another.
func (c *Chat) firstToken(form string, now time.Time) string {
	born, secret, _ := strings.Cut(form, ".")
	unix, err := strconv.ParseInt(born, 36, 64)
	age := now.Sub(time.Unix(unix, 0))
	if err != nil || len(secret) < 26 || age < -time.Minute || age > formLife {
		form = rand.Text()
	}
	sum := sha256.Sum256([]byte(c.Vault.Blind("webchat first token", form)))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:tokenLength]
}

// inputID tells inputs apart: the same button of the same form is the same
// input, another button of that form is another.
func (c *Chat) inputID(token, form, choice, text string) string {
	sum := sha256.Sum256([]byte(c.Vault.Blind("webchat input", strings.Join([]string{token, form, choice, text}, "\x00"))))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

func (c *Chat) cookieName() string {
	if c.secure {
		return "__Host-escale"
	}
	return "escale"
}

func (c *Chat) setCookie(w http.ResponseWriter, token string) {
	http.SetCookie(w, c.cookie(token, int(lifetime/time.Second)))
}

func (c *Chat) clearCookie(w http.ResponseWriter) { http.SetCookie(w, c.cookie("", -1)) }

func (c *Chat) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: c.cookieName(), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	}
}

// ReturnLink is the secret link that opens the conversation on another device.
func (c *Chat) ReturnLink(token string) string { return c.BaseURL + "/r/" + token }
