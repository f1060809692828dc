package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/calendars/hosting"
	"escale/calendars/ical"
	"escale/programme"
	"escale/scheduling"
	"escale/web"
)

// links are the secret addresses of hosted agendas.
func (h *house) links() hosting.Links {
	return hosting.Links{Store: h.store, Clock: h.clocks.Machine}
}

// ownPage is a professional's page at its secret address.
type ownPage struct{ Who, At string }

// ownPages makes new addresses for the pages of a structure's hosted agendas.
func (h *house) ownPages(ctx context.Context, structure string) ([]ownPage, error) {
	s, ok := h.catalogue.programme().Structure(structure)
	if !ok {
		return nil, fmt.Errorf("no structure %q", structure)
	}
	var all []ownPage
	for _, a := range s.Agendas {
		if !s.Hosts(a) {
			continue
		}
		secret, err := h.links().New(ctx, hosting.PageLink, s.AgendaID(a))
		if err != nil {
			return nil, err
		}
		all = append(all, ownPage{a.Professional, h.config.BaseURL + "/mon-agenda/" + secret})
	}
	return all, nil
}

// Diary opens the page of the agenda that a secret leads to, while Escale keeps
// its calendars.
func (h *house) Diary(ctx context.Context, secret string) (web.Diary, error) {
	link, err := h.links().Find(ctx, hosting.PageLink, secret)
	if err != nil {
		return nil, err
	}
	s, a, ok := h.catalogue.programme().Agenda(link.Agenda)
	if !ok || !s.Hosts(a) {
		return nil, scheduling.ErrNotFound
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return nil, err
	}
	return diary{
		house: h, structure: s, agenda: a, zone: zone,
		open: h.hosting.Diary(hosting.CalendarID(s.ID, openCalendar(a)), zone),
		busy: h.hosting.Diary(hosting.CalendarID(s.ID, busyCalendar(a)), zone),
	}, nil
}

// diary is a hosted agenda as its page shows it.
type diary struct {
	house      *house
	structure  programme.Structure
	agenda     programme.Agenda
	zone       *time.Location
	open, busy hosting.Diary
}

func (d diary) id() string { return d.structure.AgendaID(d.agenda) }

func (d diary) Owner() web.DiaryOwner {
	return web.DiaryOwner{Structure: d.structure.Name, Professional: d.agenda.Professional, Zone: d.zone, Shortest: d.shortest()}
}

// shortest is how long the shortest session lasts that the agenda offers.
func (d diary) shortest() (least time.Duration) {
	for _, id := range d.agenda.Offers {
		if o, ok := d.house.catalogue.programme().Offer(id); ok && (least == 0 || o.Duration < least) {
			least = o.Duration
		}
	}
	return least
}

// Between puts open hours, what else there is and bookings together. Of what
// else there is, nothing is shown but when.
func (d diary) Between(ctx context.Context, window scheduling.Interval) ([]web.DiaryEntry, error) {
	open, err := d.open.Between(ctx, window.Start, window.End)
	if err != nil {
		return nil, err
	}
	busy, err := d.busy.Between(ctx, window.Start, window.End)
	if err != nil {
		return nil, err
	}
	all, err := d.bookings(ctx, window, busy)
	if err != nil {
		return nil, err
	}
	for _, e := range open {
		if !e.WholeDays { // which are never open
			all = append(all, entry(web.DiaryOpen, e))
		}
	}
	for _, e := range busy {
		if !e.Free && !d.ours(e.UID) {
			all = append(all, entry(kindOf(e), e))
		}
	}
	all = append(all, d.fixed(window)...)
	slices.SortStableFunc(all, func(a, b web.DiaryEntry) int { return a.Start.Compare(b.Start) })
	return all, nil
}

func entry(kind string, e hosting.Entry) web.DiaryEntry {
	return web.DiaryEntry{
		Kind: kind, ID: e.ID, Interval: scheduling.Interval{Start: e.Start, End: e.End},
		WholeDays: e.WholeDays, Repeats: e.Repeats, Occurrence: e.Occurrence,
	}
}

// closedTitle is what other programs show of a closing.
const closedTitle = "Fermé"

// kindOf tells what was closed on the page from what else takes time.
func kindOf(e hosting.Entry) string {
	if e.Title == closedTitle {
		return web.DiaryClosed
	}
	return web.DiaryBusy
}

func (d diary) ours(uid string) bool {
	return strings.HasPrefix(uid, "escale.") && strings.HasSuffix(uid, "@"+d.house.config.Installation)
}

// bookings are the sessions that stand, or stood. One whose event is no longer
// there is being cancelled.
func (d diary) bookings(ctx context.Context, window scheduling.Interval, busy []hosting.Entry) ([]web.DiaryEntry, error) {
	rows, err := d.house.desk.InAgenda(ctx, d.id(), window)
	if err != nil {
		return nil, err
	}
	var all []web.DiaryEntry
	for _, b := range rows {
		if b.State == scheduling.Cancelled || b.State == scheduling.Released {
			continue
		}
		e := web.DiaryEntry{
			Kind: web.DiaryBooking, ID: b.ID, Interval: b.Stands(), Reference: b.Reference, Mode: b.Mode, State: b.State,
			Leaving: b.State == scheduling.Booked && !slices.ContainsFunc(busy, func(e hosting.Entry) bool { return e.UID == d.uid(b) }),
		}
		if b.Mode == programme.InPerson || b.Mode == "" {
			e.Place = d.structure.Address
		}
		all = append(all, e)
	}
	return all, nil
}

func (d diary) uid(b scheduling.Booking) string {
	return scheduling.EventUID(d.house.config.Installation, b.ID, b.Placement)
}

// fixed are the hours that stand in the structure's file.
func (d diary) fixed(window scheduling.Interval) []web.DiaryEntry {
	names := [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	var all []web.DiaryEntry
	start := window.Start.In(d.zone)
	for day := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, d.zone); day.Before(window.End); day = day.AddDate(0, 0, 1) {
		for _, hours := range d.agenda.Hours {
			from, err1 := clockOn(day, hours.From)
			to, err2 := clockOn(day, hours.To)
			if err1 != nil || err2 != nil || len(hours.Days) > 0 && !slices.Contains(hours.Days, names[day.Weekday()]) {
				continue
			}
			if i := (scheduling.Interval{Start: from, End: to}); i.Overlaps(window) {
				all = append(all, web.DiaryEntry{Kind: web.DiaryFixed, Interval: i})
			}
		}
	}
	return all
}

func clockOn(day time.Time, hhmm string) (time.Time, error) {
	t, err := time.Parse("15:04", hhmm)
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, day.Location()), err
}

func (d diary) AddHours(ctx context.Context, key string, at scheduling.Interval, weekly bool) error {
	return d.seen(ctx, d.open.Add(ctx, key, ical.Plain{Start: at.Start, End: at.End, Weekly: weekly, Title: "Escale"}))
}

func (d diary) Close(ctx context.Context, key string, at scheduling.Interval, wholeDays bool) error {
	return d.seen(ctx, d.busy.Add(ctx, key, ical.Plain{Start: at.Start, End: at.End, WholeDays: wholeDays, Title: closedTitle}))
}

func (d diary) Remove(ctx context.Context, kind, id string, occurrence time.Time, following bool) error {
	from, extent := d.open, hosting.OneOccurrence
	if kind == web.DiaryClosed {
		from = d.busy
	}
	if following {
		extent = hosting.FromThenOn
	}
	return d.seen(ctx, from.Remove(ctx, id, occurrence, extent))
}

// Cancel marks the session's event as staff do in their own program; what that
// means is the desk's to say.
func (d diary) Cancel(ctx context.Context, booking string) error {
	b, err := d.booking(ctx, booking)
	if err != nil {
		return err
	}
	at := b.Stands()
	there, err := d.busy.Between(ctx, at.Start.AddDate(0, 0, -1), at.End.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	for _, e := range there {
		if e.UID == d.uid(b) {
			return d.seen(ctx, d.busy.Cancel(ctx, e.ID))
		}
	}
	return scheduling.ErrNotFound
}

func (d diary) Mark(ctx context.Context, booking string, state scheduling.State) error {
	if _, err := d.booking(ctx, booking); err != nil {
		return err
	}
	return d.house.desk.Mark(ctx, booking, state)
}

// booking is one of this agenda's.
func (d diary) booking(ctx context.Context, id string) (scheduling.Booking, error) {
	b, err := d.house.desk.Booking(ctx, id)
	if err == nil && b.Agenda != d.id() {
		err = fmt.Errorf("booking %s of another agenda: %w", id, scheduling.ErrNotFound)
	}
	return b, err
}

// seen lets what was changed count at once. If the calendars can't be read now,
// it counts when they are.
func (d diary) seen(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	s, err := d.house.mirror.Sync(ctx, d.id())
	if err == nil {
		d.house.observe(ctx, s)
	}
	return nil
}
