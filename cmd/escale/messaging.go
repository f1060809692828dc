package main

import (
	"context"
	"fmt"

	"escale/bot"
	"escale/bot/telegram"
	"escale/bot/webchat"
)

// buildTelegram makes the Telegram bot, if the configuration has a token.
func (h *house) buildTelegram() error {
	token, err := secret(h.config.TelegramTokenFile)
	if err != nil {
		return fmt.Errorf("telegram_token_file: %w", err)
	}
	if token == "" {
		return nil
	}
	h.telegram, err = telegram.New(telegram.Config{
		Token: token, URL: h.config.TelegramAPI, Webhook: h.config.TelegramWebhook, Menus: h.menus(), Log: h.log, Clock: h.clocks.Machine,
		Say: func(language, id string, args ...any) string { return h.texts.In(language).T(id, args...) },
	})
	if err != nil {
		return err
	}
	h.channels[h.telegram.Name()] = h.telegram
	h.receivers = append(h.receivers, h.telegram.Introduce)
	if h.config.TelegramWebhook != "" {
		h.hook = h.telegram.Hook(h.reception.Receive)
		h.receivers = append(h.receivers, h.hook.Run)
		return nil
	}
	h.receivers = append(h.receivers, func(ctx context.Context) {
		h.replicas.alone(ctx, "telegram", func(ctx context.Context) { h.telegram.Run(ctx, h.reception.Receive) })
	})
	return nil
}

// telegramLink opens the bot in Telegram; "" without one.
func (h *house) telegramLink() string {
	if h.telegram == nil {
		return ""
	}
	return h.telegram.Link()
}

// carryLink opens a conversation in another channel by a code; without a code, it
// is the page where one is typed.
func (h *house) carryLink(channel, code string) string {
	switch {
	case channel == webchat.Channel:
		return h.chat.JoinLink(code)
	case channel == telegram.ChannelName && code != "" && h.telegramLink() != "":
		return h.telegramLink() + "?start=" + bot.CarryPayload(code)
	}
	return ""
}
