package ical

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// stray marks the name of an event that stands outside of a calendar.
const stray = "stray "

// maxDepth is how deeply components may nest; what is deeper is passed over.
const maxDepth = 32

// scanner walks through the components of a file, and reads of its lines only
// those that are asked for. It keeps a count where others recurse, so that no
// depth of nesting can exhaust the stack, and it keeps one event as written at a
// time.
type scanner struct {
	Reader
	lines    lines
	problems []Problem
	events   []*Event
	path     []string // names of the open components
	deeper   int      // how many more are open below maxDepth
	raw      rawEvent // the event that is open
	calendar int      // how many calendars began

	given *time.Location // of floating times, where a calendar names none
}

// scan reads every event of a file; zone is that of floating times, unless the
// file names its own.
func scan(data []byte, zone *time.Location, zones *Zones) (*scanner, error) {
	return scanBy(data, Reader{Zone: zone, Zones: zones})
}

// scanBy is scan by a reader that knows more.
func scanBy(data []byte, by Reader) (*scanner, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", ErrTooLarge, len(data), MaxSize)
	}
	if by.Zone == nil {
		by.Zone = time.UTC
	}
	if by.Zones == nil {
		by.Zones = NewZones()
	}
	s := &scanner{Reader: by, given: by.Zone, lines: *newLines(data), path: make([]string, 0, 8)}
	s.unknown = func(p property) {
		s.report(p.line, "", "time zone %q is not known: read as %s", clip(p.tzid), s.Zone)
	}
	var own *ownZones
	s.own = func(tzid string) *time.Location {
		if own == nil {
			own = findOwnZones(data, by.Zones)
		}
		return own.find(s.calendar, tzid)
	}
	for {
		head, number, ok := s.lines.head()
		if !ok || len(s.events) > maxEvents {
			break
		}
		s.line(head, number)
	}
	if s.calendar == 0 {
		return nil, ErrNotCalendar
	}
	if len(s.events) > maxEvents {
		return nil, fmt.Errorf("%w: at most %d events are read", ErrTooLarge, maxEvents)
	}
	if len(s.path) > 0 {
		s.report(1, "", "the file ends inside of %s", s.path[len(s.path)-1])
		s.unwind(0)
	}
	return s, nil
}

// maxEvents is how many events one file may have: as many as MaxSize holds of the
// kind that programs write. In memory each takes the room of many bytes of text.
const maxEvents = 100_000

// maxProblems bounds what one file can have to say.
const maxProblems = 1000

func (s *scanner) report(line int, uid, format string, args ...any) {
	if len(s.problems) < maxProblems {
		s.problems = append(s.problems, Problem{Line: line, UID: clip(uid), Text: fmt.Sprintf(format, args...)})
	}
}

// line takes a line, as far as its first fold.
func (s *scanner) line(head []byte, number int) {
	switch {
	case isNamed(head, "BEGIN"):
		s.begin(component(s.lines.whole(head)), number)
	case isNamed(head, "END"):
		s.end(component(s.lines.whole(head)), number)
	case s.in("VEVENT"):
		s.content(head, number)
	case s.in("VCALENDAR") && isNamed(head, OwnZone):
		s.adopt(Unescape(strings.TrimSpace(value(s.lines.whole(head)))))
	}
}

// component is the upper-case name that follows BEGIN or END.
func component(text []byte) string {
	_, name, _ := bytes.Cut(text, []byte(":"))
	name = bytes.TrimSpace(name)
	for _, known := range components {
		if string(name) == known {
			return known
		}
	}
	return strings.ToUpper(clip(string(name)))
}

// components are those met in nearly every file.
var components = [...]string{"VALARM", "VEVENT", "VCALENDAR", "STANDARD", "DAYLIGHT", "VTIMEZONE"}

// in reports whether the innermost open component is the named one.
func (s *scanner) in(name string) bool {
	return s.deeper == 0 && len(s.path) > 0 && s.path[len(s.path)-1] == name
}

func (s *scanner) begin(name string, number int) {
	if name == "VCALENDAR" {
		s.calendar++
		s.Zone = s.given
	}
	if len(s.path) >= maxDepth {
		s.deeper++
		return
	}
	if name == "VEVENT" && s.in("VEVENT") {
		s.unwind(len(s.path) - 1)
	}
	if name == "VEVENT" {
		if s.in("VCALENDAR") && !slices.Contains(s.path, "VEVENT") {
			s.raw.begin(number)
		} else {
			name = stray + name
			s.report(number, "", "an event outside of a calendar")
		}
	}
	s.path = append(s.path, name)
}

func (s *scanner) end(name string, number int) {
	if s.deeper > 0 {
		s.deeper--
		return
	}
	i := len(s.path) - 1
	for i >= 0 && s.path[i] != name && s.path[i] != stray+name {
		i--
	}
	if i < 0 {
		s.report(number, "", "END:%s without BEGIN", name)
		return
	}
	s.unwind(i + 1)
	if s.in("VEVENT") {
		if e := s.readEvent(&s.raw); e != nil {
			s.events = append(s.events, e)
		}
	}
	s.path = s.path[:i]
}

// unwind closes the components that were left open below the given depth.
func (s *scanner) unwind(depth int) {
	for len(s.path) > depth {
		if s.in("VEVENT") {
			s.report(s.raw.line, s.raw.UID, "event left out: it has no END")
		}
		s.path = s.path[:len(s.path)-1]
	}
}

// content reads one property of the event that is open, if it is one that is read.
func (s *scanner) content(head []byte, number int) {
	i := nameEnd(head)
	if i < 0 {
		s.report(number, s.raw.UID, "%v", errNoColon)
		return
	}
	var buf [maxName]byte
	name := upperName(buf[:0], head[:i])
	if !wanted[string(name)] {
		return
	}
	p, err := readProperty(s.lines.whole(head), number)
	if err != nil {
		s.report(number, s.raw.UID, "%s: %v", strings.ToUpper(string(head[:i])), err)
		return
	}
	s.raw.take(name, p)
}
