// Package webchat is the conversation in a web page: what a parent meets who
// has no messaging app. It works without JavaScript, stores nothing for who only
// looks, and knows nothing of what is said: it hands bot.Inbound on and shows
// bot.Messages.
//
// A browser holds a secret token in a cookie; the token is the address of the
// channel, and a secret link carries it to another device. The page is a
// transcript of the last messages, sealed for the parent.
package webchat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"escale/bot"
	"escale/scheduling"
)

// Channel is the channel's name in bot.Inbound and in the outbox.
const Channel = "web"

// Config is what a Chat needs. Fields are required unless said otherwise.
type Config struct {
	Store Store
	Vault Vault
	// Receive takes what a person did, and returns once it is committed and the
	// answers were delivered through Send. A repeated id changes nothing.
	Receive func(context.Context, bot.Inbound) error
	// Find returns who is behind an address, or scheduling.ErrNotFound (or
	// ErrErased).
	Find func(ctx context.Context, channel, address string) (bot.Recipient, error)
	// Continue has a conversation of another app go on here, by a code; optional.
	Continue Continue
	// Welcome is what a conversation begins with.
	Welcome func(language string) []bot.Message
	// WelcomeFrom is what it begins with for who comes by a link or a poster, whose
	// payload it is given; optional.
	WelcomeFrom func(ctx context.Context, language, payload string) ([]bot.Message, error)
	// Emergency is the numbers for who is in danger, shown without storing
	// anything to who has no conversation yet, and whenever all else fails.
	Emergency func(language string) []bot.Message
	// Texts returns the printer of a language, for the frame around the messages.
	Texts func(language string) Printer
	// Languages are those that the switch offers now, the first by default.
	Languages func() []string
	// BaseURL is where the chat is reached, without a slash at its end. Cookies
	// are Secure when it is https.
	BaseURL string
	// Origin is the blind index of the network a request comes from, for limits.
	Origin func(*http.Request) string
	// Style is the house style (web/static/base.css), sent before the chat's own.
	Style []byte
	// Footer returns the links at the foot of the page; optional.
	Footer func(language string) []Link
	// Limits per network; optional.
	Limits Limits
	// Secret reports whether what she wrote is to be written down nowhere (words of
	// danger); optional.
	Secret func(text string) bool
	// Exit is the neutral page of the quick exit; default Météo-France.
	Exit   string
	Clocks scheduling.Clocks
	Log    *slog.Logger
}

// Limits are what one network may do: so many at once, then so many a second.
// Networks of telephones are shared by thousands.
type Limits struct {
	Inputs, InputsAtOnce float64 // default 5 a second after 200
	Begun, BegunAtOnce   float64 // conversations begun; default 0.5 a second after 60
}

// Store is the part of the durable store that transcripts need.
type Store interface {
	Get(context.Context, scheduling.Key) (scheduling.Record, error)
	Apply(context.Context, scheduling.Change) (scheduling.Result, error)
}

// Vault is the part of bot.Vault that transcripts need.
type Vault interface {
	Seal(ctx context.Context, parent string, plain []byte) ([]byte, error)
	Open(ctx context.Context, parent string, sealed []byte) ([]byte, error)
	Blind(purpose, value string) string
}

// Printer says the texts of the frame, whose ids begin with "webchat.", and the
// language's own name, "language.name".
type Printer interface {
	T(id string, args ...any) string
}

// Link is one of the foot of the page.
type Link struct{ Label, URL string }

// Chat is the channel and its pages. It is safe for concurrent use.
type Chat struct {
	Config
	secure   bool
	policy   string // the content security policy
	assets   assets
	hub      *hub
	messages *limiter // inputs of one network
	begun    *limiter // conversations begun from one network
	guard    *http.CrossOriginProtection
}

var _ bot.Channel = (*Chat)(nil)

// New makes a Chat; it starts nothing. An error names the field that is missing
// or wrong.
func New(c Config) (*Chat, error) {
	if err := c.complete(); err != nil {
		return nil, fmt.Errorf("web chat: %w", err)
	}
	chat := &Chat{
		Config:   c,
		secure:   strings.HasPrefix(c.BaseURL, "https://"),
		assets:   newAssets(c.Style),
		hub:      newHub(),
		messages: newLimiter(c.Limits.Inputs, c.Limits.InputsAtOnce),
		begun:    newLimiter(c.Limits.Begun, c.Limits.BegunAtOnce),
		guard:    http.NewCrossOriginProtection(),
	}
	exit, err := origin(c.Exit)
	if err != nil {
		return nil, fmt.Errorf("web chat: exit: %w", err)
	}
	chat.policy = policy(exit)
	own, err := origin(c.BaseURL)
	if err == nil {
		err = chat.guard.AddTrustedOrigin(own)
	}
	if err != nil {
		return nil, fmt.Errorf("web chat: base address: %w", err)
	}
	return chat, nil
}

// complete fills in defaults and names what is missing.
func (c *Config) complete() error {
	for name, missing := range map[string]bool{
		"Store": c.Store == nil, "Vault": c.Vault == nil, "Receive": c.Receive == nil,
		"Find": c.Find == nil, "Welcome": c.Welcome == nil, "Emergency": c.Emergency == nil,
		"Texts": c.Texts == nil, "Languages": c.Languages == nil, "Origin": c.Origin == nil, "Clocks": c.Clocks == nil, "Log": c.Log == nil,
	} {
		if missing {
			return errors.New(name + " is missing")
		}
	}
	if c.Limits == (Limits{}) {
		c.Limits = Limits{Inputs: 5, InputsAtOnce: 200, Begun: 0.5, BegunAtOnce: 60}
	}
	if c.Exit == "" {
		c.Exit = "https://meteofrance.com/"
	}
	if c.Footer == nil {
		c.Footer = func(string) []Link { return nil }
	}
	return nil
}

// Name implements bot.Channel.
func (c *Chat) Name() string { return Channel }

// Close ends the streams of open pages, so that a server can shut down.
func (c *Chat) Close() { c.hub.close() }

// Routes puts the chat's pages on a mux.
func (c *Chat) Routes(mux *http.ServeMux) {
	handle := func(pattern string, h http.HandlerFunc) {
		mux.Handle(pattern, c.guarded(h))
	}
	handle("GET /{$}", c.page)
	handle("POST /message", c.message)
	handle("GET /r/{token}", c.link)
	handle("GET /ouvrir", c.opening)
	handle("POST /ouvrir", c.open)
	handle("POST /quitter", c.quit)
	handle("POST /appareil", c.device)
	if c.Continue != nil {
		handle("GET /continuer", c.joinPage)
		handle("GET /continuer/{code}", c.joinPage)
		handle("POST /continuer", c.join)
	}
	handle("POST /lettres", c.letters)
	handle("GET /imprimer", c.print)
	handle("GET /document/{number}", c.document)
	handle("GET /events", c.events)
	handle("GET /chat.css", c.assets.style)
	handle("GET /chat.js", c.assets.script)
	handle("GET /escale.svg", c.assets.icon)
}

// origin is the scheme and host of an address.
func origin(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", fmt.Errorf("%q is not a web address", address)
	}
	return u.Scheme + "://" + u.Host, nil
}
