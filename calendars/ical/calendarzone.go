package ical

import (
	"strings"
	"time"
)

// Floating times and dates are in the calendar's own zone: what the server says
// of it (RFC 4791, 5.2.2), else what the object or the feed says, else the zone
// of the agenda that reads it. A calendar in UTC says nothing: programs write so
// where nobody has chosen, and nobody lives there.

// OwnZone is the property by which a file names its zone.
const OwnZone = "X-WR-TIMEZONE"

// adopt reads what follows in the zone that the calendar names, if it is one.
func (s *scanner) adopt(name string) {
	if s.Fixed || name == "" {
		return
	}
	zone := s.Zones.find(name)
	if zone == nil {
		zone = s.own(name)
	}
	if zone != nil && zone != time.UTC {
		s.Zone = zone
	}
}

// OfCalendar is the zone that a server says is a calendar's, by name or as a
// calendar with one VTIMEZONE (RFC 4791, 5.2.2; RFC 7809, 5.2); nil if it says
// nothing that can be read.
func (z *Zones) OfCalendar(said string) *time.Location {
	var zone *time.Location
	if strings.Contains(said, "\n") {
		zone = z.described(said)
	} else {
		zone = z.find(said)
	}
	if zone == time.UTC {
		return nil
	}
	return zone
}

// described is the zone of a calendar's only VTIMEZONE.
func (z *Zones) described(calendar string) *time.Location {
	texts := findOwnZones([]byte(calendar), z).texts
	if len(texts) != 1 {
		return nil
	}
	for name, text := range texts {
		if zone := z.find(name.tzid); zone != nil {
			return zone
		}
		return z.own(text)
	}
	return nil
}
