package bot

import (
	"context"
	"slices"
	"strings"

	"escale/locales"
	"escale/programme"
)

const (
	// viewDone: she wants nothing else.
	viewDone = "done"
	// otherHelp is the value of the choice that lists all that fits.
	otherHelp = "others"
	// handedOver begins the name of a step, for the counts: one for each offer.
	handedOver = "handed-over-"
)

// parted tells the offers that are booked here from those that others give.
func (t *turn) parted(eligible []string) (booked, handed []string) {
	for _, id := range eligible {
		if o, _ := t.p.Offer(id); o.HandedOver() {
			handed = append(handed, id)
		} else {
			booked = append(booked, id)
		}
	}
	return booked, handed
}

// towardsHelp goes on with the offer that is settled.
func (t *turn) towardsHelp(ctx context.Context) error {
	offer := t.notes().Wanted.Offer
	if o, _ := t.p.Offer(offer); !o.HandedOver() {
		return t.towardsSlot(ctx)
	}
	t.reach(handedOver + offer)
	return t.goTo(ctx, stepHandedOver)
}

// only settles the offer where just one fits, or one alone can be booked and the
// programme names it first.
func (t *turn) only(eligible []string) string {
	booked, handed := t.parted(eligible)
	switch {
	case len(booked) == 1 && booked[0] == eligible[0]:
		return booked[0]
	case len(booked) == 0 && len(handed) == 1:
		return handed[0]
	}
	return ""
}

// askHandedOver says who receives her, how they are reached and what she may say
// to them, and whether anything else can be done.
func askHandedOver(ctx context.Context, t *turn) error {
	if t.notes().View == viewDone {
		t.ask(t.say.T("say.goodbye"), word("recommencer", t.say.T("tap.other-request")), word("rdv", t.say.T("tap.appointments")))
		return nil
	}
	o, ok := t.p.Offer(t.notes().Wanted.Offer)
	if !ok || !o.HandedOver() { // the programme changed meanwhile
		return t.advance(ctx)
	}
	lines := []string{t.handOver(t.described(o), t.p.Receivers(o, t.notes().Place.Departement))}
	lines = append(lines, t.toSay(o.HandOver.Say)...)
	choices := append(
		[]Choice{t.answer("again", t.say.T("tap.yes-other")), t.answer(viewDone, t.say.T("tap.no-thanks"))},
		t.toOthers()...,
	)
	t.ask(strings.Join(append(lines, t.say.T("ask.anything-else")), "\n\n"), choices...)
	return nil
}

// toSay is what she may say to who receives her: in her language, so that she
// knows it, and in French, which they speak.
func (t *turn) toSay(words programme.Text) []string {
	own := t.text(words)
	if own == "" {
		return nil
	}
	lines := []string{t.say.T("say.what-to-say", "Words", own)}
	if !strings.HasPrefix(t.say.Tag(), locales.French) {
		lines = append(lines, t.say.T("say.in-french", "Words", words.In(locales.French)))
	}
	return lines
}

func takeHandedOver(ctx context.Context, t *turn, r reply) (bool, error) {
	switch r.value {
	case "again":
		return true, restart(ctx, t)
	case otherHelp:
		return true, t.showOthers(ctx)
	case viewDone:
		t.notes().View = viewDone
		return true, askHandedOver(ctx, t)
	}
	return false, nil
}

// also names what others give beside the offer that was settled for her.
func (t *turn) also(eligible []string) {
	_, handed := t.parted(eligible)
	var names []string
	for _, id := range handed {
		if o, _ := t.p.Offer(id); id != t.notes().Wanted.Offer {
			names = append(names, t.text(o.Name))
		}
	}
	if len(names) > 0 {
		t.leads(t.say.T("say.also", "Names", t.say.Series(names)))
	}
}

// toOthers is the way to all that fits, where more does than what is on screen.
// Who chose already goes back to it.
func (t *turn) toOthers() []Choice {
	w := t.notes().Wanted
	booked, handed := t.parted(t.assess(t.c.Answers).Eligible)
	others := handed
	if t.c.Step != stepSlots {
		others = append(others, booked...)
	}
	chosen := slices.ContainsFunc(t.c.Trail, func(v Visited) bool { return v.Step == stepOffer })
	if w.Moving != "" || chosen && t.c.Step == stepSlots || !slices.ContainsFunc(others, func(id string) bool { return id != w.Offer }) {
		return nil
	}
	c := t.answer(otherHelp, t.say.T("tap.other-help"))
	c.Role = Nav
	return []Choice{c}
}

// showOthers lists all that fits, with the offer open again.
func (t *turn) showOthers(ctx context.Context) error {
	if last := len(t.c.Trail) - 1; last >= 0 && t.c.Trail[last].Step == stepOffer {
		t.c.Trail = t.c.Trail[:last]
	}
	t.letGo()
	t.notes().Wanted = Wanted{}
	t.reach(stepOffer)
	return t.goTo(ctx, stepOffer)
}
