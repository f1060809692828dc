// Package telegram is the conversation on Telegram. It owns the poller and the
// webhook, so that an update is confirmed only after its turn was committed; the
// library serves for types and for sending. It keeps nothing a restart would miss.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	api "github.com/go-telegram/bot"

	"escale/bot"
)

// ChannelName is Telegram's name among channels.
const ChannelName = "telegram"

// Rate is what Telegram accepts: 30 messages in any second over all, and about
// one a second to a chat, a few at once.
var Rate = bot.Rate{PerSecond: 29, Together: 2, Chat: time.Second, Burst: 4}

// Config is a bot's account.
type Config struct {
	Token string
	URL   string // of the API server; default https://api.telegram.org
	Log   *slog.Logger
	Clock func() time.Time // machine time
	// Webhook is the public https address of the service, for Telegram to post
	// updates to instead of being polled: see Hook. Empty: none.
	Webhook string
	// Say is a text of the locales, for what is answered outside a conversation;
	// nil: such things are passed over.
	Say   func(language, id string, args ...any) string
	Menus []Menu
	// Poll is how long a poll waits for something to come; default 50 s.
	Poll time.Duration
	// Pause is the first wait after something failed; it doubles up to a minute.
	// Default a second.
	Pause time.Duration
	// Client is for tests; default one that keeps connections.
	Client *http.Client
}

// Bot is a bot.Channel, and the poller that feeds a Reception.
type Bot struct {
	Config
	api *api.Bot

	shown int // menus set; touched by introduce only

	mu       sync.Mutex // guards the rest
	last     map[int64]int
	messages map[int64][]int // what each chat shows, for deleting it
	progress map[string]int
	told     map[int64]time.Time // groups that were refused, and when
	albums   map[int64]album     // the last of each chat
	name     string
}

var shaped = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// New checks the configuration; it connects to nothing.
func New(c Config) (*Bot, error) {
	if !shaped.MatchString(c.Token) {
		return nil, errors.New("telegram token: want digits, a colon and letters, as @BotFather gives it")
	}
	if err := CheckWebhook(c.Webhook); err != nil {
		return nil, fmt.Errorf("telegram webhook %q: %w", c.Webhook, err)
	}
	if c.URL == "" {
		c.URL = "https://api.telegram.org"
	}
	c.URL = strings.TrimSuffix(c.URL, "/")
	if c.Poll == 0 {
		c.Poll = 50 * time.Second
	}
	if c.Pause == 0 {
		c.Pause = time.Second
	}
	if c.Client == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 64
		c.Client = &http.Client{Transport: whole{transport}}
	}
	b := &Bot{Config: c, last: map[int64]int{}, messages: map[int64][]int{}, progress: map[string]int{}, told: map[int64]time.Time{}, albums: map[int64]album{}}
	var err error
	b.api, err = api.New(c.Token, api.WithSkipGetMe(), api.WithServerURL(c.URL), api.WithHTTPClient(c.Poll, c.Client),
		api.WithErrorsHandler(func(err error) { c.Log.Warn("telegram", "error", b.discreet(err)) }))
	if err != nil {
		return nil, fmt.Errorf("telegram: %w", b.discreet(err))
	}
	return b, nil
}

// Name is ChannelName.
func (b *Bot) Name() string { return ChannelName }

// Link opens the bot in Telegram; "" until it told its name.
func (b *Bot) Link() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.name == "" {
		return ""
	}
	return "https://t.me/" + b.name
}

// introduce learns the bot's name and sets its menus; tried again, it goes on
// where it was.
func (b *Bot) introduce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	me, err := b.api.GetMe(ctx)
	if err != nil {
		return fmt.Errorf("who am I: %w", b.verdict(err))
	}
	b.mu.Lock()
	b.name = me.Username
	b.mu.Unlock()
	for ; b.shown < len(b.Menus); b.shown++ {
		if err := b.show(ctx, b.Menus[b.shown]); err != nil {
			return err
		}
	}
	return nil
}
