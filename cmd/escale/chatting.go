package main

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"escale/bot"
	"escale/bot/webchat"
	"escale/evaluation"
	"escale/locales"
	"escale/web"
)

// buildChat makes the web chat and adds it to the channels.
func (h *house) buildChat() error {
	chat, err := webchat.New(webchat.Config{
		Secret: func(text string) bool { return len(h.catalogue.danger(text)) > 0 },
		Store:  h.store, Vault: h.vault, Receive: h.reception.Receive,
		Find: func(ctx context.Context, channel, address string) (bot.Recipient, error) {
			to, _, err := h.reception.Find(ctx, channel, address)
			return to, err
		},
		Continue: h.reception.Continue,
		Welcome:  h.dialogue.Welcome,
		WelcomeFrom: func(ctx context.Context, lang, payload string) ([]bot.Message, error) {
			return h.dialogue.WelcomeFrom(ctx, lang, payload, h.clocks.Programme())
		},
		Emergency: func(lang string) []bot.Message { return h.dialogue.Emergency(lang, h.clocks.Programme()) },
		Texts:     func(lang string) webchat.Printer { return h.texts.In(lang) },
		Languages: h.languages,
		BaseURL:   h.config.BaseURL, Origin: h.origin, Style: web.HouseStyle(), Footer: h.footer,
		Clocks: h.clocks, Log: h.log,
	})
	if err != nil {
		return err
	}
	h.chat = chat
	h.channels[chat.Name()] = chat
	return nil
}

// languages are those of the programme that there are texts in; its first one
// comes first.
func (h *house) languages() []string {
	var all []string
	for _, tag := range h.catalogue.programme().Languages {
		if h.texts.In(tag).Tag() == tag {
			all = append(all, tag)
		}
	}
	if len(all) == 0 {
		return []string{locales.French}
	}
	return all
}

// footer links every page of the chat to what the law asks for.
func (h *house) footer(lang string) []webchat.Link {
	say := h.texts.In(lang)
	return []webchat.Link{
		{Label: say.T("page.privacy"), URL: publicPages["privacy"]},
		{Label: say.T("page.legal"), URL: publicPages["legal"]},
		{Label: say.T("page.accessibility"), URL: publicPages["accessibility"]},
	}
}

// origin is the blind index of where a request comes from: an IPv4 address, the
// /56 of an IPv6 one, which is what a household is given. X-Forwarded-For is
// believed only from the trusted proxy.
func (h *house) origin(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	// A proxy adds to the line that came, or adds one: the last of all is its own.
	if lines := r.Header.Values("X-Forwarded-For"); len(lines) > 0 && host == h.config.TrustedProxy {
		forwarded := lines[len(lines)-1]
		host = strings.TrimSpace(forwarded[strings.LastIndexByte(forwarded, ',')+1:])
	}
	return h.vault.Blind("origin", network(host))
}

// network is the part of an address that one household shares.
func network(host string) string {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	addr = addr.Unmap()
	bits := 32
	if addr.Is6() {
		bits = 56
	}
	prefix, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		return host
	}
	return prefix.String()
}

// item finds one item of a questionnaire in force.
func (h *house) item(questionnaire, item string) (evaluation.Item, bool) {
	q := h.catalogue.questionnaires()[questionnaire]
	if q == nil {
		return evaluation.Item{}, false
	}
	for _, i := range q.Items {
		if i.ID == item {
			return i, true
		}
	}
	return evaluation.Item{}, false
}
