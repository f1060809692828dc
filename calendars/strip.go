package calendars

import (
	"bytes"
	"strings"
)

// strip cuts an object down to what keep needs: times, rules and tags, and the
// titles of our own events.
func strip(data []byte, installation string, words wording) []byte {
	var out, event bytes.Buffer
	ours, path := false, []string(nil)
	for l := newLines(data); ; {
		text, _, ok := l.next()
		if !ok {
			return out.Bytes()
		}
		name := lineName(text)
		if name == "BEGIN" {
			path = append(path, component(text))
		}
		switch in := last(path); {
		case in == "VEVENT":
			ours = ours || name == "UID" && isOurs(strings.TrimSpace(value(text)), installation)
			event.Write(text)
			event.WriteByte('\n')
		case in == "VAVAILABILITY" || in == "AVAILABLE":
			stripLine(&out, text, false, words != wordless)
		case in == "VCALENDAR" || in == "VTIMEZONE" || in == "STANDARD" || in == "DAYLIGHT":
			out.Write(text)
			out.WriteByte('\n')
		}
		if name == "END" && len(path) > 0 {
			if last(path) == "VEVENT" {
				out.Write(stripEvent(event.Bytes(), ours, words))
				event.Reset()
				ours = false
			}
			path = path[:len(path)-1]
		}
	}
}

func last(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// value is what follows the colon of a content line.
func value(text []byte) string {
	p, err := readProperty(text, 0)
	if err != nil {
		return ""
	}
	return p.value
}

// stripEvent keeps the lines of an event that scheduling reads.
func stripEvent(text []byte, ours bool, words wording) []byte {
	var tags []string
	if words == ofTagged {
		for line := range bytes.Lines(text) {
			switch lineName(line) {
			case "CATEGORIES":
				tags = append(tags, tagsOf(&event{categories: unescapeList(value(bytes.TrimSpace(line)))})...)
			case "SUMMARY":
				tags = append(tags, tagsOf(&event{summary: unescape(value(bytes.TrimSpace(line)))})...)
			}
		}
	}
	var out bytes.Buffer
	for line := range bytes.Lines(text) {
		stripLine(&out, bytes.TrimRight(line, "\r\n"), ours, !ours && words.keeps(tags))
	}
	return out.Bytes()
}

// stripLine writes a line that scheduling reads. Of the title of what is not ours
// only the #words stay, unless it is a title of ours, and of its place nothing
// unless place says so.
func stripLine(out *bytes.Buffer, line []byte, ours, place bool) {
	switch name := lineName(line); {
	case name == "ATTENDEE" && ours:
		out.WriteString("ATTENDEE:\n") // that there is one, not who
	case name == "SUMMARY" && !ours && referenceIn(unescape(value(line))) != "":
		out.Write(line)
		out.WriteByte('\n')
	case name == "SUMMARY" && !ours:
		if tags := hashtags(unescape(value(line))); len(tags) > 0 {
			out.WriteString("SUMMARY:" + escape(strings.Join(tags, " ")) + "\n")
		}
	case placed[name] && !place && (!ours || name != "LOCATION"):
	case name == "BEGIN" || name == "END" || name == "PRIORITY" || wanted[name]:
		out.Write(line)
		out.WriteByte('\n')
	}
}

// placed are the properties that say where something takes place.
var placed = map[string]bool{
	"LOCATION": true, "CONFERENCE": true, "X-GOOGLE-CONFERENCE": true, "X-MICROSOFT-SKYPETEAMSMEETINGURL": true,
}
