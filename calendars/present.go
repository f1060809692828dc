package calendars

import (
	"slices"
	"time"

	"escale/scheduling"
)

// present is what Time answers for as long as nothing has happened: a search
// asks every agenda there is.
type present struct {
	tries []uint64               // of the copies, when it was found
	time  *scheduling.AgendaTime // nil: not offered
	days  scheduling.Interval    // of programme time, in which it holds
	until time.Time              // of machine time: then a calendar has been silent for too long
	wants time.Time              // of machine time: from then on who looks would like it read
}

// windowAge is for how long a window may be moved along by nobody but the rounds,
// once a minute: it reaches further back and ahead than anybody asks.
const windowAge = 24 * time.Hour

// Time implements scheduling.Calendars. Nothing is open earlier than a week ago
// or later than 400 days ahead. Somebody is looking: calendars are read again
// soon.
func (m *Mirror) Time(id string) (*scheduling.AgendaTime, bool) {
	a := m.find(id)
	if a == nil || len(a.uses) == 0 {
		return nil, false
	}
	now := m.c.Clocks.Machine()
	p := a.now.Load()
	if p == nil || !p.holds(a, m.c.Clocks.Programme(), now) {
		p = m.look(a, now)
		a.now.Store(p)
	}
	if !now.Before(p.wants) {
		a.hurry()
	}
	return p.time, p.time != nil
}

// holds reports whether nothing has happened since.
func (p *present) holds(a *agenda, programme, machine time.Time) bool {
	for i := range a.uses {
		if a.uses[i].tries.Load() != p.tries[i] {
			return false
		}
	}
	return p.time == nil || machine.Before(p.until) && !programme.Before(p.days.Start) && programme.Before(p.days.End)
}

// look finds an agenda's time anew.
func (m *Mirror) look(a *agenda, now time.Time) *present {
	p := &present{tries: make([]uint64, len(a.uses))}
	for i := range a.uses {
		p.tries[i] = a.uses[i].tries.Load() // what is looked at below is no older
	}
	offered := true
	for i, u := range a.uses {
		until, wants := u.patient(m.c.Silence)
		if i == 0 || until.Before(p.until) {
			p.until = until
		}
		if i == 0 || wants.Before(p.wants) {
			p.wants = wants
		}
		offered = offered && u.offered(m.c.Silence)
	}
	if !offered {
		return p
	}
	from, to := m.window()
	t := a.within(from, to)
	today := from.AddDate(0, 0, pastDays)
	p.time, p.days = &t.AgendaTime, scheduling.Interval{Start: today, End: today.Add(24 * time.Hour)}
	if t.from.Equal(from) {
		p.days.End = p.days.End.Add(windowAge)
	}
	return p
}

// within is over, or what was found over a window that is little older.
func (a *agenda) within(from, to time.Time) *timed {
	versions := a.versions()
	a.mu.Lock()
	last := a.last
	a.mu.Unlock()
	if last != nil && slices.Equal(last.versions, versions) && !last.from.After(from) && from.Sub(last.from) <= windowAge {
		return last
	}
	return a.over(from, to)
}

// patient tells until when the copy may be relied on, and from when on who looks
// would like it read: at once if it is in trouble, else a few seconds after it
// was.
func (c *copied) patient(silence time.Duration) (until, wants time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed == nil {
		wants = c.soon
	}
	return c.success.Add(c.patience(silence)), wants
}

// hurry says that somebody would like the calendars read.
func (a *agenda) hurry() {
	select {
	case a.looked <- struct{}{}:
	default: // one is enough
	}
}
