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
	id  int64
	raw json.RawMessage
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
		return nil, &refusal{http.StatusConflict, "Conflict: " + errConflict.Error() + "; make sure that only one bot instance is running", 0}
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
	s.chats[chatID] = &chat{language: language}
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
	m := map[string]any{
		"message_id": s.message, "date": 1764000000,
		"chat": map[string]any{"id": chatID, "type": "private"}, "from": s.person(chatID),
	}
	maps.Copy(m, fields)
	return s.push(map[string]any{"message": m})
}

// Tap lets a person tap a button of a message, with any data.
func (s *Server) Tap(chatID int64, messageID int, data string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	query := fmt.Sprintf("query-%d", s.nextID)
	s.queries[query] = true
	return s.push(map[string]any{"callback_query": map[string]any{
		"id": query, "from": s.person(chatID), "data": data, "chat_instance": "1",
		"message": map[string]any{"message_id": messageID, "date": 1764000000, "chat": map[string]any{"id": chatID, "type": "private"}},
	}})
}

// Push hands out an update of any kind.
func (s *Server) Push(fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.push(fields)
}

func (s *Server) push(fields map[string]any) int64 {
	id := s.nextID
	s.nextID++
	fields["update_id"] = id
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err) // a test's own fault
	}
	s.updates = append(s.updates, update{id, raw})
	s.wake()
	return id
}

func (s *Server) person(chatID int64) map[string]any {
	language := ""
	if c := s.chats[chatID]; c != nil {
		language = c.language
	}
	return map[string]any{"id": chatID, "is_bot": false, "first_name": "Inventée", "language_code": language}
}
