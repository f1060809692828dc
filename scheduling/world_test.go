package scheduling_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
	"escale/store/sqlite"
)

// clocks are set by the test. Machine time moves on a little with each look, as
// a real one does.
type clocks struct {
	mu        sync.Mutex
	programme time.Time
	machine   time.Time
}

func (c *clocks) Programme() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.programme
}

func (c *clocks) Machine() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.machine = c.machine.Add(time.Millisecond)
	return c.machine
}

func (c *clocks) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.programme, c.machine = c.programme.Add(d), c.machine.Add(d)
}

// calendars are those of a few structures, in memory, with the faults of real
// ones.
type calendars struct {
	mu     sync.Mutex
	clock  *clocks
	all    map[string]*calendar
	before func(call string) error // run before each call reaches the calendar
	after  func(call string)       // run once a call is done
	lose   error                   // what is heard of the next write, though it is made
}

type calendar struct {
	open, staff []scheduling.Interval
	ours        map[string]scheduling.SeenEvent
	copies      map[string][]scheduling.SeenEvent
	entered     []scheduling.Entered
	events      map[string]scheduling.CalendarEvent
	gone        bool
	part        bool // a collection of it is missing
	etag        int
}

func (c *calendars) Time(agenda string) (*scheduling.AgendaTime, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.all[agenda]
	if a == nil || a.gone {
		return nil, false
	}
	t := a.time(agenda)
	return &t, true
}

// time is what the calendar says, our events included.
func (a *calendar) time(agenda string) scheduling.AgendaTime {
	t := scheduling.AgendaTime{Open: a.open, Busy: slices.Clone(a.staff)}
	for uid, ev := range a.ours {
		if booking, placement, ok := scheduling.BookingOf(uid, "essai.invalid"); ok && !ev.Cancelled {
			t.Sessions = append(t.Sessions, scheduling.StandingSession{
				Booking: booking, Placement: placement, Interval: ev.Interval, Agendas: []string{agenda},
			})
		}
	}
	return t
}

func (c *calendars) call(name string) error {
	if c.before != nil {
		return c.before(name)
	}
	return nil
}

func (c *calendars) done(name string) {
	if c.after != nil {
		c.after(name)
	}
}

func (c *calendars) Publish(ctx context.Context, e scheduling.CalendarEvent) (scheduling.Seen, error) {
	name := "publish"
	switch {
	case e.Absent:
		name = "take out"
	case e.Unname:
		name = "unname"
	}
	if err := errors.Join(ctx.Err(), c.call(name)); err != nil {
		return scheduling.Seen{}, err
	}
	defer c.done(name)
	for !e.Absent { // read, then write on condition that nothing changed since
		read := c.version(e)
		if err := c.call("put"); err != nil {
			return scheduling.Seen{}, err
		}
		if c.version(e) == read {
			break
		}
		if ev, there := c.standing(e); there && ev.Interval != e.Interval {
			return scheduling.Seen{}, scheduling.ErrStaffChanged
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.all[e.Agenda]
	if e.Unname {
		if there, ok := a.events[e.UID]; ok {
			there.Private = e.Private
			a.events[e.UID] = there
		}
		return scheduling.Seen{}, nil
	}
	if e.Rewrite {
		ev, there := a.ours[e.UID]
		if !there || ev.Cancelled || ev.Interval != e.Interval {
			return scheduling.Seen{}, scheduling.ErrStaffChanged
		}
		a.etag++
		ev.ETag = fmt.Sprint(a.etag)
		a.ours[e.UID], a.events[e.UID] = ev, e
		return ev.Seen, nil
	}
	if e.Absent {
		for _, any := range c.all { // by its address, wherever staff put it
			delete(any.ours, e.UID)
			delete(any.events, e.UID)
		}
		return scheduling.Seen{At: c.clock.Machine()}, nil
	}
	a.etag++
	seen := scheduling.Seen{Href: e.UID + ".ics", ETag: fmt.Sprint(a.etag), At: c.clock.Machine()}
	a.ours[e.UID] = scheduling.SeenEvent{Interval: e.Interval, Seen: seen}
	a.events[e.UID] = e
	if lost := c.lose; lost != nil {
		c.lose = nil
		return scheduling.Seen{}, lost
	}
	return seen, nil
}

// version is that of the event as it stands; empty: it is not there.
func (c *calendars) version(e scheduling.CalendarEvent) string {
	ev, _ := c.standing(e)
	return ev.ETag
}

func (c *calendars) standing(e scheduling.CalendarEvent) (scheduling.SeenEvent, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ev, there := c.all[e.Agenda].ours[e.UID]
	return ev, there
}

func (c *calendars) Sync(ctx context.Context, agenda string) (scheduling.Sighting, error) {
	if err := errors.Join(ctx.Err(), c.call("sync")); err != nil {
		return scheduling.Sighting{}, err
	}
	defer c.done("sync")
	return c.look(agenda), nil
}

func (c *calendars) look(agenda string) scheduling.Sighting {
	begun := c.clock.Machine()
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.all[agenda]
	s := scheduling.Sighting{Agenda: agenda, Begun: begun, Whole: !a.part && !a.gone, Ours: map[string]scheduling.SeenEvent{}}
	if a.gone {
		return s
	}
	s.AgendaTime, s.Copies, s.Entered = a.time(agenda), maps.Clone(a.copies), slices.Clone(a.entered)
	maps.Copy(s.Ours, a.ours)
	s.Elsewhere = map[string][]scheduling.SeenEvent{}
	structure, _, _ := strings.Cut(agenda, "/")
	for _, id := range slices.Sorted(maps.Keys(c.all)) {
		if other, _, _ := strings.Cut(id, "/"); other != structure || id == agenda {
			continue
		}
		s.Around = begun
		for uid, ev := range c.all[id].ours {
			ev.Agendas = []string{id}
			s.Elsewhere[uid] = append(s.Elsewhere[uid], ev)
		}
	}
	return s
}

// change lets staff work in the calendar.
func (c *calendars) change(agenda string, do func(*calendar)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	do(c.all[agenda])
}

// world is a desk with its store, calendars and clocks.
type world struct {
	t         testing.TB
	store     *sqlite.Store
	calendars *calendars
	clock     *clocks
	offers    []programme.Offer
	places    []programme.Structure
	config    scheduling.DeskConfig
	desk      *scheduling.Desk
	worker    *scheduling.Worker
	mu        sync.Mutex
	told      []scheduling.Event
	invites   []scheduling.Invite
	mails     []scheduling.Alarm
	n         int
}

const (
	lea = "centre/lea"
	tom = "centre/tom"
	zoe = "laep/zoe"
)

// monday is 1 March 2027, 8:00 in Paris.
var monday = time.Date(2027, 3, 1, 7, 0, 0, 0, time.UTC)

func newWorld(t testing.TB, adapt ...func(*world)) *world {
	t.Helper()
	w := &world{t: t, clock: &clocks{programme: monday, machine: monday.Add(time.Hour)}}
	w.offers = []programme.Offer{{
		ID: "accompagnement", Name: programme.Text{"fr": "Accompagnement individuel"},
		Where:    map[string]programme.Period{"38": {}},
		Duration: time.Hour, Quota: programme.Quota{Sessions: 3, Per: programme.PerCivilYear},
		Rules:     programme.Rules{Notice: 2 * time.Hour, Horizon: 400 * 24 * time.Hour},
		Reminders: []time.Duration{48 * time.Hour, 2 * time.Hour}, Questionnaire: "apres",
	}}
	agenda := func(id string) programme.Agenda {
		return programme.Agenda{ID: id, Offers: []string{"accompagnement"}, Modes: []string{programme.InPerson, programme.Video}}
	}
	w.places = []programme.Structure{
		{ID: "centre", Name: "Centre social des Tilleuls", Kind: "centre-social", Commune: "38185", Address: "1 place des Tilleuls", Agendas: []programme.Agenda{agenda("lea"), agenda("tom")}},
		{ID: "laep", Name: "La Cabane", Kind: "laep", Commune: "38544", Agendas: []programme.Agenda{agenda("zoe")}},
	}
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: w.clock.Machine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.store = store
	w.config = scheduling.DeskConfig{
		Store: store, Clocks: w.clock, Installation: "essai.invalid", Owner: "a",
		UnverifiedPerDay: -1, PerOrigin: -1,
		Catalogue: func() *programme.Programme {
			return &programme.Programme{Offers: w.offers, Structures: w.places}
		},
		Link: func(b string) string { return "https://essai.invalid/s/" + b },
	}
	for _, do := range adapt {
		do(w)
	}
	w.calendars = &calendars{clock: w.clock, all: map[string]*calendar{}}
	for _, s := range w.places {
		for _, a := range s.Agendas {
			w.calendars.all[s.AgendaID(a)] = &calendar{
				open: openHours(t), ours: map[string]scheduling.SeenEvent{}, events: map[string]scheduling.CalendarEvent{},
			}
		}
	}
	w.config.Calendars = w.calendars
	w.restart()
	return w
}

// restart makes a fresh desk and worker, as after a crash.
func (w *world) restart() {
	w.calendars.before, w.calendars.after = nil, nil
	w.desk = scheduling.NewDesk(w.config)
	handlers := w.desk.Handlers()
	handlers[scheduling.DueTell] = func(_ context.Context, d scheduling.Due) error {
		var e scheduling.Event
		if err := json.Unmarshal(d.Data, &e); err != nil {
			return err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.told = append(w.told, e)
		return nil
	}
	handlers[scheduling.DueInvite] = func(_ context.Context, d scheduling.Due) error {
		var i scheduling.Invite
		if err := json.Unmarshal(d.Data, &i); err != nil {
			return err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.invites = append(w.invites, i)
		return nil
	}
	handlers[scheduling.DueAlarm] = func(_ context.Context, d scheduling.Due) error {
		var a scheduling.Alarm
		if err := json.Unmarshal(d.Data, &a); err != nil {
			return err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.mails = append(w.mails, a)
		return nil
	}
	w.worker = scheduling.NewWorker(scheduling.WorkerConfig{Store: w.store, Clocks: w.clock, Owner: w.config.Owner, Handlers: handlers})
}

// openHours are Monday to Friday, 9–12 and 14–18 in Paris, for over a year.
func openHours(t testing.TB) []scheduling.Interval {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	var open []scheduling.Interval
	for n := range 450 {
		day := time.Date(2027, 3, 1+n, 0, 0, 0, 0, paris)
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		at := func(h int) time.Time { return time.Date(2027, 3, 1+n, h, 0, 0, 0, paris).UTC() }
		open = append(open, scheduling.Interval{Start: at(9), End: at(12)}, scheduling.Interval{Start: at(14), End: at(18)})
	}
	return open
}

// slot reads "03-02 10:00", Paris time of 2027 (or "2028-01-03 10:00").
func (w *world) slot(agenda, at string) scheduling.Slot {
	w.t.Helper()
	if len(at) == len("03-02 10:00") {
		at = "2027-" + at
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		w.t.Fatal(err)
	}
	start, err := time.ParseInLocation("2006-01-02 15:04", at, paris)
	if err != nil {
		w.t.Fatal(err)
	}
	structure, _, _ := strings.Cut(agenda, "/")
	return scheduling.Slot{
		Offer: "accompagnement", Structure: structure, Agenda: agenda,
		Modes:    []string{programme.InPerson, programme.Video},
		Interval: scheduling.Interval{Start: start.UTC(), End: start.Add(time.Hour).UTC()},
	}
}

// command makes a command of a parent who has a conversation and a family of
// her own.
func (w *world) command(kind, parent string, slot scheduling.Slot) scheduling.Command {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	return scheduling.Command{
		ID: fmt.Sprintf("cmd/%d", w.n), Kind: kind, Conversation: "conversation-" + parent,
		Parent: "parent-" + parent, Family: "family-" + parent, Slot: slot,
	}
}

func (w *world) do(c scheduling.Command, want string) scheduling.Outcome {
	w.t.Helper()
	out, err := w.desk.Do(w.t.Context(), c)
	if err != nil {
		w.t.Fatal(err)
	}
	if out.Code != want {
		w.t.Fatalf("%s %s: %s, want %s", c.Kind, c.ID, out.Code, want)
	}
	return out
}

// book books a slot for a parent and returns the row.
func (w *world) book(parent string, slot scheduling.Slot) scheduling.Booking {
	w.t.Helper()
	return w.row(w.do(w.command(scheduling.DoBook, parent, slot), scheduling.OK).Booking)
}

func (w *world) row(id string) scheduling.Booking {
	w.t.Helper()
	b, err := w.desk.Booking(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// about makes a command about a booking by the parent it belongs to.
func (w *world) about(kind string, b scheduling.Booking, slot scheduling.Slot) scheduling.Command {
	c := w.command(kind, strings.TrimPrefix(b.Parent, "parent-"), slot)
	c.Booking = b.ID
	return c
}

// drain does what is due now.
func (w *world) drain() {
	w.t.Helper()
	if err := w.worker.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// pass lets time go by, doing what is due at every hour of it.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	for d > 0 {
		step := min(d, time.Hour)
		w.clock.pass(step)
		w.drain()
		d -= step
	}
}

// observe lets the desk see the calendar as it is, until that has settled.
func (w *world) observe(agenda string) {
	w.t.Helper()
	w.glance(agenda)
	w.clock.pass(2 * time.Minute)
	w.glance(agenda)
}

// glance lets the desk see the calendar once.
func (w *world) glance(agenda string) {
	w.t.Helper()
	if err := w.desk.Observe(w.t.Context(), w.calendars.look(agenda)); err != nil {
		w.t.Fatal(err)
	}
}

// kinds of the events told so far.
func (w *world) kinds() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var kinds []string
	for _, e := range w.told {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// shown are the starts of our events in an agenda's calendar, Paris time.
func (w *world) shown(agenda string) []string {
	var all []string
	w.calendars.change(agenda, func(c *calendar) {
		for _, e := range c.ours {
			all = append(all, w.local(e.Start))
		}
	})
	slices.Sort(all)
	return all
}

func (w *world) local(at time.Time) string {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		w.t.Fatal(err)
	}
	return at.In(paris).Format("01-02 15:04")
}

// sound checks what must be true whatever happened: no two live bookings of
// one agenda overlap, no family has more than its quota, and every live booking
// stands in its calendar.
func (w *world) sound() {
	w.t.Helper()
	records, err := w.store.List(w.t.Context(), scheduling.Query{Kind: "booking", Limit: 10000})
	if err != nil {
		w.t.Fatal(err)
	}
	var live []scheduling.Booking
	quota := map[string]int{}
	for _, r := range records {
		b := w.row(r.ID)
		if b.State.Live() {
			live = append(live, b)
			quota[fmt.Sprint(b.Family, b.Start.Year())]++
		}
	}
	for i, a := range live {
		for _, b := range live[i+1:] {
			if a.Agenda == b.Agenda && !a.Vacated && !b.Vacated && a.Overlaps(b.Interval) {
				w.t.Errorf("overlap:\n%+v\n%+v", a, b)
			}
		}
	}
	for family, n := range quota {
		if n > 3 {
			w.t.Errorf("%s has %d sessions", family, n)
		}
	}
}

// events of a kind that are still due at any time.
func (w *world) ahead() []string {
	w.t.Helper()
	var all []string
	due, err := w.store.ClaimDue(w.t.Context(), "onlooker", monday.AddDate(5, 0, 0), monday.AddDate(5, 0, 0), time.Nanosecond, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range due {
		line := d.Kind
		if d.Kind == scheduling.DueTell {
			var e scheduling.Event
			if err := json.Unmarshal(d.Data, &e); err != nil {
				w.t.Fatal(err)
			}
			line = e.Kind
		}
		if d.Clock == scheduling.ProgrammeTime {
			line += " " + w.local(d.At)
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}
