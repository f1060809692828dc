package hosting

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// place is what an address names. A later field is only set with the earlier
// ones; all empty is the root.
type place struct {
	user     string
	home     bool
	calendar string
	object   string
}

const homeSegment = "calendars"

// place reads a decoded path; ok is false if it can name nothing here.
func (s *Server) place(path string) (p place, ok bool) {
	rest, ok := strings.CutPrefix(path, s.prefix)
	if !ok || (rest != "" && rest[0] != '/') {
		return p, false
	}
	rest = strings.Trim(rest, "/")
	if rest == "" {
		return p, true
	}
	parts := strings.Split(rest, "/")
	for _, part := range parts {
		if !segment(part) {
			return p, false
		}
	}
	if len(parts) > 4 || (len(parts) > 1 && parts[1] != homeSegment) {
		return p, false
	}
	parts = append(parts, make([]string, 4-len(parts))...)
	return place{user: parts[0], home: parts[1] != "", calendar: parts[2], object: parts[3]}, true
}

// path is the canonical address: collections end with a slash.
func (s *Server) path(p place) string {
	switch {
	case p.object != "":
		return s.calendarPath(p.user, p.calendar) + p.object
	case p.calendar != "":
		return s.calendarPath(p.user, p.calendar)
	case p.home:
		return s.homePath(p.user)
	case p.user != "":
		return s.principalPath(p.user)
	}
	return s.prefix + "/"
}

func (s *Server) principalPath(user string) string { return s.prefix + "/" + user + "/" }

func (s *Server) homePath(user string) string { return s.principalPath(user) + homeSegment + "/" }

func (s *Server) calendarPath(user, name string) string { return s.homePath(user) + name + "/" }

// escaped is the path as it stands in an href.
func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// segment holds for a name that can stand in an address and in the store: it
// climbs nowhere and can be printed.
func segment(name string) bool {
	if name == "" || len(name) > 200 || name == "." || name == ".." || !utf8.ValidString(name) {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return r == '/' || r == '\\' || !unicode.IsPrint(r)
	})
}
