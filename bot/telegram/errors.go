package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	api "github.com/go-telegram/bot"

	"escale/bot"
)

// verdict says what an error of the library means for the message.
func (b *Bot) verdict(err error) error {
	if slow, ok := errors.AsType[*api.TooManyRequestsError](err); ok {
		return &bot.Throttled{Until: b.Clock().Add(time.Duration(max(slow.RetryAfter, 1)) * time.Second)}
	}
	if _, moved := errors.AsType[*api.MigrateError](err); moved {
		return fmt.Errorf("%w: a group, now another", bot.ErrRefused) // conversations are private
	}
	switch said := b.discreet(err); {
	case errors.Is(err, api.ErrorForbidden), refused(err, "chat not found"):
		return fmt.Errorf("%w: %w", bot.ErrStopped, said)
	case errors.Is(err, api.ErrorBadRequest):
		return fmt.Errorf("%w: %w", bot.ErrRefused, said)
	default:
		return said
	}
}

// refused reports whether Telegram refused a request with these words.
func refused(err error, words string) bool {
	return errors.Is(err, api.ErrorBadRequest) && strings.Contains(strings.ToLower(err.Error()), words)
}

// unread reports whether a request was obeyed but its answer holds something
// newer than the library: what was sent is sent.
func unread(err error) bool {
	return err != nil && strings.Contains(err.Error(), "error decode response result")
}

// discreet keeps the token, which is part of every URL, and what a gateway
// says, out of an error. The chain ends here: the inner errors hold the URL.
func (b *Bot) discreet(err error) error {
	_, torn := errors.AsType[*json.SyntaxError](err)
	_, odd := errors.AsType[*json.UnmarshalTypeError](err)
	if torn || odd { // the library repeats it
		return errors.New("the answer is not Telegram's")
	}
	_, secret, _ := strings.Cut(b.Token, ":")
	return errors.New(strings.NewReplacer(b.Token, "***", secret, "***").Replace(err.Error()))
}
