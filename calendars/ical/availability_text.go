package ical

import (
	"bytes"
	"slices"
)

// cutter takes the availabilities of an object apart, and with them its time
// zones, so that each can be read as a file of events.
type cutter struct {
	parts  []*availabilityPart
	zones  []numbered // and that of floating times
	path   []string   // names of the open components
	deeper int        // how many more are open below maxDepth
}

// numbered is a content line and where it stands in the object.
type numbered struct {
	line int
	text []byte
}

// availabilityPart is the text of one VAVAILABILITY.
type availabilityPart struct {
	line      int
	own       []numbered // its own properties
	available []numbered // its AVAILABLE parts, as events
}

func (c *cutter) cut(data []byte) {
	for l := newLines(data); ; {
		text, number, ok := l.next()
		if !ok {
			return
		}
		here := numbered{number, slices.Clone(text)}
		switch lineName(text) {
		case "BEGIN":
			c.begin(component(text), here)
		case "END":
			c.end(component(text), here)
		default:
			c.content(here)
		}
	}
}

// top is the innermost open component; empty: none.
func (c *cutter) top() string {
	if len(c.path) == 0 {
		return ""
	}
	return c.path[len(c.path)-1]
}

func (c *cutter) begin(name string, here numbered) {
	if len(c.path) >= maxDepth {
		c.deeper++
		return
	}
	switch in := c.top(); {
	case name == "VAVAILABILITY" && in == "VCALENDAR":
		c.parts = append(c.parts, &availabilityPart{line: here.line})
	case name == "AVAILABLE" && in == "VAVAILABILITY" && len(c.parts) > 0:
		c.available(numbered{here.line, []byte("BEGIN:VEVENT")})
	case name == "VTIMEZONE" || slices.Contains(c.path, "VTIMEZONE"):
		c.zones = append(c.zones, here)
	}
	c.path = append(c.path, name)
}

func (c *cutter) end(name string, here numbered) {
	if c.deeper > 0 {
		c.deeper--
		return
	}
	at := len(c.path) - 1
	for at >= 0 && c.path[at] != name {
		at--
	}
	if at < 0 {
		return
	}
	switch {
	case slices.Contains(c.path, "VTIMEZONE"):
		c.zones = append(c.zones, here)
	case name == "AVAILABLE" && len(c.parts) > 0 && at > 0 && c.path[at-1] == "VAVAILABILITY":
		c.available(numbered{here.line, []byte("END:VEVENT")})
	}
	c.path = c.path[:at]
}

func (c *cutter) content(here numbered) {
	switch in := c.top(); {
	case slices.Contains(c.path, "VTIMEZONE"), in == "VCALENDAR" && isNamed(here.text, OwnZone):
		c.zones = append(c.zones, here)
	case len(c.parts) == 0:
	case in == "VAVAILABILITY":
		p := c.parts[len(c.parts)-1]
		p.own = append(p.own, here)
	case in == "AVAILABLE":
		c.available(here)
	}
}

func (c *cutter) available(l numbered) {
	p := c.parts[len(c.parts)-1]
	p.available = append(p.available, l)
}

// bounds are the part's own bounds as events: one that starts with it, and as
// long if it has a DURATION, and one that starts at its end.
func (p *availabilityPart) bounds() []numbered {
	var start, end []numbered
	for _, l := range p.own {
		switch lineName(l.text) {
		case "DTSTART", "DURATION":
			start = append(start, l)
		case "DTEND":
			end = append(end, numbered{l.line, append([]byte("DTSTART"), l.text[len("DTEND"):]...)})
		}
	}
	return append(asEvent("start", start), asEvent("end", end)...)
}

func asEvent(uid string, lines []numbered) []numbered {
	if len(lines) == 0 {
		return nil
	}
	event := []numbered{{0, []byte("BEGIN:VEVENT")}, {0, []byte("UID:" + uid)}}
	return append(append(event, lines...), numbered{0, []byte("END:VEVENT")})
}

// compose makes a calendar of lines that stand on the lines that they came from,
// as far as they come in order.
func compose(zones, events []numbered) []byte {
	var out bytes.Buffer
	at := 1
	out.WriteString("BEGIN:VCALENDAR\n")
	lines := slices.Concat(zones, events)
	if len(events) > 0 && events[0].line > 0 {
		slices.SortStableFunc(lines, func(a, b numbered) int { return a.line - b.line })
	}
	for _, l := range lines {
		for at+1 < l.line {
			out.WriteByte('\n')
			at++
		}
		out.Write(bytes.TrimRight(l.text, "\r\n"))
		out.WriteByte('\n')
		at++
	}
	out.WriteString("END:VCALENDAR\n")
	return out.Bytes()
}
