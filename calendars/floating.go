package calendars

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
