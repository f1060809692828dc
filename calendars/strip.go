package calendars

import (
	"bytes"
	"strings"

	"escale/calendars/ical"
)

// strip cuts an object down to what keep needs: times, rules and tags, and the
// titles of our own events.
func strip(data []byte, installation string, words wording) []byte {
	var out, event bytes.Buffer
	ours, path := false, []string(nil)
	for _, text := range ical.Lines(data) {
		name := text.Name()
		if name == "BEGIN" {
			path = append(path, text.Component())
		}
		switch in := last(path); {
		case in == "VEVENT":
			ours = ours || name == "UID" && isOurs(strings.TrimSpace(text.Value()), installation)
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
	return out.Bytes()
}

func last(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// stripEvent keeps the lines of an event that scheduling reads.
func stripEvent(text []byte, ours bool, words wording) []byte {
	var tags []string
	if words == ofTagged {
		for text := range bytes.Lines(text) {
			line := ical.Line(bytes.TrimSpace(text))
			switch line.Name() {
			case "CATEGORIES":
				tags = append(tags, tagsOf(&ical.Event{Categories: ical.UnescapeList(line.Value())})...)
			case "SUMMARY":
				tags = append(tags, tagsOf(&ical.Event{Summary: ical.Unescape(line.Value())})...)
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
func stripLine(out *bytes.Buffer, line ical.Line, ours, place bool) {
	switch name := line.Name(); {
	case name == "ATTENDEE" && ours:
		out.WriteString("ATTENDEE:\n") // that there is one, not who
	case name == "SUMMARY" && !ours && referenceIn(ical.Unescape(line.Value())) != "":
		out.Write(line)
		out.WriteByte('\n')
	case name == "SUMMARY" && !ours:
		if tags := hashtags(ical.Unescape(line.Value())); len(tags) > 0 {
			out.WriteString("SUMMARY:" + ical.Escape(strings.Join(tags, " ")) + "\n")
		}
	case placed[name] && !place && (!ours || name != "LOCATION"):
	case name == "BEGIN" || name == "END" || name == "PRIORITY" || ical.IsRead(name):
		out.Write(line)
		out.WriteByte('\n')
	}
}

// placed are the properties that say where something takes place.
var placed = map[string]bool{
	"LOCATION": true, "CONFERENCE": true, "X-GOOGLE-CONFERENCE": true, "X-MICROSOFT-SKYPETEAMSMEETINGURL": true,
}
