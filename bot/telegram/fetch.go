package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	api "github.com/go-telegram/bot"

	"escale/bot"
)

// batch is the most updates asked for at once, and largest the most bytes.
const (
	batch   = 100
	largest = 32 << 20
)

// asked are the kinds of updates we want; others are never sent.
var asked = []string{
	"message", "callback_query", "edited_message", "my_chat_member", "channel_post", "inline_query", "business_connection",
}

// errHooked: Telegram posts updates to an address, and lets nobody poll.
var errHooked = errors.New("a webhook is set")

// fetch gets the updates from offset on, raw, confirming those before it. It
// waits for one to come, at most for wait.
func (b *Bot) fetch(ctx context.Context, offset int64, wait time.Duration) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+20*time.Second)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"offset": offset, "limit": batch, "timeout": int(wait.Seconds()), "allowed_updates": asked,
	})
	if err != nil {
		return nil, fmt.Errorf("get updates: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.URL+"/bot"+b.Token+"/getUpdates", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("get updates: %w", b.discreet(err))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := b.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("get updates: %w", b.discreet(err))
	}
	defer resp.Body.Close()
	return b.decode(io.LimitReader(resp.Body, largest))
}

// decode reads the envelope, and each update as it came.
func (b *Bot) decode(r io.Reader) ([]json.RawMessage, error) {
	var answer struct {
		OK          bool              `json:"ok"`
		Result      []json.RawMessage `json:"result"`
		Code        int               `json:"error_code"`
		Description string            `json:"description"`
		Parameters  struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	switch err := json.NewDecoder(r).Decode(&answer); {
	case err != nil:
		return nil, fmt.Errorf("get updates: %w", b.discreet(err))
	case answer.OK:
		return answer.Result, nil
	case answer.Parameters.RetryAfter > 0:
		return nil, &bot.Throttled{Until: b.Clock().Add(time.Duration(answer.Parameters.RetryAfter) * time.Second)}
	case answer.Code == http.StatusConflict && strings.Contains(answer.Description, "webhook"):
		return nil, fmt.Errorf("get updates: %w", errHooked)
	case answer.Code == http.StatusConflict:
		return nil, fmt.Errorf("get updates: another program polls with this token: %w", api.ErrorConflict)
	}
	return nil, fmt.Errorf("get updates: %d %w", answer.Code, b.discreet(errors.New(answer.Description)))
}
