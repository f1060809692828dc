package bot

import (
	"context"
	"net/mail"
	"strings"

	"escale/programme"
	"escale/scheduling"
)

// Reasons of our own to stop, beside the codes of outcomes.
const (
	notEligible = "not-eligible"
	noSlot      = "no-slot"
)

// viewEmail: an e-mail address is awaited.
const viewEmail = "email"

// stopAt ends the flow without an appointment, and says where else to turn.
func (t *turn) stopAt(ctx context.Context, why Stopped) error {
	t.letGo()
	t.notes().Stopped = why
	t.reach(why.Code)
	return t.goTo(ctx, stepStopped)
}

func askStopped(_ context.Context, t *turn) error {
	lines := []string{t.whyStopped()}
	if why := t.notes().Stopped.Code; why == notEligible || why == noSlot {
		lines = append(lines, t.elsewhere(why)...)
	}
	lines = append(lines, t.contact())
	t.ask(
		strings.Join(lines, "\n\n"),
		word("recommencer", t.say.T("tap.other-request")), word("rdv", t.say.T("tap.appointments")),
	)
	return nil
}

func (t *turn) whyStopped() string {
	why := t.notes().Stopped
	switch why.Code {
	case notEligible:
		if d := t.notes().Place.Departement; !t.covered() {
			return t.say.T("say.not-covered", "Departement", d)
		}
		return t.say.T("say.not-eligible")
	case noSlot:
		return t.say.T("say.no-slot")
	case scheduling.QuotaSpent:
		if why.NextFrom.IsZero() {
			return t.say.T("say.quota-spent")
		}
		return t.say.T("say.quota-spent-until", "Day", t.say.LongDay(why.NextFrom, t.zone()))
	case scheduling.TooMany:
		return t.say.T("say.too-many")
	case scheduling.TooLate:
		return t.say.T("say.too-late")
	case scheduling.Gone:
		return t.say.T("say.booking-gone")
	}
	return t.say.T("say.closed")
}

func (t *turn) covered() bool {
	_, ok := t.p.Departement(t.notes().Place.Departement)
	return ok
}

// elsewhere is where to turn: the relays of what was refused aloud, each once;
// if there are none, the first that serve the département.
func (t *turn) elsewhere(why string) []string {
	a := t.assess(t.c.Answers)
	if why == notEligible && t.covered() {
		if said := t.reasons(a); len(said) > 0 {
			return said
		}
	}
	var relays []programme.Relay
	for _, r := range a.Not {
		if !r.Silent {
			relays = append(relays, r.Relays...)
		}
	}
	if len(relays) == 0 {
		relays = t.everywhere()
	}
	var lines []string
	seen := map[string]bool{}
	for _, r := range relays {
		if !seen[r.ID] {
			lines = append(lines, t.relay(r))
		}
		seen[r.ID] = true
	}
	if len(lines) == 0 {
		return nil
	}
	return []string{t.say.T("say.elsewhere") + "\n" + strings.Join(lines, "\n")}
}

// reasons are those of the refusals that lead somewhere else.
func (t *turn) reasons(a programme.Assessment) []string {
	var said []string
	for _, r := range a.Not {
		if r.Silent || len(r.Relays) == 0 {
			continue
		}
		lines := []string{t.text(r.Text)}
		for _, relay := range r.Relays {
			lines = append(lines, t.relay(relay))
		}
		said = append(said, strings.Join(lines, "\n"))
	}
	return said
}

// everywhere is a few relays that serve the département whatever the need.
func (t *turn) everywhere() []programme.Relay {
	var ids []string
	for _, r := range t.p.Relays {
		ids = append(ids, r.ID)
	}
	relays := t.p.RelaysIn(t.notes().Place.Departement, ids)
	return relays[:min(len(relays), 3)]
}

// placed: the Desk has the booking. What led to it is dropped.
func (t *turn) placed(ctx context.Context, o scheduling.Outcome) error {
	b, err := t.bookingOf(ctx, o)
	if err != nil {
		return err
	}
	n := t.notes()
	moved := n.Wanted.Moving != ""
	t.c.Trail, t.c.Answers = nil, nil
	n.Wanted, n.Candidates, n.Narrowed = Wanted{}, nil, false
	n.Booked = b.ID
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
	}
	if t.c.Email == "" {
		choices = append(choices, t.answer(viewEmail, t.say.T("tap.email")))
	}
	if t.Links.Telegram != nil && t.Links.Telegram() != "" && t.returnLink() != "" {
		choices = append(choices, Choice{ID: "telegram", Label: t.say.T("tap.telegram"), URL: t.Links.Telegram()})
	}
	if t.before(ctx) != "" {
		choices = append(choices, t.answer("before", t.say.T("tap.before")))
	}
	choices = append(choices, word("rdv", t.say.T("tap.appointments")))
	t.ask(text, choices...)
	return nil
}

func takeBooked(ctx context.Context, t *turn, r reply) (bool, error) {
	n := t.notes()
	switch {
	case r.value == viewEmail:
		n.View = viewEmail
		return true, askBooked(ctx, t)
	case r.value == "before":
		if name := t.before(ctx); name != "" {
			return true, t.survey(ctx, name, n.Booked, Message{}, true)
		}
	case strings.Contains(r.words, "@"):
		a, err := mail.ParseAddress(r.words)
		if err != nil || len(a.Address) > 254 {
			t.leads(t.say.T("say.bad-email"))
			return true, askBooked(ctx, t)
		}
		t.c.Email, n.View = a.Address, ""
		t.leads(t.say.T("say.email-kept", "Email", a.Address))
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
