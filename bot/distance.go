package bot

import (
	"cmp"

	"escale/programme"
	"escale/scheduling"
)

// atDistance says how they meet when she does not come: she calls, or opens a
// link, since nobody asks her for a number. A booking that is not hers yet (the
// zero one, or one still to be confirmed) has no link: one leads to every session
// of the agenda.
func (t *turn) atDistance(s session, b scheduling.Booking) string {
	if s.mode == programme.Video {
		return t.byVideo(s, b)
	}
	number := t.numberOf(s)
	switch {
	case number == "": // the programme no longer knows the agenda
		return t.contact()
	case b.Reference == "":
		return t.say.T("say.by-phone", "Number", number)
	}
	return t.say.T("say.by-phone-booked", "Number", number, "Reference", b.Reference)
}

func (t *turn) byVideo(s session, b scheduling.Booking) string {
	switch {
	case b.ID == "" || b.State == scheduling.Placing:
		return t.say.T("say.by-video")
	case s.room() == "":
		return t.contact()
	}
	return t.say.T("say.by-video-booked", "Link", s.room())
}

// room is where a session by video is held: the hours' own, or the agenda's.
func (s session) room() string { return cmp.Or(s.Slot.Video, s.agenda.Video) }

// numberOf is where she calls: the agenda's number, or that of the structure; of
// one that the programme no longer knows, the contact's, who can help.
func (t *turn) numberOf(s session) string {
	return cmp.Or(s.structure.PhoneOf(s.agenda), t.p.Controller.Contact.Phone)
}
