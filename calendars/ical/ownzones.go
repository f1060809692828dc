package ical

import (
	"strings"
	"time"
)

// ownZones are the VTIMEZONEs of a file. Most files name zones that everybody
// knows, so they are looked for when a name is met that nobody knows, and read
// when they are the one that it means.
type ownZones struct {
	zones *Zones
	texts map[ownName][]byte
	read  map[ownName]*time.Location // nil: in vain
}

// ownName is a name in the how-manieth calendar of the file.
type ownName struct {
	calendar int
	tzid     string
}

// Bounds of what the zones of one file can ask for.
const (
	maxOwnZones = 1000
	maxRead     = 50
	maxZoneText = 64 << 10
)

// findOwnZones cuts the VTIMEZONEs out of a file.
func findOwnZones(data []byte, zones *Zones) *ownZones {
	o := &ownZones{zones: zones, texts: map[ownName][]byte{}, read: map[ownName]*time.Location{}}
	calendar, tzid := 0, ""
	var from []byte // the rest of the file from the open VTIMEZONE on
	l := newLines(data)
	for before := l.rest; ; before = l.rest {
		head, _, ok := l.head()
		if !ok {
			return o
		}
		switch {
		case isNamed(head, "BEGIN"):
			switch component(l.whole(head)) {
			case "VCALENDAR":
				calendar++
			case "VTIMEZONE":
				from, tzid = before, ""
			}
		case from == nil:
		case isNamed(head, "TZID") && tzid == "":
			tzid = Unescape(strings.TrimSpace(value(l.whole(head)))) // a TEXT here, not in the parameter
		case isNamed(head, "END") && component(l.whole(head)) == "VTIMEZONE":
			o.add(ownName{calendar, tzid}, from[:len(from)-len(l.rest)])
			from = nil
		}
	}
}

func (o *ownZones) add(name ownName, text []byte) {
	if _, there := o.texts[name]; !there && len(o.texts) < maxOwnZones && len(text) <= maxZoneText {
		o.texts[name] = text
	}
}

// find returns the zone that a name means in a calendar; nil if the calendar does
// not say so, or not in a way that can be read.
func (o *ownZones) find(calendar int, tzid string) *time.Location {
	name := ownName{calendar, Unescape(tzid)}
	zone, ok := o.read[name]
	if text := o.texts[name]; !ok && text != nil && len(o.read) < maxRead {
		zone = o.zones.own(text)
		o.read[name] = zone
	}
	return zone
}
