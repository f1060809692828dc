package bot

import (
	"context"

	"escale/programme"
)

// offersLink: now is the moment to offer that two parents' sessions count
// together: she has a session of which there is a number, and nothing speaks
// against it.
func (t *turn) offersLink(ctx context.Context) bool {
	n := t.notes()
	if n.Booked == "" || n.Linked || t.twoFamilies() || t.isApart() {
		return false
	}
	b, err := t.Desk.Booking(ctx, n.Booked)
	return err == nil && b.State.Live() && b.Quota > 1 // optional: not worth failing for
}

// twoFamilies: she said that the parents are separated, and the programme counts
// them as two families.
func (t *turn) twoFamilies() bool {
	if t.p.SeparatedParents == programme.OneFamily {
		return false
	}
	for _, q := range t.p.Questions {
		for _, a := range q.Choices {
			if a.Separated && t.c.Answers[q.ID] == a.ID {
				return true
			}
		}
	}
	return false
}

// sayTwoFamilies says so, in place of a code.
func (t *turn) sayTwoFamilies() {
	t.beside(Message{Text: t.say.T("say.two-families")}, true, t.resume()...)
}
