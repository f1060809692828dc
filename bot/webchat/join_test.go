package webchat

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"escale/bot"
)

func TestACodeGoesOnHereByAButtonOnly(t *testing.T) {
	h := newHouse(t)
	phone := h.browser()
	phone.write(phone.tap(phone.get("/"), "De mon enfant"), "38000")
	token, used := phone.cookie().Value, 0
	h.carry = func(_ context.Context, in bot.Inbound, code string) (string, error) {
		if code != "K7M2P9QX" || used > 0 || in.Origin == "" || !plausible(in.Address) {
			return "", bot.ErrNoCode
		}
		used++
		return token, nil
	}
	b := h.browser()
	p := b.get("/continuer/K7M2P9QX")
	if used > 0 || b.cookie() != nil || strings.Contains(b.body, "38000") || b.last.Header.Get("X-Robots-Tag") != "noindex" {
		t.Fatal("looking at the link used the code up")
	}
	if got := strings.Join(b.tap(p, french("open_button")).said(), "\n"); !strings.Contains(got, "> 38000") || b.cookie().Value != token {
		t.Errorf("on the page:\n%s", got)
	}
	b = h.browser()
	if p := b.tap(b.get("/continuer/K7M2P9QX"), french("open_button")); p.notice() != french("join_unknown") || b.last.StatusCode != http.StatusNotFound || b.cookie() != nil {
		t.Errorf("a second time: %d %q", b.last.StatusCode, p.notice())
	}
}

func TestATypedCodeIsAnsweredKindly(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.get("/continuer")
	if !strings.Contains(b.body, `name="code"`) || b.last.StatusCode != http.StatusOK {
		t.Fatalf("answered %d without a field", b.last.StatusCode)
	}
	for err, want := range map[error]struct {
		status int
		text   string
	}{
		bot.ErrNoCode:       {http.StatusNotFound, "join_unknown"},
		bot.ErrTooMany:      {http.StatusTooManyRequests, "busy"},
		errors.New("store"): {http.StatusServiceUnavailable, "trouble"},
	} {
		h.carry = func(context.Context, bot.Inbound, string) (string, error) { return "", err }
		p := b.post("/continuer", url.Values{"code": {"<b>" + strings.Repeat("x", 200)}})
		if b.last.StatusCode != want.status || p.notice() != french(want.text) || b.cookie() != nil {
			t.Errorf("%v: %d %q", err, b.last.StatusCode, p.notice())
		}
	}
	b.tap(b.get("/"), "De mon enfant")
	b.get("/continuer")
	if !strings.Contains(b.body, french("join_leaves")) {
		t.Error("who has a conversation here is not told that she leaves it")
	}
}

func TestBrowserContinuesHere(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	var token string
	for address := range h.parents {
		token = address
	}
	h.carry = func(context.Context, bot.Inbound, string) (string, error) { return token, nil }
	b.Open(h.url + "/continuer/K7M2P9QX")
	look(t, b, "31-continue-link")
	b.Open(h.url + "/continuer?lang=fr-falc")
	look(t, b, "30-continue-typed")
	b.Fill("#code", "K7M2 P9QX")
	b.Press(kb.Enter)
	b.WaitText("code postal")
}
