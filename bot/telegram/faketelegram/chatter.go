package faketelegram

import (
	"context"
	"slices"
	"time"
)

// chatter is people who say the next thing once they were answered.
type chatter struct {
	text  string
	left  int
	since map[int64]time.Time // who waits for an answer, and since when
	took  []time.Duration
}

// Chatter lets so many people talk, in private chats from first on, until they
// said so much in all. It returns how long it took, and each answer by itself,
// the quickest first.
func (s *Server) Chatter(ctx context.Context, first int64, people, turns int, text string) (whole time.Duration, each []time.Duration, err error) {
	begun := time.Now()
	c := &chatter{text: text, left: turns, since: map[int64]time.Time{}}
	s.mu.Lock()
	s.talking = c
	for i := range int64(min(people, turns)) {
		s.chats[first+i] = &chat{kind: "private", language: "fr"}
		s.speak(first + i)
	}
	s.mu.Unlock()
	err = s.Await(ctx, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return c.left == 0 && len(c.since) == 0
	})
	whole = time.Since(begun)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.talking = nil
	slices.Sort(c.took)
	return whole, c.took, err
}

// speak lets a person say the next thing; the lock is held.
func (s *Server) speak(chatID int64) {
	c := s.talking
	if c.left == 0 {
		return
	}
	c.left--
	c.since[chatID] = time.Now()
	s.message++
	s.push(chatID, map[string]any{"message": map[string]any{
		"message_id": s.message, "date": 1764000000, "text": c.text,
		"chat": map[string]any{"id": chatID, "type": "private"}, "from": s.person(chatID),
	}})
}

// answered notes an answer, after which the person goes on; the lock is held.
func (s *Server) answered(chatID int64) {
	if s.talking == nil {
		return
	}
	since, waits := s.talking.since[chatID]
	if !waits {
		return
	}
	delete(s.talking.since, chatID)
	s.talking.took = append(s.talking.took, time.Since(since))
	s.chats[chatID].sent = nil // a long talk
	s.speak(chatID)
}
