package calendars

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// AgendaSource says where the time of one agenda stands.
type AgendaSource struct {
	ID   string // structure/agenda
	Zone string // IANA; empty: UTC

	URL                string // of the account
	Username, Password string

	// Calendars by display name or path. Open holds open hours; Busy other
	// appointments; Bookings (default: the first of Busy) is where sessions are
	// written, and is busy as well.
	//
	// A calendar that is both open and busy is mixed: what is tagged "escale" is
	// open, the rest is busy. A tag is a category, or a #word in the title.
	Open, Busy []string
	Bookings   string
	// Hours are open as well, in Zone.
	Hours []Hours
	// Tag tells apart the professionals who share calendars: only open hours with
	// it are this agenda's, and what carries the tag of another agenda of the
	// structure, and not this one, is not busy here.
	Tag string
	// Feeds are calendars at addresses of their own, which can only be read.
	Feeds []Feed
	// Availability reads the account's own availability (RFC 7953), a property
	// that some servers keep beside the calendars.
	Availability bool
	// Offers are the names by which staff keep open hours for some offers.
	Offers []OfferNames
}

// Feed is an iCalendar file at an https address, which may be a secret.
type Feed struct {
	URL        string
	Open, Busy bool // as AgendaSource.Open and AgendaSource.Busy
}

// OfferNames are an offer's id and its names, in any language.
type OfferNames struct {
	ID    string
	Names []string
}

// Hours are open hours of some days of the week.
type Hours struct {
	Days []string // mon … sun; empty: every day
	From string   // 09:00
	To   string   // 19:00
}

// openTag marks open hours in a mixed calendar.
const openTag = "escale"

// agenda is a source with the copies that it reads.
type agenda struct {
	AgendaSource
	zone   *time.Location
	uses   []use
	others []string          // tags of the other agendas of the structure
	words  map[string]string // ids of offers, by what staff call them
	looked chan struct{}     // somebody looked while a calendar was in trouble

	now atomic.Pointer[present] // what Time answers

	mu   sync.Mutex // guards last
	last *timed     // never changed, only replaced
}

// use is a calendar in the roles that it has for an agenda.
type use struct {
	*copied
	name                 string
	open, busy, bookings bool
	agendas              []string // that read the calendar
}

// timed is an agenda's time, as the copies were at some versions.
type timed struct {
	from, to time.Time
	versions []int
	scheduling.AgendaTime
	unknown []string // words on open hours that mean nothing
	entered []scheduling.Entered
}

// over computes the agenda's time in a window, or takes it from the last time if
// nothing has changed since.
func (a *agenda) over(from, to time.Time) *timed {
	a.mu.Lock()
	defer a.mu.Unlock()
	versions := a.versions()
	if a.last != nil && a.last.from.Equal(from) && a.last.to.Equal(to) && slices.Equal(a.last.versions, versions) {
		return a.last
	}
	t := timed{from: from, to: to, versions: versions} // what follows is no older
	hours := opening{agenda: a, plain: a.weekly(from, to)}
	t.Sessions = a.sessions()
	var layers []seenLayer
	for _, u := range a.uses {
		v := u.look(from, to)
		for _, s := range v.stretches {
			if u.echoes(t.Sessions, s) {
				continue
			}
			open, busy := a.meaning(u, s)
			if e, ok := a.entered(u, s); ok && busy {
				t.entered = append(t.entered, e)
			}
			if open {
				hours.add(s)
			}
			if busy {
				t.Busy = append(t.Busy, scheduling.Interval{Start: s.start, End: s.end})
			}
		}
		for _, l := range v.layers {
			layers = append(layers, seenLayer{l, u.open})
		}
	}
	hours.under(layers)
	t.Open, t.Special = hours.result()
	t.Busy, t.unknown = union(t.Busy), hours.unknown
	a.last = &t
	return a.last
}

// versions are those of the copies, which change with what they hold.
func (a *agenda) versions() []int {
	versions := make([]int, len(a.uses))
	for i, u := range a.uses {
		versions[i] = u.currentVersion()
	}
	return versions
}

func (c *copied) currentVersion() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version
}

// meaning says what an occurrence in a calendar is for this agenda. A whole day
// is never open: nobody receives parents at night.
func (a *agenda) meaning(u use, s stretch) (open, busy bool) {
	open = u.open && !s.allDay && a.isMine(s.tags)
	if u.open && u.busy {
		open = open && slices.Contains(s.tags, openTag)
	}
	if u.open && u.busy && slices.Contains(s.tags, openTag) {
		return open, false // somebody's open hours, whoever they are
	}
	return open, u.busy && !open && !s.transparent && !a.isOthers(s.tags)
}

// weekdayNames are the days of Hours.
var weekdayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekly lays the weekly hours out over a window.
func (a *agenda) weekly(from, to time.Time) []scheduling.Interval {
	var list []scheduling.Interval
	for _, h := range a.Hours {
		start, err1 := time.Parse("15:04", h.From)
		end, err2 := time.Parse("15:04", h.To)
		if err1 != nil || err2 != nil || !start.Before(end) {
			continue // the programme's check says so
		}
		zero := start.Truncate(24 * time.Hour)
		for d := ical.WallOf(from, a.zone).Truncate(24 * time.Hour); d.Before(ical.WallOf(to, a.zone)); d = d.AddDate(0, 0, 1) {
			if len(h.Days) == 0 || slices.Contains(h.Days, weekdayNames[d.Weekday()]) {
				list = append(list, scheduling.Interval{
					Start: ical.InstantOf(d.Add(start.Sub(zero)), a.zone).UTC(),
					End:   ical.InstantOf(d.Add(end.Sub(zero)), a.zone).UTC(),
				})
			}
		}
	}
	return list
}

// union sorts intervals and joins those that overlap or touch.
func union(list []scheduling.Interval) []scheduling.Interval {
	slices.SortFunc(list, func(a, b scheduling.Interval) int { return a.Start.Compare(b.Start) })
	joined := list[:0]
	for _, i := range list {
		if n := len(joined); n > 0 && !i.Start.After(joined[n-1].End) {
			if i.End.After(joined[n-1].End) {
				joined[n-1].End = i.End
			}
			continue
		}
		joined = append(joined, i)
	}
	return slices.Clip(joined)
}

// touching returns the intervals that touch the window, whole: where an open
// interval begins matters to a grid.
func touching(list []scheduling.Interval, window scheduling.Interval) []scheduling.Interval {
	first, _ := slices.BinarySearchFunc(list, window.Start, func(i scheduling.Interval, t time.Time) int {
		if i.End.After(t) {
			return 1
		}
		return -1
	})
	end := first
	for end < len(list) && list[end].Start.Before(window.End) {
		end++
	}
	return list[first:end:end]
}
