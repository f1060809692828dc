package bot

import (
	"context"
	"slices"
	"strings"

	"escale/scheduling"
)

// intent is what a parent may want at any moment, whose ways to say it stand in
// the texts.
type intent struct {
	id      string // of the choice it leads to
	text    string // id of the text with the ways to say it
	label   string // id of the text of its button; "": it is never guessed
	weighty bool
}

func intents() []intent {
	return []intent{
		{"annuler-rdv", "intent.cancel", "tap.cancel-appointment", true},
		{"changer-rdv", "intent.change", "tap.change-appointment", false},
		{"retard", "intent.late", "tap.late", false},
		{"pas-venir", "intent.cannot", "tap.cannot", false},
		{"erreur", "intent.mistake", "tap.mistake", false},
		{"humain", "intent.human", "tap.human", false},
		{"rdv", "intent.appointments", "tap.appointments", false},
		{"prendre", "intent.book", "tap.take-appointment", false},
		{"recommencer", "intent.restart", "tap.restart", true},
		{"aide", "intent.help", "", false},
		{"langue", "intent.language", "tap.language", false},
		{"effacer", "intent.erase", "tap.erase", true},
		{"merci", "intent.thanks", "", true},
		{"au-revoir", "intent.bye", "", true},
		{"start", "intent.hello", "", true},
		{"plus", "intent.more", "", false},
	}
}

// intentWords are the words that only intents lead to.
func intentWords() []anywhere {
	return []anywhere{
		{"annuler-rdv", "", cancelAppointment},
		{"changer-rdv", "", changeAppointment},
		{"retard", "", late},
		{"pas-venir", "", cannotCome},
		{"erreur", "", mistaken},
		{"prendre", "", takeAppointment},
		{"merci", "", welcome},
		{"au-revoir", "", goodbye},
		{"plus", "", moreSlots},
	}
}

// theOne leads to what may be done about the one appointment to come; when there
// are several, or none, to their list.
func (t *turn) theOne(ctx context.Context, do func(b scheduling.Booking) error) error {
	coming, err := t.coming(ctx)
	if err != nil {
		return err
	}
	if len(coming) != 1 {
		return appointments(ctx, t)
	}
	return do(coming[0])
}

// cancelAppointment asks before anything is cancelled.
func cancelAppointment(ctx context.Context, t *turn) error {
	return t.theOne(ctx, func(b scheduling.Booking) error {
		_, err := t.about(ctx, b, doCancel)
		return err
	})
}

// changeAppointment lists other slots; who is busy with another question is shown
// the appointment first.
func changeAppointment(ctx context.Context, t *turn) error {
	return t.theOne(ctx, func(b scheduling.Booking) error {
		verb := doShow
		if t.stage().rest && b.Proposed == nil {
			verb = doMove
		}
		_, err := t.about(ctx, b, verb)
		return err
	})
}

func cannotCome(ctx context.Context, t *turn) error {
	return t.theOne(ctx, func(b scheduling.Booking) error {
		_, err := t.about(ctx, b, doCannot)
		return err
	})
}

// late says whom to call: the place of the session of today, or of the next one.
func late(ctx context.Context, t *turn) error {
	all, err := t.Desk.Bookings(ctx, t.c.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(b scheduling.Booking) bool { return b.State.Live() && b.End.After(t.now) })
	if i < 0 {
		t.leads(t.say.T("say.late-nobody"))
		return human(ctx, t)
	}
	s := t.session(all[i].Slot, all[i].Mode)
	t.beside(
		Message{Text: t.say.T("say.late-call", "Number", t.numberOf(s), "Place", s.structure.Name)}, true,
		append([]Choice{
			about(all[i].ID, doCannot, t.say.T("tap.cannot")), about(all[i].ID, doShow, t.say.T("tap.details")),
		}, t.resume()...)...,
	)
	return nil
}

// mistaken goes back to the answer before; where nothing is asked, what may be
// wrong is the appointment.
func mistaken(ctx context.Context, t *turn) error {
	if t.stage().rest {
		return appointments(ctx, t)
	}
	return goBack(ctx, t)
}

// takeAppointment is what she is doing, or begins to.
func takeAppointment(ctx context.Context, t *turn) error {
	if t.stage().rest {
		return restart(ctx, t)
	}
	return resume(ctx, t)
}

func welcome(ctx context.Context, t *turn) error {
	t.leads(t.say.T("say.you-are-welcome"))
	return t.proceed(ctx)
}

// goodbye loses nothing: she may go on, then or now.
func goodbye(_ context.Context, t *turn) error {
	ways := t.resume()
	if t.stage().rest {
		ways = []Choice{word("rdv", t.say.T("tap.appointments"))}
	}
	t.beside(Message{Text: t.say.T("say.goodbye")}, true, ways...)
	return nil
}

// moreSlots turns the page of the list, or puts the present question again.
func moreSlots(ctx context.Context, t *turn) error {
	for _, o := range t.notes().Offered {
		if tap, ok := stepTap(o.ID); ok && tap.step == stepSlots && strings.HasPrefix(tap.value, "more-") && t.c.Step == stepSlots {
			_, err := t.obeyStep(ctx, o.ID)
			return err
		}
	}
	return resume(ctx, t)
}
