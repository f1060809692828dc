package telegram

import (
	"context"

	"escale/bot"
)

// poisoned is how often an update may have made the dialogue panic before it
// is skipped at the next time: it would do so for ever.
const poisoned = 2

// receive hands an update's inbound over, and turns a panic into an error.
func receive(ctx context.Context, to func(context.Context, bot.Inbound) error, u update) (err error) {
	defer func() {
		if recover() != nil {
			err = bot.ErrPanic
		}
	}()
	return to(ctx, *u.inbound)
}
