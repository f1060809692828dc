package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// learn says what came of a command.
func (t *turn) learn(ctx context.Context, o scheduling.Outcome) error {
	switch o.Kind {
	case scheduling.DoHold, scheduling.DoRenew:
		return t.learnHold(ctx, o)
	case scheduling.DoBook, scheduling.DoMove:
		return t.learnBooking(ctx, o)
	case scheduling.DoCancel:
		return t.learnCancel(ctx, o)
	case scheduling.DoAccept:
		return t.learnAccept(ctx, o)
	case scheduling.DoCode, scheduling.DoLink, scheduling.DoUnlink:
		t.learnLink(o)
	case doJoin:
		t.learnJoin(o)
	case scheduling.DoWish:
		return t.learnWish(ctx, o)
	case scheduling.DoPass:
		return t.learnPass(ctx, o)
	case scheduling.DoUnwish:
		return t.learnUnwish()
	case scheduling.DoCall:
		return t.learnCall(ctx, o)
	case scheduling.DoUncall:
		t.learnUncall()
	}
	return nil // a release or a mark: nothing to say
}

// learnHold goes on to the summary, unless she has turned elsewhere meanwhile.
func (t *turn) learnHold(ctx context.Context, o scheduling.Outcome) error {
	w := t.notes().Wanted
	if t.c.Step != stepSummary || w.Slot == nil || o.Slot.Agenda != "" && slotKey(*w.Slot) != slotKey(o.Slot) {
		return nil
	}
	switch held := o.Code == scheduling.OK || o.Code == scheduling.Pending; {
	case held && o.Kind == scheduling.DoRenew:
		return nil // she is told nothing: she has it still
	case held:
		t.notes().Wanted.HeldAt, t.notes().Wanted.Renewed = t.now, t.now
		t.reach(stepSummary)
		t.leads(t.say.T("say.held"))
		return askSummary(ctx, t)
	}
	return t.notPlaced(ctx, o)
}

// learnBooking: an outcome that comes after she has turned elsewhere is told
// beside what she is doing.
func (t *turn) learnBooking(ctx context.Context, o scheduling.Outcome) error {
	good := o.Code == scheduling.OK || o.Code == scheduling.Pending
	if o.Code == scheduling.OK && o.Kind == scheduling.DoBook {
		t.came(o.Slot.Offer)
	}
	switch {
	case t.c.Step == stepPlacing && good:
		return t.placed(ctx, o)
	case t.c.Step == stepPlacing:
		return t.notPlaced(ctx, o)
	case !good:
		return nil
	}
	b, err := t.bookingOf(ctx, o)
	if err != nil {
		return err
	}
	return t.confirm(t.say.T("say.booked"), b, scheduling.Reply)
}

// notPlaced: another slot at once where one may help, else why not.
func (t *turn) notPlaced(ctx context.Context, o scheduling.Outcome) error {
	w := &t.notes().Wanted
	w.Held, w.Slot = false, nil // nothing is held that could be given back
	switch o.Code {
	case scheduling.Taken:
		t.leads(t.say.T("say.taken"))
	case scheduling.TooLate:
		t.leads(t.say.T("say.too-late"))
	default:
		t.c.Trail = nil
		return t.stopAt(ctx, Stopped{Code: o.Code, NextFrom: o.NextFrom})
	}
	if last := len(t.c.Trail) - 1; last >= 0 && t.c.Trail[last].Step == stepSlots {
		t.c.Trail = t.c.Trail[:last]
	}
	w.After = scheduling.Cursor{}
	return t.goTo(ctx, stepSlots)
}

func (t *turn) learnCancel(ctx context.Context, o scheduling.Outcome) error {
	text, choices := t.say.T("say.booking-gone"), t.resume()
	switch o.Code {
	case scheduling.OK, scheduling.Pending:
		text = t.say.T("say.cancelled")
		choices = append([]Choice{about(o.Booking, doAgain, t.say.T("tap.again"))}, choices...)
		if n := t.notes(); n.Booked == o.Booking {
			n.Booked = ""
		}
	case scheduling.TooLate:
		text = t.say.T("say.too-late-to-cancel")
	}
	t.beside(Message{Text: text}, true, append(choices, word("rdv", t.say.T("tap.appointments")))...)
	return nil
}

func (t *turn) learnAccept(ctx context.Context, o scheduling.Outcome) error {
	if o.Code != scheduling.OK && o.Code != scheduling.Pending {
		t.leads(t.say.T("say.booking-gone"))
		return appointments(ctx, t)
	}
	b, err := t.bookingOf(ctx, o)
	if err != nil {
		return err
	}
	return t.confirm(t.say.T("say.accepted"), b, scheduling.Reply)
}

// bookingOf reads the booking of an outcome; what is no longer there is known
// from the outcome alone.
func (t *turn) bookingOf(ctx context.Context, o scheduling.Outcome) (scheduling.Booking, error) {
	b, err := t.Desk.Booking(ctx, o.Booking)
	if errors.Is(err, scheduling.ErrNotFound) {
		return scheduling.Booking{ID: o.Booking, Slot: o.Slot, Mode: t.notes().Wanted.Mode}, nil
	}
	return b, err
}

// confirm says where and when a booking is, with a file for the parent's own
// calendar.
func (t *turn) confirm(head string, b scheduling.Booking, class scheduling.Class) error {
	s := t.session(b.Slot, b.Mode)
	m := Message{Text: head + "\n\n" + t.confirmed(s, b), Subject: t.say.T("subject.booked"), Class: class}
	if class == scheduling.Notice {
		m.Mail = t.linkFor(m)
	}
	if t.CalendarFile != nil {
		file, err := t.CalendarFile(t.entry(s, b), alarms(s))
		if err != nil {
			return fmt.Errorf("calendar file: %w", err)
		}
		m.Document = &Document{Name: "rendez-vous.ics", Type: "text/calendar; charset=utf-8", Data: file}
	}
	t.send(m)
	return nil
}

// alarms of the calendar file are those of the reminders; by default two.
func alarms(s session) []time.Duration {
	if len(s.offer.Reminders) > 0 {
		return s.offer.Reminders
	}
	return []time.Duration{48 * time.Hour, 2 * time.Hour}
}

// entry is the booking in the parent's own calendar, which others may see: it
// names neither offer nor kind of structure. Where she has a return link the
// entry leads there, else to the video room.
func (t *turn) entry(s session, b scheduling.Booking) scheduling.CalendarEvent {
	e := scheduling.CalendarEvent{
		UID: b.ID + "@parent.escale", Agenda: s.Agenda, Interval: s.Interval, Zone: s.zone.String(),
		Summary: t.say.T("calendar.summary"), URL: t.returnLink(), Sequence: b.Placement,
		Notes: t.say.T("calendar.notes", "Reference", b.Reference, "Phone", cmp.Or(t.numberOf(s), t.ways())),
	}
	if t.isInPerson(s) {
		e.Location = s.address()
		return e
	}
	e.Notes = t.atDistance(s, b) + "\n" + e.Notes
	if s.mode == programme.Video && e.URL == "" {
		e.URL = s.room()
	}
	return e
}
