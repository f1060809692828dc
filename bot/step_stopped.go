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
	seen := map[string]bool{}
	relays = slices.DeleteFunc(relays, func(r programme.Relay) bool {
		again := seen[r.ID]
		seen[r.ID] = true
		return again
	})
	if len(relays) == 0 {
		return nil
	}
	return []string{t.handOver(t.say.T("say.elsewhere"), relays)}
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
	return relays[:min(len(relays), 3)]
}
