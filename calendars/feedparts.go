package calendars

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"escale/calendars/ical"
)

// part is what a feed says under one UID: an event with its exceptions, as an
// object of its own.
type part struct {
	text []byte
	sum  string // of what does not change with every rendering
}

// splitFeed cuts a feed into one calendar a UID, by href, so that only what has
// changed is read anew. It copies lines and understands none of them: what is
// wrong with one event shows when that is read.
func splitFeed(body []byte) map[string]part {
	s := splitter{groups: map[string]*group{}, zones: map[string][]byte{}}
	for line := range bytes.Lines(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))) {
		s.line(line)
	}
	parts := map[string]part{}
	for uid, g := range s.groups {
		parts["uid:"+uid] = g.part(s.zones)
	}
	return parts
}

// group gathers the components of one UID.
type group struct {
	text []byte
	zone []byte // the line that names the zone of its floating times, if any
}

var unfolder = strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "")

// splitter walks the lines of a feed. Folded lines stay as they are, and belong
// to the line that they continue.
type splitter struct {
	depth  int // of open components
	name   string
	block  []byte // the component of the calendar that is being read
	uid    []byte // unfolded
	inUID  bool
	inZone bool
	zone   []byte // the line that names the calendar's own
	zones  map[string][]byte
	groups map[string]*group
}

func (s *splitter) line(line []byte) {
	folded := len(line) > 0 && (line[0] == ' ' || line[0] == '\t')
	text := bytes.TrimRight(line, "\r\n")
	if folded {
		switch {
		case s.inUID:
			s.uid = append(s.uid, text[1:]...)
		case s.inZone:
			s.zone = append(s.zone, line...)
		}
	} else if s.inUID, s.inZone = false, false; s.open(text) || s.close(text) {
		return
	} else if s.depth == 2 {
		s.note(text)
	} else if s.depth == 1 && ical.Line(text).Name() == ical.OwnZone {
		s.zone, s.inZone = slices.Clone(line), true
	}
	if s.depth > 1 {
		s.block = append(s.block, line...)
	}
}

// note remembers by what the component is known.
func (s *splitter) note(text []byte) {
	want := "UID"
	if s.name == "VTIMEZONE" {
		want = "TZID"
	}
	if ical.Line(text).Name() == want && s.uid == nil {
		_, value, _ := bytes.Cut(text, []byte(":"))
		s.uid, s.inUID = append([]byte{}, value...), true
	}
}

func (s *splitter) open(text []byte) bool {
	if !hasPrefixFold(text, "BEGIN:") {
		return false
	}
	s.depth++
	if s.depth == 1 {
		s.zone = nil
	}
	if s.depth == 2 {
		s.name, s.block, s.uid = ical.Line(text).Component(), nil, nil
	}
	if s.depth > 1 {
		s.block = append(append(s.block, text...), '\n')
	}
	return true
}

func (s *splitter) close(text []byte) bool {
	if !hasPrefixFold(text, "END:") {
		return false
	}
	if s.depth > 1 {
		s.block = append(append(s.block, text...), '\n')
	}
	if s.depth == 2 {
		s.end()
	}
	s.depth = max(0, s.depth-1)
	return true
}

// end takes in a component of the calendar that is complete.
func (s *splitter) end() {
	id := strings.TrimSpace(string(s.uid))
	if s.name == "VTIMEZONE" {
		s.zones[id] = s.block
		return
	}
	if s.name == "VTODO" || s.name == "VJOURNAL" {
		return
	}
	if id == "" {
		id = fmt.Sprintf("none-%x", digest(s.block))
	}
	if s.groups[id] == nil {
		s.groups[id] = &group{zone: s.zone}
	}
	s.groups[id].text = append(s.groups[id].text, s.block...)
}

// part makes a calendar of the group, with the zones that it names.
func (g *group) part(zones map[string][]byte) part {
	text := append([]byte("BEGIN:VCALENDAR\nVERSION:2.0\n"), g.zone...)
	names := unfolder.Replace(string(g.text))
	for _, id := range slices.Sorted(maps.Keys(zones)) {
		if id != "" && strings.Contains(names, id) {
			text = append(text, zones[id]...)
		}
	}
	text = append(append(text, g.text...), "END:VCALENDAR\n"...)
	return part{text, steady(text)}
}

// steady is a digest without what services write anew at every request.
func steady(text []byte) string {
	h := sha256.New()
	for line := range bytes.Lines(text) {
		switch ical.Line(line).Name() {
		case "DTSTAMP", "CREATED", "LAST-MODIFIED":
		default:
			h.Write(line)
		}
	}
	return string(h.Sum(nil)[:16])
}

func hasPrefixFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}
