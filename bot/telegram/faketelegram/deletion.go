package faketelegram

import (
	"encoding/json"
	"slices"
)

// deleteMessages takes away what it finds; as Telegram does, it refuses all when
// one of them is older than 48 hours.
func (s *Server) deleteMessages(p params) (any, *refusal) {
	_, c, refused := s.reach(p)
	if refused != nil {
		return nil, refused
	}
	var ids []int
	if err := json.Unmarshal([]byte(p.values["message_ids"]), &ids); err != nil || len(ids) == 0 || len(ids) > 100 {
		return nil, bad("message identifiers are not specified")
	}
	if slices.ContainsFunc(ids, func(id int) bool { return slices.Contains(c.old, id) }) {
		return nil, bad("message can't be deleted")
	}
	for _, id := range ids {
		c.drop(id)
	}
	return true, nil
}

// drop takes one message away, ours or hers, and reports whether it was there.
func (c *chat) drop(id int) bool {
	before := len(c.sent) + len(c.heard)
	c.sent = slices.DeleteFunc(c.sent, func(m Sent) bool { return m.ID == id })
	c.heard = slices.DeleteFunc(c.heard, func(n int) bool { return n == id })
	return len(c.sent)+len(c.heard) < before
}

// Elsewhere lets so many messages go by in other chats: a bot's are numbered
// together.
func (s *Server) Elsewhere(messages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.message += messages
}

// Heard returns the ids of what a person wrote and still stands in the chat.
func (s *Server) Heard(chatID int64) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.chats[chatID].heard)
}

// Age makes what stands in a chat older than 48 hours: it can't be deleted.
func (s *Server) Age(chatID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[chatID]
	c.old = slices.Clone(c.heard)
	for _, m := range c.sent {
		c.old = append(c.old, m.ID)
	}
}
