package telegram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	api "github.com/go-telegram/bot"
)

// connections is how many updates Telegram may post at once, over all replicas.
const connections = 40

// watch is how often Telegram is asked whether it reaches the webhook.
const watch = 10 * time.Minute

// ports are where Telegram posts: https://core.telegram.org/bots/api#setwebhook
var ports = []string{"", "443", "80", "88", "8443"}

// CheckWebhook refuses an address that Telegram would not post to; none is fine.
func CheckWebhook(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("want the public address of this service, such as https://escale.example.fr")
	case !slices.Contains(ports, u.Port()):
		return fmt.Errorf("port %s: Telegram posts to 443, 80, 88 and 8443 only", u.Port())
	case !outside(u.Hostname()):
		return fmt.Errorf("%s can't be reached from outside", u.Hostname())
	}
	return nil
}

// outside reports whether a host means something outside this machine and network.
func outside(host string) bool {
	ip := net.ParseIP(host)
	return (strings.Contains(host, ".") || ip != nil) && (ip == nil || !ip.IsLoopback() && !ip.IsPrivate() && !ip.IsUnspecified())
}

// WebhookPath is where on this service Telegram posts. It tells nothing, and is
// the same for all replicas.
func (b *Bot) WebhookPath() string { return "/telegram/" + b.derived("path")[:22] }

// secret comes with every update that is Telegram's.
func (b *Bot) secret() string { return b.derived("secret") }

// derived is a word of A-Za-z0-9_- that follows from the token, without telling it.
func (b *Bot) derived(purpose string) string {
	mac := hmac.New(sha256.New, []byte(b.Token))
	mac.Write([]byte("escale webhook " + purpose))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (b *Bot) webhookURL() string { return strings.TrimSuffix(b.Webhook, "/") + b.WebhookPath() }

// announce has updates posted from now on; it may be repeated.
func (b *Bot) announce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	_, err := b.api.SetWebhook(ctx, &api.SetWebhookParams{
		URL: b.webhookURL(), SecretToken: b.secret(), MaxConnections: connections, AllowedUpdates: asked,
	})
	if err != nil {
		return fmt.Errorf("set webhook: %w", b.verdict(err))
	}
	return nil
}

// withdraw has updates kept for polling; none is dropped.
func (b *Bot) withdraw(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if _, err := b.api.DeleteWebhook(ctx, &api.DeleteWebhookParams{}); err != nil {
		return fmt.Errorf("delete webhook: %w", b.verdict(err))
	}
	b.Log.Info("telegram webhook taken away: updates are polled")
	return nil
}

// inspect tells the operator of updates that Telegram could not post since the
// time given (Unix seconds), and sets the webhook again if it is gone. It
// returns when the last fault was.
func (b *Bot) inspect(ctx context.Context, since int) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	info, err := b.api.GetWebhookInfo(ctx)
	if err != nil {
		return since, fmt.Errorf("webhook info: %w", b.verdict(err))
	}
	if info.URL != b.webhookURL() {
		b.Log.Warn("telegram webhook was changed by another program; set again")
		return since, b.announce(ctx)
	}
	if info.LastErrorDate > since {
		b.Log.Warn("telegram could not post an update", "pending", info.PendingUpdateCount, "reason", info.LastErrorMessage)
	}
	return max(since, info.LastErrorDate), nil
}
