package scheduling

import "time"

// bounds are the hours of the part, as time since midnight on the clock.
func (p Part) bounds() (from, until time.Duration) {
	switch p {
	case Morning:
		return 0, 12 * time.Hour
	case Afternoon:
		return 12 * time.Hour, 18 * time.Hour
	case Evening:
		return 18 * time.Hour, 24 * time.Hour
	}
	return 0, 24 * time.Hour
}

// holds reports whether a clock's time belongs to the part.
func (p Part) holds(clock time.Duration) bool {
	if p == "" {
		return true
	}
	from, until := p.bounds()
	return from <= clock && clock < until
}

// clock is what the clock shows at a moment of the day that was come to.
func (d *civilDay) clock(at moment) time.Duration {
	const day = 24 * time.Hour
	return ((at+d.offset)%day + day) % day
}
