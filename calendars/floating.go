package calendars

import (
	"escale/calendars/caldav"
	"escale/calendars/ical"
)

// reader reads the calendar's times as they are meant now.
func (c *copied) reader() ical.Reader {
	c.mu.Lock()
	said := c.state.Zone
	c.mu.Unlock()
	return c.readerIn(said)
}

// readerIn reads the calendar's times after what the server says of its zone.
func (c *copied) readerIn(said string) ical.Reader {
	if zone := c.zones.OfCalendar(said); zone != nil {
		return ical.Reader{Zone: zone, Zones: c.zones, Fixed: true}
	}
	return ical.Reader{Zone: c.zone, Zones: c.zones}
}

// reading is the reader of a pull.
func (p *pull) reading() ical.Reader {
	if p.how.Zones == nil || p.said != p.state.Zone {
		p.how, p.said = p.readerIn(p.state.Zone), p.state.Zone
	}
	return p.how
}

// rezone has every object read anew if the calendar has another zone than when
// it was last read.
func (p *pull) rezone(known caldav.Calendar) {
	p.rezoned = p.state.Zone != known.Zone
	p.all = p.all || p.rezoned
}
