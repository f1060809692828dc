package scheduling

import "time"

// Invite is the data of due work of kind DueInvite: what the structure is
// mailed. The event's UID stays the same through every move, and Sequence
// rises, so that a calendar that takes invitations updates its own.
type Invite struct {
	Method    string        `json:"method"`       // REQUEST or CANCEL (iTIP, RFC 5546)
	By        string        `json:"by,omitempty"` // who cancelled, as Booking.By
	Structure string        `json:"structure"`
	Event     CalendarEvent `json:"event"`
}

// plan lists the due work of a booking as it stands: what of it lies behind is
// left out.
func (d *Desk) plan(t terms, b Booking) []Due {
	now := d.c.Clocks.Programme()
	var all []Due
	if b.State == Placing || b.Renote || len(b.Gone) > 0 {
		all = append(all, d.publishLater(b))
	}
	if !b.State.Live() {
		return all
	}
	stands := b.Stands()
	id := func(kind string) string {
		return kind + "/" + b.ID + "/" + itoa(b.Placement) + "/" + stands.Start.UTC().Format("20060102T1504")
	}
	for _, m := range append(t.nudges(b, now), t.inquiries(b)...) {
		if m.at.After(now) {
			all = append(all, tell(b, m.event, id(m.name), m.at))
		}
	}
	return append(
		all,
		Due{ID: id("past"), Kind: DuePast, Subject: b.ID, At: stands.End, Clock: ProgrammeTime},
		Due{ID: id("unwatch"), Kind: DuePast, Subject: b.ID, At: stands.End.Add(watched), Clock: ProgrammeTime},
	)
}

// publishLater makes sure of what the Desk tries at once when it can: a crash in
// between is made good within half a minute. Its id is its own, so that work
// under way for an earlier row can't finish it.
func (d *Desk) publishLater(b Booking) Due {
	at := d.c.Clocks.Machine()
	if b.State == Placing && !b.Restoring { // nobody waits for that
		at = at.Add(30 * time.Second)
	}
	return Due{
		ID: "publish/" + b.ID + "/" + itoa(int(b.Version)), Kind: DuePublish, Subject: b.ID,
		At: at, Clock: MachineTime,
	}
}

// invitation mails the structure what it does not know yet: a session that is
// sure, its new time, or that it is off. Its subject is its own, so that no
// other change of the booking drops it.
func (d *Desk) invitation(b *Booking) []Due {
	i := Invite{Method: "REQUEST", Structure: b.Structure}
	stands := b.Stands()
	switch {
	case b.State == Booked && (b.Invited == nil || *b.Invited != stands):
		b.Invited = &stands
	case (b.State == Cancelled || b.State == Released) && b.Invited != nil:
		i.Method, i.By, stands, b.Invited = "CANCEL", b.By, *b.Invited, nil
	default:
		return nil
	}
	i.Event = d.event(*b, Placed{Placement: 1, Agenda: b.Agenda, Interval: stands})
	i.Event.Sequence, i.Event.Absent = b.Invitations, i.Method == "CANCEL"
	b.Invitations++
	return []Due{{
		ID: inviteSubject(b.ID) + "/" + itoa(i.Event.Sequence), Kind: DueInvite, Subject: inviteSubject(b.ID),
		At: d.c.Clocks.Machine(), Clock: MachineTime, Data: encode(i),
	}}
}

func inviteSubject(booking string) string { return "invite/" + booking }

// tell makes due work that brings an event to the booking's conversation.
func tell(b Booking, e Event, id string, at time.Time) Due {
	e.ID, e.Conversation, e.Booking = "tell/"+id, b.Conversation, b.ID
	if e.Placement == 0 {
		e.Placement = b.Placement
	}
	return Due{ID: e.ID, Kind: DueTell, Subject: b.ID, At: at, Clock: ProgrammeTime, Data: encode(e)}
}
