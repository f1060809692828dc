package bot

import (
	"context"
	"slices"
	"strings"

	"escale/programme"
	"escale/scheduling"
)

// Reasons of our own to stop, beside the codes of outcomes.
const (
	notEligible = "not-eligible"
	noSlot      = "no-slot"
)

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
	var choices []Choice
	if t.notes().Stopped.Code == noSlot {
		if t.mayWish() {
			choices = append(choices, t.answer(toWish, t.say.T("tap.wish")))
		}
		choices = append(choices, t.answer("search", t.say.T("tap.search-again")))
	}
	choices = append(choices, t.toOthers()...)
	choices = append(choices, word("recommencer", t.say.T("tap.other-request")), word("rdv", t.say.T("tap.appointments")))
	t.ask(strings.Join(lines, "\n\n"), choices...)
	return nil
}

// takeStopped looks again for a slot when there was none, waits for one, or sees
// what else there is.
func takeStopped(ctx context.Context, t *turn, r reply) (bool, error) {
	if r.value == toWish && t.notes().Stopped.Code == noSlot && t.mayWish() {
		return true, t.towardsWish(ctx)
	}
	if r.value == otherHelp {
		return true, t.showOthers(ctx)
	}
	if r.value != "search" || t.notes().Stopped.Code != noSlot {
		return false, nil
	}
	return true, t.listSlots(ctx)
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

// elsewhere is where to turn: what the refusals said aloud lead to or, when no
// slot is free, where the offer itself hands over to; if there is nothing of the
// kind, the first relays that serve the département.
func (t *turn) elsewhere(why string) []string {
	var relays []programme.Relay
	if why == noSlot {
		o, _ := t.p.Offer(t.notes().Wanted.Offer)
		relays = t.p.RelaysIn(t.notes().Place.Departement, o.Elsewhere.Relays)
	} else {
		a := t.assess(t.c.Answers)
		if said := t.reasons(a); t.covered() && len(said) > 0 {
			return said
		}
		relays = once(t.p.RelaysIn(t.notes().Place.Departement, t.forNeed()), a)
	}
	if len(relays) == 0 {
		relays = t.everywhere()
	}
	if len(relays) == 0 {
		return nil
	}
	return []string{t.handOver(t.say.T("say.elsewhere"), relays)}
}

// forNeed are the relays that her answers lead to wherever there is an offer:
// what she came for is answered first where there is none. Nobody asked her whether
// she is safe.
func (t *turn) forNeed() []string {
	if t.covered() || len(t.p.Departements) == 0 {
		return nil
	}
	var ids []string
	for _, r := range once(nil, t.p.Assess(t.c.Answers, t.p.Departements[0].Code, t.today(), nil)) {
		ids = append(ids, r.ID)
	}
	return ids
}

// once are these relays and those of what was refused aloud, each once.
func once(relays []programme.Relay, a programme.Assessment) []programme.Relay {
	seen := map[string]bool{}
	for _, r := range relays {
		seen[r.ID] = true
	}
	for _, refusal := range a.Not {
		for _, r := range refusal.Relays {
			if !refusal.Silent && !seen[r.ID] {
				relays = append(relays, r)
				seen[r.ID] = true
			}
		}
	}
	return relays
}

// reasons are those of the refusals that lead somewhere else.
func (t *turn) reasons(a programme.Assessment) []string {
	var said []string
	for _, r := range a.Not {
		if r.Silent || len(r.Relays) == 0 {
			continue
		}
		said = append(said, t.handOver(t.text(r.Text), r.Relays))
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
	relays = slices.DeleteFunc(relays, func(r programme.Relay) bool { return t.p.Guarded(r.ID) })
	return relays[:min(len(relays), 3)]
}
