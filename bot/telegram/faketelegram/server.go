// Package faketelegram is a strict stand-in for Telegram's Bot API, for tests:
// it refuses what Telegram refuses, hands out unconfirmed updates again, and
// fails on demand. The limits are those of https://core.telegram.org/bots/api.
package faketelegram

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Token is the one that the server accepts.
const Token = "4711:Invented_token-of-the-tests"

// Server speaks the Bot API on loopback.
type Server struct {
	URL  string
	http *httptest.Server

	mu        sync.Mutex // guards the rest
	changed   chan struct{}
	updates   []*update
	nextID    int64
	message   int
	chats     map[int64]*chat
	queries   map[string]bool // callback queries not answered yet
	poll      context.CancelCauseFunc
	failures  map[string][]Failure
	calls     map[string]int
	commands  map[string][]string
	described map[string]Described
	hook      *hook    // nil: updates are polled
	replicas  []string // addresses behind the webhook
	reorder   bool     // posts in no order at all
	again     int      // times each update is posted once more
	inline    []string
	latency   time.Duration
	limit     int // messages a second over all; 0: any
	free      float64
	lately    time.Time
	refused   int // messages that came too fast
	talking   *chatter
}

// chat is a private chat with one person, or a group or channel.
type chat struct {
	kind     string
	language string
	blocked  bool
	left     bool  // the bot went away
	moved    int64 // the supergroup that a group became
	sent     []Sent
	heard    []int // ids of what she wrote
	old      []int // ids of what is too old to be deleted
}

// Sent is a message of the bot.
type Sent struct {
	ID       int
	Text     string // or caption
	Buttons  []Button
	Document string // name of the file
	Data     []byte
	Edited   bool
	Thread   int // topic of a group
}

// Button is one of the inline keyboard.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
	URL  string `json:"url"`
}

// New starts a server; Close ends it. Update ids begin at first.
func New(first int64) *Server {
	s := &Server{
		nextID: first, message: 100, changed: make(chan struct{}), chats: map[int64]*chat{},
		queries: map[string]bool{}, failures: map[string][]Failure{}, calls: map[string]int{}, commands: map[string][]string{}, described: map[string]Described{},
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	return s
}

// Close ends the server and what still waits on it.
func (s *Server) Close() {
	s.stopPosting()
	s.http.CloseClientConnections()
	s.http.Close()
}

// method is one of the Bot API's; it runs with the lock held.
type method func(s *Server, p params) (any, *refusal)

var methods = map[string]method{
	"getMe":                 (*Server).getMe,
	"sendMessage":           (*Server).sendMessage,
	"sendDocument":          (*Server).sendDocument,
	"editMessageText":       (*Server).editMessageText,
	"answerCallbackQuery":   (*Server).answerCallbackQuery,
	"setMyCommands":         (*Server).setMyCommands,
	"deleteMyCommands":      (*Server).deleteMyCommands,
	"setMyDescription":      (*Server).setMyDescription,
	"setMyShortDescription": (*Server).setMyShortDescription,
	"setWebhook":            (*Server).setWebhook,
	"deleteWebhook":         (*Server).deleteWebhook,
	"getWebhookInfo":        (*Server).getWebhookInfo,
	"leaveChat":             (*Server).leaveChat,
	"answerInlineQuery":     (*Server).answerInlineQuery,
	"deleteMessage":         (*Server).deleteMessage,
	"deleteMessages":        (*Server).deleteMessages,
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	name, ours := strings.CutPrefix(r.URL.Path, "/bot"+Token+"/")
	if !ours {
		answer(w, nil, &refusal{code: http.StatusNotFound, description: "Not Found"})
		return
	}
	s.wait(r.Context(), name)
	cut, failed := s.fail(w, name)
	if failed {
		return
	}
	p, err := read(r)
	if err != nil {
		answer(w, nil, &refusal{code: http.StatusBadRequest, description: "Bad Request: " + err.Error()})
		return
	}
	if name == "getUpdates" {
		result, refused := s.getUpdates(r.Context(), p)
		answer(w, result, refused)
		return
	}
	do, known := methods[name]
	if !known {
		answer(w, nil, &refusal{code: http.StatusNotFound, description: "Not Found: method not found"})
		return
	}
	s.mu.Lock()
	refused := s.tooMany(name)
	var result any
	if refused == nil {
		result, refused = do(s, p)
	}
	s.wake()
	s.mu.Unlock()
	if cut {
		panic(http.ErrAbortHandler)
	}
	answer(w, result, refused)
}

// refusal is an answer that is not ok.
type refusal struct {
	code        int
	description string
	retryAfter  int
	migrateTo   int64
}

func bad(format string, args ...any) *refusal {
	return &refusal{code: http.StatusBadRequest, description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func answer(w http.ResponseWriter, result any, refused *refusal) {
	w.Header().Set("Content-Type", "application/json")
	body := map[string]any{"ok": refused == nil, "result": result}
	if refused != nil {
		w.WriteHeader(refused.code)
		body = map[string]any{"ok": false, "error_code": refused.code, "description": refused.description}
		if refused.retryAfter > 0 {
			body["parameters"] = map[string]int{"retry_after": refused.retryAfter}
		}
		if refused.migrateTo != 0 {
			body["parameters"] = map[string]int64{"migrate_to_chat_id": refused.migrateTo}
		}
	}
	_ = json.NewEncoder(w).Encode(body)
}

// wake tells those who wait that something changed; the lock is held.
func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Await waits until the condition holds; it is looked at after each change.
func (s *Server) Await(ctx context.Context, holds func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
