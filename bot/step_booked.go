package bot

import (
	"context"
	"strings"

	"escale/scheduling"
)

// viewEmail: an e-mail address is awaited.
const viewEmail = "email"

// placed: the Desk has the booking. The answers stay until she begins anew, in
// case another slot has to be found.
func (t *turn) placed(ctx context.Context, o scheduling.Outcome) error {
	b, err := t.bookingOf(ctx, o)
	if err != nil {
		return err
	}
	n := t.notes()
	moved := n.Wanted.Moving != ""
	t.c.Trail = nil
	n.Wanted, n.Early, n.Booked = Wanted{}, Early{}, b.ID
	t.reach(stepBooked)
	t.c.Step = stepBooked
	if o.Code == scheduling.Pending {
		t.send(Message{Text: t.say.T("say.pending", "When", t.when(t.session(b.Slot, b.Mode)))})
		return t.goTo(ctx, stepBooked)
	}
	head := t.say.T("say.booked")
	if moved {
		head = t.say.T("say.moved")
	}
	if err := t.confirm(head, b, scheduling.Reply); err != nil {
		return err
	}
	return t.goTo(ctx, stepBooked)
}

// askBooked offers what may still be useful; none of it is needed.
func askBooked(ctx context.Context, t *turn) error {
	n := t.notes()
	if n.View == viewEmail {
		t.ask(t.say.T("ask.email"), word("rdv", t.say.T("tap.appointments")))
		return nil
	}
	if n.Booked == "" {
		return appointments(ctx, t)
	}
	text := t.say.T("say.after")
	var choices []Choice
	if link := t.returnLink(); link != "" {
		text = t.say.T("say.keep-link", "Link", link)
		if t.c.Email != "" { // she hears by e-mail
			text = t.say.T("say.link", "Link", link)
		}
	}
	if t.c.Email == "" && !t.WithoutEmail {
		choices = append(choices, t.answer(viewEmail, t.say.T("tap.email")))
	}
	if t.telegram() != "" && t.returnLink() != "" && t.c.Ways["telegram"] == "" {
		choices = append(choices, Choice{ID: "ailleurs", Label: t.say.T("tap.telegram")})
	}
	if t.before(ctx) != "" {
		choices = append(choices, t.answer("before", t.say.T("tap.before")))
	}
	if t.offersLink(ctx) {
		choices = append(choices, Choice{ID: "lier", Label: t.say.T("tap.link")})
	}
	choices = append(choices, word("rdv", t.say.T("tap.appointments")))
	t.ask(text, choices...)
	return nil
}

func takeBooked(ctx context.Context, t *turn, r reply) (bool, error) {
	n := t.notes()
	switch {
	case r.value == viewEmail && !t.WithoutEmail:
		n.View = viewEmail
		return true, askBooked(ctx, t)
	case r.value == "before":
		if name := t.before(ctx); name != "" {
			return true, t.survey(ctx, Survey{Questionnaire: name, Booking: n.Booked}, Message{}, true)
		}
	case (n.View == viewEmail && r.words != "" || strings.Contains(r.words, "@")) && !t.WithoutEmail:
		if !t.keepEmail(r.words) {
			t.leads(t.say.T("say.bad-email"))
			return true, askBooked(ctx, t)
		}
		n.View = ""
		t.leads(t.say.T("say.email-kept", "Email", t.c.Email))
		return true, askBooked(ctx, t)
	}
	return false, nil
}

// returnLink opens this conversation elsewhere; "" where the app itself keeps it.
func (t *turn) returnLink() string {
	if t.Links.Return == nil {
		return ""
	}
	return t.Links.Return(t.c.Channel, t.c.Address)
}
