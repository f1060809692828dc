package faketelegram

import (
	"bytes"
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// hook is where updates are posted to.
type hook struct {
	url    *url.URL
	secret string
	most   int // at once
	stop   context.CancelFunc
	ended  sync.WaitGroup
	turn   int
	fault  string // why the last post was not taken
	when   time.Time
}

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)

// setWebhook refuses what Telegram refuses:
// https://core.telegram.org/bots/api#setwebhook
func (s *Server) setWebhook(p params) (any, *refusal) {
	if p.values["url"] == "" {
		return s.deleteWebhook(p)
	}
	u, err := url.Parse(p.values["url"])
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "":
		return nil, bad("bad webhook: An HTTPS URL must be provided for webhook")
	case !slices.Contains([]string{"", "443", "80", "88", "8443"}, u.Port()):
		return nil, bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	case reserved(u.Hostname()):
		return nil, bad("bad webhook: IP address %s is reserved", u.Hostname())
	case !secretToken.MatchString(p.values["secret_token"]):
		return nil, bad("secret token contains unallowed characters")
	}
	most := int(p.number("max_connections"))
	if most < 1 || most > 100 {
		most = 40
	}
	s.endPosting()
	ctx, cancel := context.WithCancel(context.Background())
	h := &hook{url: u, secret: p.values["secret_token"], most: most, stop: cancel}
	s.hook = h
	if s.poll != nil {
		s.poll(errConflict)
	}
	h.ended.Go(func() { s.post(ctx, h) })
	return true, nil
}

func reserved(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err != nil && !strings.Contains(host, ".") || err == nil && (ip.IsLoopback() || ip.IsPrivate())
}

func (s *Server) deleteWebhook(params) (any, *refusal) {
	s.endPosting()
	return true, nil
}

// endPosting lets what is being posted end by itself; the lock is held.
func (s *Server) endPosting() {
	if s.hook != nil {
		s.hook.stop()
		s.hook = nil
	}
	for _, u := range s.updates {
		u.flying = false
	}
}

func (s *Server) stopPosting() {
	s.mu.Lock()
	h := s.hook
	s.endPosting()
	s.mu.Unlock()
	if h != nil {
		h.ended.Wait()
	}
}

func (s *Server) getWebhookInfo(params) (any, *refusal) {
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.updates)}
	if s.hook != nil {
		info["url"] = s.hook.url.String()
		if s.hook.fault != "" {
			info["last_error_date"], info["last_error_message"] = s.hook.when.Unix(), s.hook.fault
		}
	}
	return info, nil
}

// Webhook is the address that is set and its secret; "" while updates are polled.
func (s *Server) Webhook() (address, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook == nil {
		return "", ""
	}
	return s.hook.url.String(), s.hook.secret
}

// Front is the reverse proxy in front of the webhook: what is posted goes, in
// turns, to these addresses of replicas.
func (s *Server) Front(replicas ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replicas = replicas
	s.wake()
}

// Confuse posts updates in no order, and each so many times more than once.
func (s *Server) Confuse(again int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reorder, s.again = true, again
}

// post posts what waits until the context ends: those of one chat one after the
// other, as Telegram does, unless Confuse was called.
func (s *Server) post(ctx context.Context, h *hook) {
	var flying sync.WaitGroup
	defer flying.Wait()
	for ctx.Err() == nil {
		s.mu.Lock()
		changed := s.changed
		u := s.pick(h)
		if u == nil {
			s.mu.Unlock()
			select {
			case <-changed:
			case <-ctx.Done():
			}
			continue
		}
		u.flying = true
		target := h.url.Path
		h.turn++
		target = s.replicas[h.turn%len(s.replicas)] + target
		s.mu.Unlock()
		flying.Go(func() { s.postOne(ctx, h, u, target) })
	}
}

// pick chooses what is posted next; the lock is held.
func (s *Server) pick(h *hook) *update {
	flying := 0
	busy := map[int64]bool{}
	var next *update
	for _, u := range s.updates {
		if u.flying {
			flying++
		}
		if !u.flying && (s.reorder || next == nil && !busy[u.chat]) {
			next = u // reordered: the last one first
		}
		busy[u.chat] = true
	}
	if flying >= h.most || len(s.replicas) == 0 {
		return nil
	}
	return next
}

// pause is between two posts of an update that was not taken.
const pause = 5 * time.Millisecond

func (s *Server) postOne(ctx context.Context, h *hook, u *update, target string) {
	fault := s.once(ctx, h, u, target)
	if fault != "" {
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u.flying = false
	if fault != "" {
		h.fault, h.when = fault, time.Now()
	} else {
		u.posted++
	}
	if u.posted > s.again {
		s.updates = slices.DeleteFunc(s.updates, func(x *update) bool { return x == u })
	}
	s.wake()
}

// once posts once; "" if it was taken.
func (s *Server) once(ctx context.Context, h *hook, u *update, target string) string {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(u.raw))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "Connection failed"
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return "Wrong response from the webhook: " + resp.Status
	}
	return ""
}
