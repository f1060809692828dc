package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"escale/scheduling"
)

// What may be done about a booking, as it stands in ids of choices.
const (
	doShow   = "show"
	doMove   = "move"
	doCancel = "cancel" // asks
	doDrop   = "drop"   // cancels
	doKeep   = "keep"
	doAccept = "accept" // where staff moved it
	doCannot = "cannot" // come
	doComing = "coming"
	doAgain  = "again" // another one, when this one is no more
)

// appointments lists what is to come, and what is looked for.
func appointments(ctx context.Context, t *turn) error {
	coming, err := t.coming(ctx)
	if err != nil {
		return err
	}
	waits, stops, err := t.waiting(ctx)
	if err != nil {
		return err
	}
	switch {
	case len(coming) == 0:
		choices := append(stops, t.resume()...)
		t.beside(
			Message{Text: strings.Join(append([]string{t.say.T("say.no-appointment")}, waits...), "\n\n")}, true,
			append(choices, word("recommencer", t.say.T("tap.take-appointment")))...,
		)
	case len(coming) == 1 && len(waits) == 0:
		t.show(coming[0])
	default:
		lines := []string{t.say.N("say.appointments", len(coming))}
		var choices []Choice
		for _, b := range coming {
			label := t.button(t.session(b.Slot, b.Mode))
			lines = append(lines, "– "+label)
			choices = append(choices, about(b.ID, doShow, label))
		}
		text := strings.Join(append([]string{strings.Join(lines, "\n")}, waits...), "\n\n")
		choices = append(choices, stops...)
		t.beside(Message{Text: text}, true, append(choices, t.onwards()...)...)
	}
	return nil
}

// coming are the live bookings that have not begun.
func (t *turn) coming(ctx context.Context) ([]scheduling.Booking, error) {
	all, err := t.Desk.Bookings(ctx, t.c.ID)
	if err != nil {
		return nil, err
	}
	var coming []scheduling.Booking
	for _, b := range all {
		if b.State.Live() && b.Start.After(t.now) {
			coming = append(coming, b)
		}
	}
	return coming, nil
}

// show is one booking, with what may be done about it.
func (t *turn) show(b scheduling.Booking) {
	s := t.session(b.Slot, b.Mode)
	text := t.say.T("say.appointment") + "\n" + t.confirmed(s, b)
	choices := []Choice{
		about(b.ID, doMove, t.say.T("tap.move")),
		about(b.ID, doCancel, t.say.T("tap.cancel-it")),
	}
	if t.maySooner(b) {
		choices = append(choices, about(b.ID, doSooner, t.say.T("tap.wish-sooner")))
	}
	if b.State == scheduling.Placing {
		text += "\n\n" + t.say.T("say.not-yet-sure")
	}
	if b.Proposed != nil {
		was := t.when(s)
		s.Interval = *b.Proposed
		text += "\n\n" + t.say.T("told.moved", "Was", was, "When", t.when(s))
		choices = t.movedChoices(b)
	}
	t.beside(Message{Text: text}, true, append(choices, t.onwards()...)...)
}

// onwards is the way back to the question, or to another request.
func (t *turn) onwards() []Choice {
	if t.stage().rest {
		return []Choice{word("recommencer", t.say.T("tap.other-request"))}
	}
	return t.resume()
}

// obeyBooking follows "<booking>.<verb>". A booking that is not hers is treated
// like one that does not exist.
func (t *turn) obeyBooking(ctx context.Context, rest string) (bool, error) {
	id, verb, _ := strings.Cut(rest, ".")
	b, err := t.Desk.Booking(ctx, id)
	if errors.Is(err, scheduling.ErrNotFound) || err == nil && !t.hers(b) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if verb == doAgain {
		return true, t.searchAgain(ctx, b, "")
	}
	if !b.State.Live() || !b.Start.After(t.now) {
		t.leads(t.say.T("say.booking-gone"))
		return true, appointments(ctx, t)
	}
	return t.about(ctx, b, verb)
}

func (t *turn) about(ctx context.Context, b scheduling.Booking, verb string) (bool, error) {
	switch verb {
	case doShow:
		t.show(b)
	case doMove:
		return true, t.searchAgain(ctx, b, b.ID)
	case doSooner:
		if !t.maySooner(b) {
			t.show(b)
			return true, nil
		}
		return true, t.wishSooner(ctx, b)
	case doCancel:
		t.beside(
			Message{Text: t.say.T("ask.cancel", "When", t.when(t.session(b.Slot, b.Mode)))}, true,
			about(b.ID, doDrop, t.say.T("tap.yes-cancel")), about(b.ID, doKeep, t.say.T("tap.no-keep")),
		)
	case doCannot:
		t.beside(
			Message{Text: t.say.T("ask.cannot")}, true,
			about(b.ID, doMove, t.say.T("tap.other-slot")),
			about(b.ID, doDrop, t.say.T("tap.cancel-it")),
			about(b.ID, doKeep, t.say.T("tap.will-come")),
		)
	case doComing:
		t.beside(Message{Text: t.say.T("say.coming", "When", t.when(t.session(b.Slot, b.Mode)))}, true, t.resume()...)
	case doDrop:
		t.desk(scheduling.Command{Kind: scheduling.DoCancel, Booking: b.ID})
	case doKeep:
		t.beside(Message{Text: t.say.T("say.kept", "When", t.when(t.session(b.Slot, b.Mode)))}, true, t.resume()...)
	default:
		if !strings.HasPrefix(verb, doAccept) {
			return false, nil
		}
		t.accept(b, verb)
	}
	return true, nil
}

// acceptKey is the verb that accepts the time proposed: moved once more, an
// earlier message accepts nothing.
func acceptKey(b scheduling.Booking) string {
	return doAccept + "-" + strconv.FormatInt(b.Proposed.Start.Unix()/60, 36)
}

func (t *turn) accept(b scheduling.Booking, verb string) {
	if b.Proposed == nil || verb != acceptKey(b) {
		t.show(b)
		return
	}
	t.desk(scheduling.Command{Kind: scheduling.DoAccept, Booking: b.ID})
}

// searchAgain lists slots for the booking's offer, to move it or in its place.
// What she was choosing otherwise is dropped.
func (t *turn) searchAgain(ctx context.Context, b scheduling.Booking, moving string) error {
	t.anew(b.Structure)
	if moving == "" && t.leftOut(b.Offer) {
		return t.advance(ctx)
	}
	t.notes().Wanted = Wanted{Offer: b.Offer, Moving: moving}
	return t.goTo(ctx, stepSlots)
}
