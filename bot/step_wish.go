package bot

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"escale/programme"
	"escale/scheduling"
)

// Wishing is the wish being left.
type Wishing struct {
	Settled bool `json:"settled,omitempty"` // where is known
	Near    bool `json:"near,omitempty"`
	// Missed is the month under which her search that found nothing was counted.
	Missed string `json:"missed,omitempty"`
}

// Values of choices.
const (
	toWish     = "wish"
	wishNear   = "near"
	wishAll    = "anywhere"
	partPrefix = "part-"
	anyPart    = partPrefix + "any"
)

// towardsWish begins a wish for the offer that was searched for.
func (t *turn) towardsWish(ctx context.Context) error {
	t.visited(stepSlots)
	n := t.notes()
	n.Wishing = Wishing{Missed: n.Wishing.Missed}
	return t.goTo(ctx, stepWish)
}

// askWish asks what there is to choose, and nothing else: how to tell her, where,
// when.
func askWish(ctx context.Context, t *turn) error {
	n := t.notes()
	switch {
	case n.Wanted.Offer == "": // it was dropped while she was elsewhere
		return t.advance(ctx)
	case !t.canBeTold():
		t.askHowToTell()
	case !n.Wishing.Settled && t.hasFarPlaces():
		t.ask(
			t.say.T("ask.wish-where"),
			t.answer(wishNear, t.say.T("tap.near")), t.answer(wishAll, t.say.T("tap.anywhere")),
		)
	default:
		t.ask(
			t.say.T("ask.wish-part"),
			t.answer(partPrefix+string(scheduling.Morning), t.say.T("tap.morning")),
			t.answer(partPrefix+string(scheduling.Afternoon), t.say.T("tap.afternoon")),
			t.answer(partPrefix+string(scheduling.Evening), t.say.T("tap.evening")),
			t.answer(anyPart, t.say.T("tap.any-time")),
		)
	}
	return nil
}

// askHowToTell: the page can't push.
func (t *turn) askHowToTell() {
	text, choices := t.say.T("ask.wish-email"), []Choice(nil)
	if t.WithoutEmail {
		text = t.say.T("ask.wish-elsewhere")
	}
	if t.telegram() != "" {
		choices = append(choices, Choice{ID: "ailleurs", Label: t.say.T("tap.telegram")})
	}
	t.ask(text, choices...)
}

// hasFarPlaces: the offer is held near her, and farther away as well.
func (t *turn) hasFarPlaces() bool {
	n := t.notes()
	home, ok := programme.Communes().ByCode(n.Place.Commune)
	return ok && !scheduling.NearArea(t.p, n.Wanted.Offer, home).IsAll(t.p, n.Wanted.Offer, home.Departement)
}

func takeWish(ctx context.Context, t *turn, r reply) (bool, error) {
	n := t.notes()
	part, isPart := strings.CutPrefix(r.value, partPrefix)
	switch {
	case !t.canBeTold():
		if r.words == "" || t.WithoutEmail {
			return false, nil
		}
		if !t.keepEmail(r.words) {
			t.leads(t.say.T("say.bad-email"))
		}
	case r.value == wishNear || r.value == wishAll:
		n.Wishing.Settled, n.Wishing.Near = true, r.value == wishNear
	case r.value == anyPart:
		return true, t.leaveWish()
	case isPart && slices.Contains(scheduling.Parts(), scheduling.Part(part)):
		return true, t.leaveWish(scheduling.Part(part))
	default:
		return false, nil
	}
	return true, askWish(ctx, t)
}

// keepEmail keeps an address for what concerns her appointments.
func (t *turn) keepEmail(words string) bool {
	a, err := mail.ParseAddress(words)
	if err != nil || len(a.Address) > 254 {
		return false
	}
	t.c.Email = a.Address
	return true
}

// leaveWish asks the Desk to keep the wish. Its outcome comes in the same breath.
func (t *turn) leaveWish(parts ...scheduling.Part) error {
	n := t.notes()
	t.desk(scheduling.Command{Kind: scheduling.DoWish, Seek: &scheduling.Seek{
		Offer: n.Wanted.Offer, Commune: n.Place.Commune, Near: n.Wishing.Near,
		Parts: parts, Mode: n.Wanted.Mode, Missed: n.Wishing.Missed, Moving: n.Wanted.Moving,
	}})
	n.Wishing, n.Offered = Wishing{}, nil
	t.c.Step, t.c.Trail = stepWaiting, nil
	return nil
}

// askWaiting says what is looked for, and what else may be done.
func askWaiting(ctx context.Context, t *turn) error {
	lines, stops, err := t.waiting(ctx)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return appointments(ctx, t)
	}
	t.ask(strings.Join(lines, "\n\n"), append(stops, t.meanwhile()...)...)
	return nil
}

// meanwhile are what she may do while she waits.
func (t *turn) meanwhile() []Choice {
	var choices []Choice
	if t.notes().Wanted.Offer != "" {
		choices = append(choices, t.answer("search", t.say.T("tap.see-slots")))
	}
	return append(choices, word("recommencer", t.say.T("tap.other-request")), word("rdv", t.say.T("tap.appointments")))
}

// takeWaiting lists what is free all the same.
func takeWaiting(ctx context.Context, t *turn, r reply) (bool, error) {
	if r.value != "search" || t.notes().Wanted.Offer == "" {
		return false, nil
	}
	return true, t.goTo(ctx, stepSlots)
}

// learnWish says what was kept, until when, and how to stop.
func (t *turn) learnWish(ctx context.Context, o scheduling.Outcome) error {
	if t.c.Step != stepWaiting {
		return nil // she has turned elsewhere: the menu lists it
	}
	if o.Code != scheduling.OK {
		t.c.Trail = nil
		if t.notes().Wanted.Moving != "" && (o.Code == scheduling.Gone || o.Code == scheduling.TooLate) {
			return appointments(ctx, t) // as they stand now
		}
		return t.stopAt(ctx, Stopped{Code: o.Code, NextFrom: o.NextFrom})
	}
	t.leads(t.say.T("say.wish-kept"))
	if o.Slot.Agenda != "" {
		t.leads(t.say.T("say.wish-anyway", "When", t.when(t.session(o.Slot, ""))))
	}
	if t.notes().Wanted.Moving != "" {
		if err := t.sayItStays(ctx, o.WishID); err != nil {
			return err
		}
	}
	return askWaiting(ctx, t)
}
