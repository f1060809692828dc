package bot

import (
	"context"
	"slices"
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
func (t *turn) choose(offer string) {
	if w := &t.notes().Wanted; w.Offer != offer {
		t.letGo()
		*w = Wanted{Offer: offer, FirstName: w.FirstName, Wish: w.Wish}
	}
}

// present says which offer it is when only one fits, why not the others, and who
// else can help. Where others give it, its page says what it is.
func (t *turn) present(a programme.Assessment) {
	o, _ := t.p.Offer(t.notes().Wanted.Offer)
	t.leads(t.say.T("say.one-offer"))
	if !o.HandedOver() {
		t.leads(t.described(o))
		t.also(a.Eligible)
	}
	for _, line := range t.whyNot(a) {
		t.leads(line)
	}
	t.flush()
}

// described is an offer's name, and under it what it is.
func (t *turn) described(o programme.Offer) string {
	text := t.text(o.Name) + "\n" + t.text(o.Summary)
	if price := t.price(o); price != "" {
		text += " " + price
	}
	return text
}

// price is a sentence: "Gratuit.", or "Prix : 5 €." where there are figures; ""
// when nothing is said of it.
func (t *turn) price(o programme.Offer) string {
	price := strings.TrimSuffix(t.text(o.Price), ".")
	switch {
	case price == "":
		return ""
	case strings.ContainsAny(price, "0123456789"):
		return t.say.T("say.price", "Price", price)
	}
	return price + "."
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

// handOver is a sentence, and a paragraph for each relay.
func (t *turn) handOver(text string, relays []programme.Relay) string {
	paragraphs := []string{text}
	for _, r := range t.named(relays) {
		paragraphs = append(paragraphs, t.relay(r))
	}
	return strings.Join(paragraphs, "\n\n")
}

// relay is a place to go to: its name, what it does, and each way to reach it on
// a line of its own.
func (t *turn) relay(r programme.Relay) string {
	lines := []string{t.text(r.Name), t.text(r.Text)}
	if r.Phone != "" {
		lines = append(lines, t.say.T("say.phone", "Number", r.Phone))
	}
	lines = append(lines, r.URL)
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == "" }), "\n")
}
