package faketelegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"
)

// update is one that was not confirmed yet.
type update struct {
	id     int64
	chat   int64
	raw    json.RawMessage
	flying bool // is being posted
	posted int  // times it was answered with 200
}

var errConflict = errors.New("terminated by other getUpdates request")

// getUpdates confirms what is before the offset and waits for what follows. A
// second poller ends the first one's wait with 409.
func (s *Server) getUpdates(ctx context.Context, p params) (any, *refusal) {
	limit := p.number("limit")
	if limit < 1 || limit > 100 {
		limit = 100
	}
	ctx, stop := context.WithTimeout(ctx, time.Duration(p.number("timeout"))*time.Second)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.mu.Lock()
	if s.hook != nil {
		s.mu.Unlock()
		return nil, &refusal{code: http.StatusConflict, description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	if s.poll != nil {
		s.poll(errConflict)
	}
	s.poll = cancel
	s.confirm(p.number("offset"))
	s.wake()
	s.mu.Unlock()
	err := s.Await(ctx, func() bool { return s.Pending() > 0 })
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(context.Cause(ctx), errConflict) {
		return nil, &refusal{code: http.StatusConflict, description: "Conflict: " + errConflict.Error() + "; make sure that only one bot instance is running"}
	}
	s.poll = nil
	raws := []json.RawMessage{}
	if err == nil {
		for _, u := range s.updates[:min(int(limit), len(s.updates))] {
			raws = append(raws, u.raw)
		}
	}
	return raws, nil
}

func (s *Server) confirm(offset int64) {
	for len(s.updates) > 0 && s.updates[0].id < offset {
		s.updates = s.updates[1:]
	}
}

// Pending is how many updates wait to be confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.updates)
}

// Join opens a private chat with somebody whose app is in a language.
func (s *Server) Join(chatID int64, language string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats[chatID] = &chat{kind: "private", language: language}
}

// Gather opens a group, supergroup or channel with the bot in it.
func (s *Server) Gather(chatID int64, kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats[chatID] = &chat{kind: kind}
}

// Upgrade makes a supergroup of a group.
func (s *Server) Upgrade(group, supergroup int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats[group].moved, s.chats[supergroup] = supergroup, &chat{kind: "supergroup"}
}

// Left reports whether the bot went away from a group or channel.
func (s *Server) Left(chatID int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chats[chatID].left
}

// Say lets a person type; it returns the update's id.
func (s *Server) Say(chatID int64, text string) int64 {
	return s.Send(chatID, map[string]any{"text": text})
}

// Send lets a person send a message with these fields.
func (s *Server) Send(chatID int64, fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.message++
	if c := s.chats[chatID]; c != nil {
		c.heard = append(c.heard, s.message)
	}
	m := map[string]any{
		"message_id": s.message, "date": 1764000000,
		"chat": map[string]any{"id": chatID, "type": "private"}, "from": s.person(chatID),
	}
	maps.Copy(m, fields)
	return s.push(chatID, map[string]any{"message": m})
}

// Tap lets a person tap a button of a message, with any data.
func (s *Server) Tap(chatID int64, messageID int, data string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	query := fmt.Sprintf("query-%d", s.nextID)
	s.queries[query] = true
	return s.push(chatID, map[string]any{"callback_query": map[string]any{
		"id": query, "from": s.person(chatID), "data": data, "chat_instance": "1",
		"message": map[string]any{"message_id": messageID, "date": 1764000000, "chat": map[string]any{"id": chatID, "type": "private"}},
	}})
}

// Push hands out an update of any kind.
func (s *Server) Push(fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.push(0, fields)
}

func (s *Server) push(chatID int64, fields map[string]any) int64 {
	id := s.nextID
	s.nextID++
	fields["update_id"] = id
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err) // a test's own fault
	}
	s.updates = append(s.updates, &update{id: id, chat: chatID, raw: raw})
	s.wake()
	return id
}

func (s *Server) person(chatID int64) map[string]any {
	p := map[string]any{"id": chatID, "is_bot": false, "first_name": "Inventée"}
	if c := s.chats[chatID]; c != nil && c.language != "" {
		p["language_code"] = c.language
	}
	return p
}
