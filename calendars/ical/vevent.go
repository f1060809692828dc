package ical

import "strings"

// rawEvent is a VEVENT as it stands in the file. Its times are read when it ends,
// since one property may need another. A property that was not given has no line.
type rawEvent struct {
	Event
	start, end, duration, rid     property
	rules, exrules, rdates, exits []property
	transp, busyStatus            string
}

// begin makes room for another event.
func (e *rawEvent) begin(line int) {
	*e = rawEvent{
		Event: Event{line: line},
		rules: e.rules[:0], exrules: e.exrules[:0], rdates: e.rdates[:0], exits: e.exits[:0],
	}
}

// maxName is how long the names are that are read, at most.
const maxName = 40

// upperName appends the upper-case name to buf, or nothing if it is too long for
// any that is read.
func upperName(buf, name []byte) []byte {
	if len(name) > maxName {
		return buf
	}
	for _, c := range name {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		buf = append(buf, c)
	}
	return buf
}

// wanted are the properties of an event that are read.
var wanted = map[string]bool{
	"UID": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RECURRENCE-ID": true,
	"RRULE": true, "EXRULE": true, "RDATE": true, "EXDATE": true,
	"STATUS": true, "TRANSP": true, "X-MICROSOFT-CDO-BUSYSTATUS": true, "SEQUENCE": true,
	"SUMMARY": true, "LOCATION": true, "CATEGORIES": true,
	"CONFERENCE": true, "X-GOOGLE-CONFERENCE": true, "X-MICROSOFT-SKYPETEAMSMEETINGURL": true,
}

// IsRead reports whether a property of an event, by its upper-case name, is read.
func IsRead(name string) bool { return wanted[name] }

// How many rules, lines of dates and categories are read of one event: far more
// than anybody writes.
const (
	maxRules = 20
	maxDates = 10_000
	maxTags  = 200
)

// tooMuch reports whether the event says more than is read.
func (e *rawEvent) tooMuch() bool {
	return len(e.rules)+len(e.exrules) > maxRules || len(e.rdates)+len(e.exits) > maxDates
}

func (e *rawEvent) take(name []byte, p property) {
	switch string(name) {
	case "UID":
		e.UID = strings.TrimSpace(p.value)
	case "DTSTART":
		e.start = p
	case "DTEND":
		e.end = p
	case "DURATION":
		e.duration = p
	case "RECURRENCE-ID":
		e.rid = p
	case "RRULE":
		e.rules = e.appendPart(e.rules, p)
	case "EXRULE":
		e.exrules = e.appendPart(e.exrules, p)
	case "RDATE":
		e.rdates = e.appendPart(e.rdates, p)
	case "EXDATE":
		e.exits = e.appendPart(e.exits, p)
	case "STATUS":
		e.Status = strings.ToUpper(strings.TrimSpace(p.value))
	case "TRANSP":
		e.transp = strings.ToUpper(strings.TrimSpace(p.value))
	case "X-MICROSOFT-CDO-BUSYSTATUS":
		e.busyStatus = strings.ToUpper(strings.TrimSpace(p.value))
	case "SEQUENCE":
		e.sequence, _ = number(p.value, 0, 1<<31-1)
	case "SUMMARY":
		e.Summary = Unescape(p.value)
	case "LOCATION":
		e.Location = Unescape(p.value)
	case "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL":
		e.Conference = p.value
	case "CATEGORIES":
		list := UnescapeList(p.value)
		e.Categories = append(e.Categories, list[:min(len(list), maxTags-len(e.Categories))]...)
	}
}

// appendPart adds a rule or dates, unless there are too many.
func (e *rawEvent) appendPart(list []property, p property) []property {
	if e.tooMuch() {
		return list
	}
	return append(list, p)
}

// isFree reports whether the event leaves its time free. TRANSP decides, since
// every program writes it anew; Microsoft's own word, which others carry along
// unchanged, only where there is none. TENTATIVE, OOF and WORKINGELSEWHERE are
// busy: a family must not find the door closed.
func (e *rawEvent) isFree() bool {
	return e.transp == "TRANSPARENT" || e.transp == "" && e.busyStatus == "FREE"
}
