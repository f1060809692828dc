package webchat

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"escale/bot"
)

const aCode = "p1_abcdefghijklmnopqrstuvwx"

// fromPartner welcomes who comes with a code in a way of its own.
func fromPartner(h *house) {
	h.chat.WelcomeFrom = func(_ context.Context, language, payload string) ([]bot.Message, error) {
		if payload != aCode {
			return welcome(language), nil
		}
		m := say("La PMI vous envoie vers nous.")
		m.Choices = []bot.Choice{{ID: "0.referral.yes", Label: "J’accepte"}}
		return []bot.Message{m}, nil
	}
}

func TestALinkOpensTheChatWithItsPayload(t *testing.T) {
	h := newHouse(t)
	fromPartner(h)
	b := h.browser()
	p := b.get(strings.TrimPrefix(h.chat.StartLink(aCode), h.url))
	if !strings.Contains(b.body, "La PMI vous envoie") || b.cookie() != nil || len(h.store.all()) != 0 {
		t.Fatalf("looking: cookie %v, %d records\n%s", b.cookie(), len(h.store.all()), b.body)
	}
	if !strings.Contains(b.body, `lang=en&amp;de=`+aCode) {
		t.Error("changing the language loses the code")
	}
	p = b.tap(p, "J’accepte")
	if in := h.received[0]; in.Start != aCode || in.Choice != "0.referral.yes" {
		t.Errorf("received %+v", in)
	}
	if got := strings.Join(p.said(), "\n"); !strings.Contains(got, "La PMI vous envoie") || !strings.Contains(got, "> J’accepte") {
		t.Errorf("the transcript does not begin as the page did:\n%s", got)
	}
	if strings.Contains(b.body, aCode) {
		t.Error("the conversation's own page still carries the code")
	}
}

// Who has a conversation here is asked first: what only looks changes nothing.
func TestALinkDoesNotDisturbAConversation(t *testing.T) {
	h := newHouse(t)
	fromPartner(h)
	b := h.browser()
	b.write(b.tap(b.get("/"), "De mon enfant"), "38000")
	before := len(h.received)
	p := b.get("/?de=" + aCode)
	if len(h.received) != before || strings.Contains(b.body, "38000") {
		t.Fatal("looking at the link did something")
	}
	p = b.tap(p, french("start_button"))
	if in := h.received[len(h.received)-1]; len(h.received) != before+1 || in.Start != aCode || in.Choice != "start" {
		t.Errorf("received %+v", h.received)
	}
	if !strings.Contains(strings.Join(p.said(), "\n"), "38000") {
		t.Error("her conversation is gone")
	}
}

// What can't be a payload is not handed on; what can't be read now is a welcome
// like any other.
func TestPayloadsThatLeadNowhere(t *testing.T) {
	h := newHouse(t)
	fromPartner(h)
	b := h.browser()
	for _, payload := range []string{"", "<b>", strings.Repeat("a", 65), "é", "p1 x"} {
		p := b.get("/?" + url.Values{StartKey: {payload}}.Encode())
		if strings.Contains(b.body, `name="start"`) || len(p.buttons()) == 0 {
			t.Errorf("%q: %s", payload, b.body)
		}
	}
	h.chat.WelcomeFrom = func(context.Context, string, string) ([]bot.Message, error) { return nil, errors.New("no store") }
	p := b.get("/?de=" + aCode)
	b.tap(p, "De mon enfant")
	if len(h.received) != 1 || h.received[0].Start != aCode {
		t.Errorf("received %+v", h.received)
	}
	if strings.Contains(h.log.String(), aCode) {
		t.Error("the log has the code")
	}
}
