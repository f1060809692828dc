package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/bot"
	"escale/bot/telegram"
	"escale/bot/telegram/faketelegram"
)

// stage is the strict stand-in with a bot on it and a reception that notes what
// it is handed.
type stage struct {
	t      *testing.T
	server *faketelegram.Server
	logs   *logs

	mu       sync.Mutex // guards the rest
	received []bot.Inbound
	react    func(bot.Inbound) error
}

// zoe and karim are the chats of two invented people.
const (
	zoe   = int64(900_001)
	karim = int64(900_002)
)

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, server: faketelegram.New(7000), logs: &logs{}}
	t.Cleanup(s.server.Close)
	s.server.Join(zoe, "fr")
	s.server.Join(karim, "en-GB")
	t.Cleanup(func() { s.wantNoToken("the logs", s.logs.String()) })
	return s
}

func (s *stage) wantNoToken(where, text string) {
	s.t.Helper()
	if _, secret, _ := strings.Cut(faketelegram.Token, ":"); strings.Contains(text, secret) {
		s.t.Errorf("%s hold the token: %s", where, text)
	}
}

func (s *stage) bot() *telegram.Bot {
	s.t.Helper()
	b, err := telegram.New(telegram.Config{
		Token: faketelegram.Token, URL: s.server.URL, Clock: time.Now,
		Log: slog.New(slog.NewTextHandler(s.logs, nil)), Poll: 5 * time.Second, Pause: 2 * time.Millisecond,
		Menus: []telegram.Menu{
			{Commands: []telegram.Command{{Name: "start", Description: "Commencer"}, {Name: "rdv", Description: "Mes rendez-vous"}}, Description: "Bonjour", Short: "Un rendez-vous"},
			{Language: "en", Commands: []telegram.Command{{Name: "start", Description: "Start"}, {Name: "appointments", Description: "Mine"}}, Description: "Hello"},
			{Language: "ar"}, // offered no more
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// run polls until the test ends or the returned function is called.
func (s *stage) run(b *telegram.Bot, receive func(context.Context, bot.Inbound) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { b.Introduce(ctx) })
	running.Go(func() { b.Run(ctx, receive) })
	stop = sync.OnceFunc(func() { cancel(); running.Wait() })
	s.t.Cleanup(stop)
	return stop
}

func (s *stage) receive(_ context.Context, in bot.Inbound) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.react != nil {
		if err := s.react(in); err != nil {
			return err
		}
	}
	s.received = append(s.received, in)
	return nil
}

func (s *stage) heard() []bot.Inbound {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.received)
}

// await waits until a condition of the server or the stage holds.
func (s *stage) await(what string, holds func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	if err := s.server.Await(ctx, holds); err != nil {
		s.t.Fatalf("%s: %v\n%s", what, err, s.logs)
	}
}

// settled waits until everything is confirmed.
func (s *stage) settled() {
	s.t.Helper()
	s.await("updates confirmed", func() bool { return s.server.Pending() == 0 })
}

// logs collects what is logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var errStore = errors.New("store is closed")

func to(chat string) bot.Recipient { return bot.Recipient{Address: chat} }

func newWith(token string) (*telegram.Bot, error) {
	return telegram.New(telegram.Config{Token: token, Log: slog.New(slog.DiscardHandler), Clock: time.Now})
}
