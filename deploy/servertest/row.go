package servertest

import (
	"fmt"
	"net/http"
)

// NewCalendar makes a calendar that nothing else of the test uses.
func (s *Server) NewCalendar() string {
	s.t.Helper()
	return s.MakeCalendar(fmt.Sprintf("Agenda%d", s.Next()))
}

// Next counts what the test makes on the server.
func (s *Server) Next() int {
	s.made++
	return s.made
}

// UID is one of the calendar made last: some servers want it to be the only one
// of the account.
func (s *Server) UID(name string) string { return fmt.Sprintf("%s-%d", name, s.made) }

// Raw sends one request with plain HTTP. No answer at all is status 0.
func (s *Server) Raw(method, path, body string, header ...string) Answer {
	a, err := s.Try(method, path, body, header...)
	if err != nil {
		return Answer{}
	}
	return a
}

// Write puts an object there, with a condition or none.
func (s *Server) Write(href, text string, header ...string) Answer {
	return s.Raw(http.MethodPut, href, text, append([]string{"Content-Type", "text/calendar; charset=utf-8"}, header...)...)
}
