package telegram

import (
	"context"
	"time"

	api "github.com/go-telegram/bot"
)

// stopSpinner answers a tap at once: its turn may take longer than Telegram
// waits. A tap that comes again is too old to be answered; that is no fault.
func (b *Bot) stopSpinner(ctx context.Context, query string) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if _, err := b.api.AnswerCallbackQuery(ctx, &api.AnswerCallbackQueryParams{CallbackQueryID: query}); err != nil {
		b.Log.Info("telegram tap not acknowledged", "error", b.discreet(err))
	}
}
