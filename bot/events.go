package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"escale/scheduling"
)

// tell brings what happened to a booking. It leaves the present step as it is:
// its choices name the booking, and work whenever they are tapped.
func (t *turn) tell(ctx context.Context, e scheduling.Event) error {
	if e.Kind == scheduling.TellLinked {
		t.linked(t.say.T("told.linked"))
		return nil
	}
	switch e.Kind {
	case tellErase:
		return t.pauseEnds(ctx, e)
	case tellJoined:
		return t.joined(ctx)
	}
	b, err := t.Desk.Booking(ctx, e.Booking)
	if errors.Is(err, scheduling.ErrNotFound) {
		return nil // erased meanwhile: nothing to tell
	}
	if err != nil {
		return err
	}
	if !t.hers(b) {
		return fmt.Errorf("event %s: booking %s is another conversation's", e.ID, b.ID)
	}
	if err := t.bring(ctx, e, b); err != nil {
		return err
	}
	zone, limit := nightOf(e, b)
	for i := range t.out.Messages {
		t.out.Messages[i].Timing.Zone, t.out.Messages[i].Timing.Limit = zone, limit
	}
	return nil
}

// bring says it, by its kind.
func (t *turn) bring(ctx context.Context, e scheduling.Event, b scheduling.Booking) error {
	switch e.Kind {
	case scheduling.TellBooked:
		t.came(b.Offer)
		return t.confirm(t.say.T("told.booked"), b, scheduling.Notice)
	case scheduling.TellReleased:
		t.notice("released", e, b, about(b.ID, doAgain, t.say.T("tap.again")))
	case scheduling.TellNotMoved:
		t.notice("not-moved", e, b, about(b.ID, doMove, t.say.T("tap.move")), about(b.ID, doShow, t.say.T("tap.details")))
	case scheduling.TellMovedByStaff:
		t.notice("moved", e, b, t.movedChoices(b)...)
	case scheduling.TellChangedByStaff:
		t.notice("changed", e, b, t.changedChoices(b)...)
	case scheduling.TellDeleted:
		t.notice("deleted", e, b, about(b.ID, doAgain, t.say.T("tap.again")))
	case scheduling.TellReminder, scheduling.TellConfirm:
		t.nudge(e, b)
	case scheduling.TellQuestionnaire, scheduling.TellFollowUp:
		return t.invite(ctx, e, b)
	default:
		return fmt.Errorf("event %s: unknown kind %q", e.ID, e.Kind)
	}
	return nil
}

// hers: nobody acts on somebody else's booking.
func (t *turn) hers(b scheduling.Booking) bool { return b.Conversation == t.c.ID }

// notice tells of a change that she did not make.
func (t *turn) notice(kind string, e scheduling.Event, b scheduling.Booking, choices ...Choice) {
	s := t.session(b.Slot, b.Mode)
	m := Message{Class: scheduling.Notice}
	if n := t.notes(); !b.State.Live() && n.Booked == b.ID {
		n.Booked = ""
	}
	switch kind {
	case "released":
		m.Subject, m.Text = t.say.T("subject.released"), t.say.T("told.released", "When", t.when(s))
	case "deleted":
		m.Subject, m.Text = t.say.T("subject.deleted"), t.say.T("told.deleted", "When", t.when(s))
	case "not-moved":
		m.Subject, m.Text = t.say.T("subject.not-moved"), t.say.T("told.not-moved", "When", t.when(s))
	case "changed":
		m.Subject, m.Text = t.say.T("subject.changed"), t.say.T("told.changed", "When", t.when(s))
	case "moved":
		was := t.when(s)
		if b.Proposed != nil {
			s.Interval = *b.Proposed
		}
		m.Subject = t.say.T("subject.moved")
		m.Text = t.say.T("told.moved", "Was", was, "When", t.when(s))
	}
	m.Text = strings.Join(append([]string{m.Text}, t.changes(e, s)...), "\n")
	m.Mail = t.linkFor(m)
	t.beside(m, false, choices...)
}

func (t *turn) movedChoices(b scheduling.Booking) []Choice {
	choices := []Choice{
		about(b.ID, doMove, t.say.T("tap.other-slot")),
		about(b.ID, doCancel, t.say.T("tap.cancel-it")),
	}
	if b.Proposed == nil { // taken back meanwhile
		return choices
	}
	return append([]Choice{about(b.ID, acceptKey(b), t.say.T("tap.accept"))}, choices...)
}

// linkFor is the line that lets a copy by e-mail be answered.
func (t *turn) linkFor(m Message) string {
	link := t.returnLink()
	if t.c.Email == "" || link == "" || m.Subject == "" {
		return ""
	}
	return t.say.T("say.answer-link", "Link", link)
}
