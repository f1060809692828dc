package calendars

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

// MirrorConfig is what a Mirror needs.
type MirrorConfig struct {
	HTTPClient *http.Client // nil: a default one
	Log        *slog.Logger // nil: nothing is logged
	Clocks     scheduling.Clocks
	// Observer is told what each round of an agenda's calendars showed, from
	// Run's goroutines; nil: nobody.
	Observer func(ctx context.Context, s scheduling.Sighting)
	// Installation ends the UIDs of our events (scheduling.EventUID).
	Installation string
	// CacheDir keeps the calendars' times across restarts, without anybody's
	// titles; it may be emptied at any time. Empty: nothing is kept.
	CacheDir string
	Interval time.Duration // between two rounds; default a minute
	// Silence is how long an agenda is offered after its calendars were last
	// read; default 30 minutes, in machine time.
	Silence time.Duration
	// Memory tells what probes found of the calendars; nil: each server is taken
	// for a good one.
	Memory Memory
	// PerHost bounds the requests that run at once on one server; default 4.
	PerHost int
	// PrivateFeeds are addresses (IP:port) that a feed may come from although
	// they are not public, and then also without TLS. A feed's address comes from
	// outside: everywhere else on private networks, reading it is refused.
	PrivateFeeds []string
}

// The window in which times are known, around the programme's day.
const (
	pastDays  = 8
	aheadDays = 400
)

// Mirror keeps a copy of every agenda's calendars and answers from memory. It is
// scheduling.Calendars, and safe for concurrent use.
type Mirror struct {
	c     MirrorConfig
	zones *ical.Zones
	feeds *http.Client

	mu      sync.Mutex // guards what follows
	agendas map[string]*agenda
	copies  map[string]*copied
	hosts   map[string]*host
	words   map[string]wording // by calendar, or address of a feed
	changed chan struct{}      // closed and replaced by SetAgendas
}

var _ scheduling.Calendars = (*Mirror)(nil)

// NewMirror makes a mirror without agendas: SetAgendas gives it some, and Run
// keeps their copies current.
func NewMirror(c MirrorConfig) *Mirror {
	c.Interval = cmp.Or(c.Interval, time.Minute)
	c.Silence = cmp.Or(c.Silence, 30*time.Minute)
	c.PerHost = cmp.Or(c.PerHost, 4)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Mirror{
		c: c, zones: ical.NewZones(), feeds: feedClient(c.HTTPClient, c.PrivateFeeds),
		agendas: map[string]*agenda{}, copies: map[string]*copied{},
		hosts: map[string]*host{}, changed: make(chan struct{}),
	}
}

// SetAgendas replaces the agendas. Copies of calendars that stay are kept, on
// the disk too, and no others. An address that is none shows in Status, as does
// every other trouble.
func (m *Mirror) SetAgendas(list []AgendaSource) {
	m.mu.Lock()
	defer m.mu.Unlock()
	agendas, copies := map[string]*agenda{}, map[string]*copied{}
	m.words = wordingsOf(list)
	for _, src := range list {
		a := m.agenda(src, copies)
		if old := m.agendas[src.ID]; old != nil {
			a.looked = old.looked
		}
		agendas[src.ID] = a
	}
	for _, a := range agendas {
		a.others = tagsOfOthers(a, list)
		a.sharers(agendas)
	}
	m.agendas, m.copies = agendas, copies
	sweepDisk(m.c.CacheDir, copies, m.c.Log)
	for _, a := range agendas {
		a.hurry() // what is new is read at once
	}
	close(m.changed)
	m.changed = make(chan struct{})
}

// agenda binds a source to copies, made anew only where there was none.
func (m *Mirror) agenda(src AgendaSource, copies map[string]*copied) *agenda {
	a := &agenda{AgendaSource: src, zone: time.UTC, looked: make(chan struct{}, 1), words: offerWords(src.Offers)}
	if zone := ical.LoadZone(src.Zone); zone != nil {
		a.zone = zone
	}
	if a.Bookings == "" && len(src.Busy) > 0 {
		a.Bookings = src.Busy[0]
	}
	add := func(name string, c func() *copied) *use {
		for i := range a.uses {
			if a.uses[i].name == name {
				return &a.uses[i]
			}
		}
		a.uses = append(a.uses, use{copied: c(), name: name})
		return &a.uses[len(a.uses)-1]
	}
	calendar := func(name string) *use {
		return add(name, func() *copied { return m.copyOf(src, a.zone, name, copies) })
	}
	if a.Bookings != "" {
		calendar(a.Bookings).bookings = true
	}
	for _, name := range src.Busy {
		calendar(name).busy = true
	}
	for _, name := range src.Open {
		calendar(name).open = true
	}
	if src.Availability {
		calendar(availabilityName).open = true
	}
	for i, f := range src.Feeds {
		u := add(feedName(src.Feeds, i), func() *copied { return m.copyOfFeed(f.URL, a.zone, copies) })
		u.open, u.busy = f.Open, f.Busy || !f.Open
	}
	for i := range a.uses {
		a.uses[i].busy = a.uses[i].busy || a.uses[i].bookings && !a.uses[i].open
	}
	return a
}

// copyOf finds or makes the copy of a calendar as an account sees it.
func (m *Mirror) copyOf(src AgendaSource, zone *time.Location, name string, copies map[string]*copied) *copied {
	words := m.words[src.calendar(name)]
	file := strings.Join([]string{src.URL, src.Username, zone.String(), name, m.c.Installation}, "\x00") + words.key()
	return m.shared(file+"\x00"+src.Password, copies, func() *copied {
		h := m.host(hostOf(src.URL))
		client, err := caldav.NewClient(caldav.Config{
			URL: src.URL, Username: src.Username, Password: src.Password, HTTP: m.c.HTTPClient, Slots: h.slots,
		})
		if err != nil {
			err = &caldav.Error{Trouble: caldav.NotACalendar, Doing: "configure", Err: err}
		}
		return m.newCopy(&copied{
			client: client, badURL: err, ref: name, words: words, zone: zone, host: h, disk: newDisk(m.c.CacheDir, file), pace: m.c.Interval,
		})
	})
}

// copyOfFeed finds or makes the copy of a feed.
func (m *Mirror) copyOfFeed(address string, zone *time.Location, copies map[string]*copied) *copied {
	words := m.words[address]
	file := strings.Join([]string{"feed", address, zone.String(), m.c.Installation}, "\x00") + words.key()
	return m.shared(file, copies, func() *copied {
		f, err := newFeed(address, m.feeds, m.c.PrivateFeeds)
		h := m.host(f.name)
		f.slots = h.slots
		return m.newCopy(&copied{
			feed: f, badURL: err, ref: f.name, words: words, zone: zone, host: h, disk: newDisk(m.c.CacheDir, file), pace: feedPace,
		})
	})
}

// shared finds the copy of that key, or makes it.
func (m *Mirror) shared(key string, copies map[string]*copied, fresh func() *copied) *copied {
	c := cmp.Or(copies[key], m.copies[key])
	if c == nil {
		c = fresh()
	}
	copies[key] = c
	return c
}

// newCopy completes a copy, from the disk as far as it is there.
func (m *Mirror) newCopy(c *copied) *copied {
	c.zones, c.installation, c.now, c.log = m.zones, m.c.Installation, m.c.Clocks.Machine, m.c.Log
	c.relist, c.reread = jitter(relist), jitter(reread)
	c.pulling, c.objects = make(chan struct{}, 1), map[string]*kept{}
	c.disk.load(c)
	return c
}

func (m *Mirror) host(name string) *host {
	if m.hosts[name] == nil {
		m.hosts[name] = newHost(name, m.c.PerHost)
	}
	return m.hosts[name]
}

// tagsOfOthers are the tags of the other agendas of the same structure.
func tagsOfOthers(a *agenda, list []AgendaSource) []string {
	structure, _, _ := strings.Cut(a.ID, "/")
	var tags []string
	for _, other := range list {
		s, _, _ := strings.Cut(other.ID, "/")
		if s == structure && other.ID != a.ID && other.Tag != "" && !strings.EqualFold(other.Tag, a.Tag) {
			tags = append(tags, strings.ToLower(other.Tag))
		}
	}
	return tags
}

func (m *Mirror) find(id string) *agenda {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.agendas[id]
}

// window is where times are known now: from a week ago to more than a year
// ahead, in whole days.
func (m *Mirror) window() (from, to time.Time) {
	today := m.c.Clocks.Programme().UTC().Truncate(24 * time.Hour)
	return today.AddDate(0, 0, -pastDays), today.AddDate(0, 0, aheadDays)
}
