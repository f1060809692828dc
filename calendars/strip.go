package calendars

import (
	"bytes"
	"strings"
)

// strip cuts an object down to what keep needs: times, rules and tags, and the
// titles of our own events.
func strip(data []byte, installation string) []byte {
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
		case in == "VCALENDAR" || in == "VTIMEZONE" || in == "STANDARD" || in == "DAYLIGHT":
			out.Write(text)
			out.WriteByte('\n')
		}
		if name == "END" && len(path) > 0 {
			if last(path) == "VEVENT" {
				out.Write(stripEvent(event.Bytes(), ours))
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

// stripEvent keeps the lines of an event that scheduling reads. Of the title of
// somebody else's event only the #words stay.
func stripEvent(text []byte, ours bool) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(text) {
		name := lineName(line)
		switch {
		case name == "SUMMARY" && !ours:
			if tags := hashtags(unescape(value(bytes.TrimSpace(line)))); len(tags) > 0 {
				out.WriteString("SUMMARY:" + escape(strings.Join(tags, " ")) + "\n")
			}
		case name == "LOCATION":
		case name == "BEGIN" || name == "END" || wanted[name]:
			out.Write(line)
		}
	}
	return out.Bytes()
}
