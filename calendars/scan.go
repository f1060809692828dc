package calendars

import (
	"fmt"
	"strings"
	"time"
)

// stray marks the name of an event that stands outside of a calendar.
const stray = "stray "

// maxDepth is how deeply components may nest; what is deeper is passed over.
const maxDepth = 32

// rawEvent is a VEVENT as it stands in the file, before its times are read.
type rawEvent struct {
	line                          int
	start, end, duration, rid     *property
	rules, exrules, rdates, exits []property
	event
	busyStatus string
}

// rawZone is a VTIMEZONE: its name and its observances.
type rawZone struct {
	tzid        string
	observances []rawObservance
}

type rawObservance struct {
	start, from, to property
	rules, rdates   []property
}

// scanner walks through the components of a file. It keeps a count where
// others recurse, so that no depth of nesting can exhaust the stack.
type scanner struct {
	reader
	problems []Problem
	events   []*event
	path     []string // names of the open components
	deeper   int      // how many more are open below maxDepth
	raws     []*rawEvent
	zones    []*rawZone
	isICal   bool
}

// scan reads every event of a file; zone is that of floating times.
func scan(data []byte, zone *time.Location, zones *zoneSet) (*scanner, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", ErrTooLarge, len(data), MaxSize)
	}
	s := &scanner{reader: reader{zone: zone, zones: zones}}
	s.unknown = func(p property) {
		s.report(p.line, "", "time zone %q is not known: read as %s", clip(p.tzid), s.zone)
	}
	for l := newLines(data); ; {
		text, number, ok := l.next()
		if !ok {
			break
		}
		s.line(text, number)
	}
	if !s.isICal {
		return nil, ErrNotCalendar
	}
	if len(s.path) > 0 {
		s.report(1, "", "the file ends inside of %s", s.path[len(s.path)-1])
		s.unwind(0)
		s.finish()
	}
	return s, nil
}

// maxProblems bounds what one file can have to say.
const maxProblems = 1000

func (s *scanner) report(line int, uid, format string, args ...any) {
	if len(s.problems) < maxProblems {
		s.problems = append(s.problems, Problem{Line: line, UID: clip(uid), Text: fmt.Sprintf(format, args...)})
	}
}

func (s *scanner) line(text []byte, number int) {
	switch name := lineName(text); name {
	case "BEGIN":
		s.begin(component(text), number)
	case "END":
		s.end(component(text), number)
	case "":
		if s.in("VEVENT") {
			s.report(number, s.raw().uid, "%v", errNoColon)
		}
	default:
		s.content(name, text, number)
	}
}

func component(text []byte) string {
	_, name, _ := strings.Cut(string(text), ":")
	return strings.ToUpper(strings.TrimSpace(clip(name)))
}

// in reports whether the innermost open component is the named one.
func (s *scanner) in(name string) bool {
	return s.deeper == 0 && len(s.path) > 0 && s.path[len(s.path)-1] == name
}

func (s *scanner) raw() *rawEvent { return s.raws[len(s.raws)-1] }

func (s *scanner) begin(name string, number int) {
	if len(s.path) >= maxDepth {
		s.deeper++
		return
	}
	if name == "VEVENT" && s.in("VEVENT") {
		s.unwind(len(s.path) - 1)
	}
	inCalendar := s.in("VCALENDAR")
	s.path = append(s.path, name)
	switch {
	case name == "VCALENDAR":
		s.isICal = true
	case name == "VEVENT" && inCalendar:
		s.raws = append(s.raws, &rawEvent{line: number})
	case name == "VEVENT":
		s.path[len(s.path)-1] = stray + name
		s.report(number, "", "an event outside of a calendar")
	case name == "VTIMEZONE":
		s.zones = append(s.zones, &rawZone{})
	case (name == "STANDARD" || name == "DAYLIGHT") && len(s.zones) > 0:
		z := s.zones[len(s.zones)-1]
		z.observances = append(z.observances, rawObservance{})
	}
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
	s.path = s.path[:i]
	if name == "VCALENDAR" {
		s.finish()
	}
}

// unwind closes the components that were left open below the given depth.
func (s *scanner) unwind(depth int) {
	for len(s.path) > depth {
		if s.in("VEVENT") {
			s.report(s.raw().line, s.raw().uid, "event left out: it has no END")
			s.raws = s.raws[:len(s.raws)-1]
		}
		s.path = s.path[:len(s.path)-1]
	}
}

// finish reads the times of the events gathered, now that every VTIMEZONE of
// their calendar is known.
func (s *scanner) finish() {
	s.local = map[string]*time.Location{}
	for _, z := range s.zones {
		if loc, err := s.buildZone(z); err == nil {
			s.local[z.tzid] = loc
		} else if s.reader.zones.find(z.tzid) == nil {
			s.report(1, "", "time zone %q: %v", clip(z.tzid), err)
		}
	}
	for _, raw := range s.raws {
		if e := s.readEvent(raw); e != nil {
			s.events = append(s.events, e)
		}
	}
	s.raws, s.zones = nil, nil
}

// content takes one property to the component that is open.
func (s *scanner) content(name string, text []byte, number int) {
	switch {
	case s.in("VEVENT"):
		if !wanted[name] {
			return
		}
		p, err := readProperty(text, number)
		if err != nil {
			s.report(number, s.raw().uid, "%s: %v", name, err)
			return
		}
		s.raw().take(name, p)
	case s.in("VTIMEZONE"), s.in("STANDARD"), s.in("DAYLIGHT"):
		if p, err := readProperty(text, number); err == nil && len(s.zones) > 0 {
			s.zones[len(s.zones)-1].take(name, p)
		}
	}
}

// wanted are the properties of an event that scheduling reads.
var wanted = map[string]bool{
	"UID": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RECURRENCE-ID": true,
	"RRULE": true, "EXRULE": true, "RDATE": true, "EXDATE": true,
	"STATUS": true, "TRANSP": true, "X-MICROSOFT-CDO-BUSYSTATUS": true, "SEQUENCE": true,
	"SUMMARY": true, "LOCATION": true, "CATEGORIES": true,
	"CONFERENCE": true, "X-GOOGLE-CONFERENCE": true, "X-MICROSOFT-SKYPETEAMSMEETINGURL": true,
}

func (e *rawEvent) take(name string, p property) {
	switch name {
	case "UID":
		e.uid = strings.TrimSpace(p.value)
	case "DTSTART":
		e.start = &p
	case "DTEND":
		e.end = &p
	case "DURATION":
		e.duration = &p
	case "RECURRENCE-ID":
		e.rid = &p
	case "RRULE":
		e.rules = append(e.rules, p)
	case "EXRULE":
		e.exrules = append(e.exrules, p)
	case "RDATE":
		e.rdates = append(e.rdates, p)
	case "EXDATE":
		e.exits = append(e.exits, p)
	case "STATUS":
		e.status = strings.ToUpper(strings.TrimSpace(p.value))
	case "TRANSP":
		e.transparent = strings.EqualFold(strings.TrimSpace(p.value), "TRANSPARENT")
	case "X-MICROSOFT-CDO-BUSYSTATUS":
		e.busyStatus = strings.ToUpper(strings.TrimSpace(p.value))
	case "SEQUENCE":
		e.sequence, _ = number(p.value, 0, 1<<31-1)
	case "SUMMARY":
		e.summary = unescape(p.value)
	case "LOCATION":
		e.location = unescape(p.value)
	case "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL":
		e.conference = p.value
	case "CATEGORIES":
		e.categories = append(e.categories, unescapeList(p.value)...)
	}
}
