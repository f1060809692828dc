package faketelegram

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Limit has the server take so many messages a second, as many at once, and
// answer 429 to more.
func (s *Server) Limit(perSecond int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit, s.free = perSecond, float64(perSecond)
}

// tooMany refuses a message that comes too fast; the lock is held.
func (s *Server) tooMany(method string) *refusal {
	if s.limit == 0 || !strings.HasPrefix(method, "send") {
		return nil
	}
	now, full := time.Now(), float64(s.limit)
	s.free = min(full, s.free+full*now.Sub(s.lately).Seconds())
	s.lately = now
	if s.free < 1 {
		s.refused++
		return &refusal{code: http.StatusTooManyRequests, description: "Too Many Requests: retry after 1", retryAfter: 1}
	}
	s.free--
	return nil
}

// Refused is how many messages came too fast.
func (s *Server) Refused() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused
}

// Delay has every request but a poll take so long.
func (s *Server) Delay(latency time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency = latency
}

func (s *Server) wait(ctx context.Context, method string) {
	s.mu.Lock()
	latency := s.latency
	s.mu.Unlock()
	if latency == 0 || method == "getUpdates" {
		return
	}
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

var tag = regexp.MustCompile(`<(/?)([a-z-]*)([^<>]*)>?`)

// tags are those of https://core.telegram.org/bots/api#html-style
var tags = strings.Fields("b strong i em u ins s strike del span tg-spoiler a tg-emoji code pre blockquote")

// wellFormed refuses HTML that Telegram refuses: tags it does not know, left
// open, or closed in another order.
func wellFormed(text string) error {
	var open []string
	for _, found := range tag.FindAllStringSubmatchIndex(text, -1) {
		whole, closing, name := text[found[0]:found[1]], found[2] != found[3], text[found[4]:found[5]]
		switch {
		case !strings.HasSuffix(whole, ">") || !slices.Contains(tags, name):
			return fmt.Errorf("unsupported start tag %q at byte offset %d", name, found[0])
		case !closing:
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return fmt.Errorf("unexpected end tag at byte offset %d", found[0])
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("can't find end tag corresponding to start tag %q", open[len(open)-1])
	}
	return nil
}
