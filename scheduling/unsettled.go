package scheduling

import (
	"context"
	"slices"
	"time"
)

// Unsettled is what staff did to a booking's event, until another look, long
// enough after the first, shows the same: people drag an event twice, undo, or
// cut it here to paste it there. What it takes up is held meanwhile.
type Unsettled struct {
	Since     time.Time `json:"since"` // machine time of the look that showed it first
	Noted     time.Time `json:"noted"` // programme time of the same
	Gone      bool      `json:"gone,omitempty"`
	Cancelled bool      `json:"cancelled,omitempty"`
	Interval  Interval  `json:"interval,omitzero"`
	// Agenda is the colleague's in whose calendar it stands; empty: the booking's
	// own.
	Agenda string `json:"agenda,omitempty"`
	Place  string `json:"place,omitempty"` // as Slot.Place
}

// TagUnsettled is on the records of bookings with a change that may go on.
const TagUnsettled = "unsettled"

// sameAs reports whether two looks show the same.
func (u Unsettled) sameAs(v Unsettled) bool {
	return u.Gone == v.Gone && u.Cancelled == v.Cancelled && same(u.Interval, v.Interval) &&
		u.Agenda == v.Agenda && u.Place == v.Place
}

// takes is the time that the change asks for, and in which agenda; ok is false if
// it asks for none.
func (u *Unsettled) takes(agenda string) (in string, i Interval, ok bool) {
	if u == nil || u.Gone || u.Cancelled {
		return "", Interval{}, false
	}
	if u.Agenda != "" {
		agenda = u.Agenda
	}
	return agenda, u.Interval, true
}

// settled reports whether a look that began then shows for long enough what the
// row noted before, on either clock: who pushes the demo's has let time pass.
func (d *Desk) settled(b Booking, now Unsettled, begun time.Time) bool {
	u := b.Unsettled
	return u != nil && u.sameAs(now) && begun.After(u.Since) &&
		(!begun.Before(u.Since.Add(d.c.Settling)) || !d.c.Clocks.Programme().Before(u.Noted.Add(d.c.Settling)))
}

// note keeps what a look showed, for the next one to compare. Where the event
// stands is followed at once: whatever becomes of it, that is where it is found.
func (d *Desk) note(ctx context.Context, b Booking, now Unsettled, seen Seen) error {
	if b.Unsettled != nil && b.Unsettled.sameAs(now) {
		return nil
	}
	now.Noted = d.c.Clocks.Programme()
	return d.retry(ctx, b, func(b Booking) error {
		is := b
		is.Unsettled, is.Seen = &now, seen
		_, err := d.commit(ctx, transition{was: b, is: is})
		return err
	})
}

// asItWas takes in that an event stands as the booking knows it: what was noted
// was undone. It may stand at another address of the agenda.
func (d *Desk) asItWas(ctx context.Context, b Booking, seen Seen, over bool) error {
	moved := seen.Href != b.Seen.Href || seen.UID != b.Seen.UID
	if b.Unsettled == nil && b.Overlaid == over && !moved {
		return nil
	}
	if over && !b.Overlaid {
		d.c.Log.WarnContext(ctx, "staff overlaid a booking", "agenda", b.Agenda, "booking", b.ID)
	}
	return d.retry(ctx, b, func(b Booking) error {
		is := b
		is.Unsettled, is.Overlaid, is.Seen = nil, over, seen
		_, err := d.commit(ctx, transition{was: b, is: is})
		return err
	})
}

// find returns a booking's event: in the agenda's calendars, else in a
// colleague's; by its UID, else by the reference in the title of an event that
// was pasted under another.
func (d *Desk) find(b Booking, s Sighting) (SeenEvent, bool) {
	uid := EventUID(d.c.Installation, b.ID, b.Placement)
	here := s.Copies[uid]
	if ev, ok := s.Ours[uid]; ok {
		here = append([]SeenEvent{ev}, here...)
	}
	for _, list := range [][]SeenEvent{here, s.Elsewhere[uid], s.Copies[b.Reference], s.Elsewhere[b.Reference]} {
		if len(list) > 0 {
			return b.closest(list), true
		}
	}
	return SeenEvent{}, false
}

// closest chooses among copies of an event: the one known so far, else one at
// the booking's time.
func (b Booking) closest(list []SeenEvent) SeenEvent {
	for _, like := range []func(SeenEvent) bool{
		func(ev SeenEvent) bool { return ev.Href == b.Seen.Href },
		func(ev SeenEvent) bool { return same(ev.Interval, b.Stands()) },
	} {
		if i := slices.IndexFunc(list, like); i >= 0 {
			return list[i]
		}
	}
	return list[0]
}
