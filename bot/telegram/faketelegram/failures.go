package faketelegram

import (
	"net/http"
	"slices"
)

// Failure is how a request goes wrong.
type Failure struct {
	Code       int // answered as Telegram does; with HTML, as a gateway does
	RetryAfter int // seconds, with 429
	HTML       bool
	Cut        bool // the connection breaks off instead
	CutAfter   bool // it breaks off once the request was obeyed
}

// Fail makes the next requests of a method go wrong, one failure each.
func (s *Server) Fail(method string, failures ...Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[method] = append(s.failures[method], failures...)
}

// Block makes a person block the bot.
func (s *Server) Block(chatID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats[chatID].blocked = true
}

// fail counts a call and lets it fail if it should; cut: once it was obeyed.
func (s *Server) fail(w http.ResponseWriter, method string) (cut, failed bool) {
	s.mu.Lock()
	s.calls[method]++
	waiting := s.failures[method]
	if len(waiting) == 0 {
		s.mu.Unlock()
		return false, false
	}
	f := waiting[0]
	s.failures[method] = waiting[1:]
	s.wake()
	s.mu.Unlock()
	switch {
	case f.CutAfter:
		return true, false
	case f.Cut:
		panic(http.ErrAbortHandler)
	case f.HTML:
		w.WriteHeader(f.Code)
		_, _ = w.Write([]byte("<html><body><h1>Bad Gateway</h1></body></html>"))
	default:
		answer(w, nil, &refusal{code: f.Code, description: http.StatusText(f.Code), retryAfter: f.RetryAfter})
	}
	return false, true
}

// Inline are the buttons shown under inline queries.
func (s *Server) Inline() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.inline)
}

// Calls is how often a method was called.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

// Sent lists what the bot sent to a chat.
func (s *Server) Sent(chatID int64) []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats[chatID] == nil {
		return nil
	}
	return slices.Clone(s.chats[chatID].sent)
}

// Unanswered is how many taps still show a spinner.
func (s *Server) Unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queries)
}

// Commands are the menu's in a language; "" for everybody else's.
func (s *Server) Commands(language string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands[language])
}

// Heal forgets the failures still to come.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.failures)
}
