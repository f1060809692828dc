package bot

import (
	"context"
	"strings"

	"escale/programme"
)

func askOffer(_ context.Context, t *turn) error {
	a := t.assess(t.c.Answers)
	var choices []Choice
	lines := []string{t.say.T("ask.offer")}
	for _, id := range a.Eligible {
		o, _ := t.p.Offer(id)
		choices = append(choices, t.answer(short(id), t.text(o.Name)))
		lines = append(lines, t.described(o))
	}
	lines = append(lines, t.whyNot(a)...)
	t.ask(strings.Join(lines, "\n\n"), choices...)
	return nil
}

func takeOffer(ctx context.Context, t *turn, r reply) (bool, error) {
	for _, id := range t.assess(t.c.Answers).Eligible {
		if short(id) == r.value {
			t.visited(stepOffer)
			t.choose(id)
			return true, t.advance(ctx)
		}
	}
	return false, nil
}

func forgetOffer(t *turn, _ string) { t.notes().Wanted.Offer = "" }

// choose settles the offer; what was wanted of another one is dropped.
func (t *turn) choose(offer string) { t.notes().Wanted = Wanted{Offer: offer} }

// present says which offer it is when only one fits, and why not the others.
func (t *turn) present(a programme.Assessment) {
	o, _ := t.p.Offer(t.notes().Wanted.Offer)
	t.leads(t.say.T("say.one-offer") + "\n" + t.described(o))
	for _, line := range t.whyNot(a) {
		t.leads(line)
	}
	t.flush()
}

// described is an offer in one paragraph.
func (t *turn) described(o programme.Offer) string {
	text := t.say.T("say.offer", "Name", t.text(o.Name), "Summary", t.text(o.Summary))
	if price := t.text(o.Price); price != "" {
		text += " " + t.say.T("say.price", "Price", price)
	}
	return text
}

// whyNot says of each offer refused aloud why, and where to go instead. What is
// refused silently is not mentioned in any way.
func (t *turn) whyNot(a programme.Assessment) []string {
	var said []string
	for _, r := range a.Not {
		if r.Silent {
			continue
		}
		o, _ := t.p.Offer(r.Offer)
		said = append(said, t.handOver(t.say.T("say.not-this", "Offer", t.text(o.Name), "Reason", t.text(r.Text)), r.Relays))
	}
	return said
}

// handOver is a sentence and the relays under it.
func (t *turn) handOver(text string, relays []programme.Relay) string {
	lines := []string{text}
	for _, r := range relays {
		lines = append(lines, t.relay(r))
	}
	return strings.Join(lines, "\n")
}

// relay is a place to go to, on one line.
func (t *turn) relay(r programme.Relay) string {
	parts := []string{t.text(r.Name)}
	if s := t.text(r.Text); s != "" {
		parts = append(parts, s)
	}
	ways := []string{"→ " + strings.Join(parts, t.say.T("say.colon"))}
	for _, way := range []string{r.Phone, r.URL} {
		if way != "" {
			ways = append(ways, way)
		}
	}
	return strings.Join(ways, " · ")
}
