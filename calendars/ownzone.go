package calendars

import (
	"strings"
	"time"
)

// Floating times and dates are in the calendar's own zone: what the server says
// of it (RFC 4791, 5.2.2), else what the object or the feed says, else the zone
// of the agenda that reads it. A calendar in UTC says nothing: programs write so
// where nobody has chosen, and nobody lives there.

// ownZoneName is the property by which a file names its zone.
const ownZoneName = "X-WR-TIMEZONE"

// adopt reads what follows in the zone that the calendar names, if it is one.
func (s *scanner) adopt(name string) {
	if s.fixed || name == "" {
		return
	}
	zone := s.zones.find(name)
	if zone == nil {
		zone = s.own(name)
	}
	if zone != nil && zone != time.UTC {
		s.zone = zone
	}
}

// ofCalendar is the zone that a server says is a calendar's: see Calendar.Zone;
// nil if it says nothing that can be read.
func (z *zoneSet) ofCalendar(said string) *time.Location {
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
func (z *zoneSet) described(calendar string) *time.Location {
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

// reader reads the calendar's times as they are meant now.
func (c *copied) reader() reader {
	c.mu.Lock()
	said := c.state.Zone
	c.mu.Unlock()
	return c.readerIn(said)
}

// readerIn reads the calendar's times after what the server says of its zone.
func (c *copied) readerIn(said string) reader {
	if zone := c.zones.ofCalendar(said); zone != nil {
		return reader{zone: zone, zones: c.zones, fixed: true}
	}
	return reader{zone: c.zone, zones: c.zones}
}

// reading is the reader of a pull.
func (p *pull) reading() reader {
	if p.how.zones == nil || p.said != p.state.Zone {
		p.how, p.said = p.readerIn(p.state.Zone), p.state.Zone
	}
	return p.how
}

// rezone has every object read anew if the calendar has another zone than when
// it was last read.
func (p *pull) rezone(known Calendar) {
	p.rezoned = p.state.Zone != known.Zone
	p.all = p.all || p.rezoned
}
