package scheduling

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"escale/programme"
)

// event is a placement as the structure's calendar shows it: nothing that leads
// to the parent, and no reason. The words are for staff, in French.
func (d *Desk) event(b Booking, p Placed) CalendarEvent {
	at := b
	at.Agenda = p.Agenda
	t := d.termsOf(at)
	name := t.offer.Name.In("fr")
	if name == "" {
		name = b.Offer
	}
	e := CalendarEvent{
		UID:    cmp.Or(p.Seen.UID, EventUID(d.c.Installation, b.ID, p.Placement)),
		Agenda: p.Agenda, Interval: p.Interval, Zone: t.Zone.String(),
		Summary:  "Escale · " + b.Reference + " · " + name + " · " + modeWord(b.Mode),
		Notes:    strings.Join(notes(b, t), "\n"),
		Location: place(b, t),
		Sequence: p.Placement - 1, Seen: p.Seen,
	}
	if d.c.Link != nil {
		e.URL = d.c.Link(b.ID)
	}
	return e
}

// FirstName begins the line of an event's notes that names the parent. It is for
// who meets her, and for no copy of the calendar.
const FirstName = "Prénom donné"

// named adds the first name that she gave for the person she will meet, if any.
// It goes to the calendar only, where that can be private: nothing else keeps it
// in the clear.
func (d *Desk) named(ctx context.Context, b Booking, e CalendarEvent) CalendarEvent {
	if len(b.Sealed) == 0 || d.c.Open == nil {
		return e
	}
	name, err := d.c.Open(ctx, b.Parent, b.Sealed)
	if err != nil { // she erased it, or it can't be read: the session stands without
		d.c.Log.WarnContext(ctx, "first name left out", "booking", b.ID, "err", err)
		return e
	}
	e.Private = FirstName + " : " + strings.Join(strings.Fields(string(name)), " ")
	return e
}

// notes are what the professional needs to know beforehand.
func notes(b Booking, t terms) []string {
	lines := []string{"Référence : " + b.Reference}
	if who := t.agenda.Professional; who != "" {
		lines = append(lines, "Avec "+who)
	}
	if how := reached(b, t); how != "" {
		lines = append(lines, how)
	}
	switch {
	case b.Quota > 0 && b.Session > 0:
		lines = append(lines, "séance "+itoa(b.Session)+"/"+itoa(b.Quota))
	case b.Session > 0:
		lines = append(lines, "séance "+itoa(b.Session))
	}
	if t.offer.Couple {
		lines = append(lines, "Séance à deux")
	}
	if wish := wishWord(b.Wish); wish != "" {
		lines = append(lines, wish)
	}
	if b.Conversation == "" {
		lines = append(lines, notReached)
	}
	return lines
}

// reached says who calls, or which link both open: staff have no number of the
// parent's.
func reached(b Booking, t terms) string {
	number, link := t.structure.PhoneOf(t.agenda), cmp.Or(b.Video, t.agenda.Video)
	switch {
	case b.Mode == programme.Phone && number != "":
		return "Par téléphone : le parent appelle le " + number
	case b.Mode == programme.Phone:
		return "Par téléphone : le parent appelle"
	case b.Mode == programme.Video && link != "":
		return "En visio : " + link
	}
	return ""
}

// place is where the parent is awaited; nowhere for a call.
func place(b Booking, t terms) string {
	if b.Mode == programme.Video || b.Mode == programme.Phone {
		return ""
	}
	return strings.Join(slices.DeleteFunc([]string{t.structure.Name, cmp.Or(b.Place, t.structure.Address)}, func(s string) bool { return s == "" }), ", ")
}

func modeWord(mode string) string {
	switch mode {
	case programme.Video:
		return "en visio"
	case programme.Phone:
		return "par téléphone"
	}
	return "sur place"
}

// letters are told apart when said aloud or read on a small screen.
const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// newReference draws a short name for a booking: "K7M2-P9".
func newReference() string {
	var s strings.Builder
	for s.Len() < 7 {
		if s.Len() == 4 {
			s.WriteByte('-')
		}
		b := make([]byte, 1)
		rand.Read(b)
		if n := int(b[0]); n < 256/len(letters)*len(letters) {
			s.WriteByte(letters[n%len(letters)])
		}
	}
	return s.String()
}

// longestFirst sorts the times before a session at which she is reminded.
func longestFirst(all []time.Duration) []time.Duration {
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	return slices.Compact(sorted)
}
