package bot

import (
	"context"
	"maps"
	"slices"

	"escale/programme"
)

// setApart leaves out, in this flow, what brings both parents together. Whatever
// emergency numbers were shown for does it: it does not say what was said. The
// question about safety is answered with it, and is not put any more.
func (t *turn) setApart() {
	n := t.notes()
	n.Apart = true
	asked := n.Question
	for _, q := range t.p.Questions {
		if answer, ok := urgent(q); q.Consumed && ok {
			t.settle(q, answer)
		}
	}
	n.Question = asked
}

// urgent is the answer to a question that shows the emergency numbers.
func urgent(q programme.Question) (string, bool) {
	for _, a := range q.Choices {
		if a.Emergency {
			return a.ID, true
		}
	}
	return "", false
}

// isApart: what brings both parents together is left out, because numbers were
// shown or because a consumed answer left something out silently.
func (t *turn) isApart() bool {
	n := t.notes()
	if n.Apart || t.unsafe || !n.Narrowed {
		return n.Apart || t.unsafe
	}
	all := t.p.Assess(t.c.Answers, n.Place.Departement, t.today(), nil)
	return slices.ContainsFunc(t.p.Offers, func(o programme.Offer) bool {
		told := slices.ContainsFunc(all.Not, func(r programme.Refusal) bool { return r.Offer == o.ID && !r.Silent })
		return !told && !slices.Contains(n.Candidates, o.ID)
	})
}

// leftOut: the offer is not for who is kept apart.
func (t *turn) leftOut(offer string) bool {
	return offer != "" && t.isApart() && !slices.Contains(t.alone(t.c.Answers, nil), offer)
}

// dropLeftOut drops what she was choosing, or was told of last, if it is left out,
// wherever she is: the way back to it leads on instead. What she moves is hers.
func (t *turn) dropLeftOut() bool {
	w := &t.notes().Wanted
	if w.Moving != "" || !t.leftOut(w.Offer) {
		return false
	}
	t.letGo()
	*w = Wanted{}
	return true
}

// alone are the candidates (nil: all offers) without those for both parents and
// those that the worst consumed answer would leave out.
func (t *turn) alone(a programme.Answers, candidates []string) []string {
	worst := maps.Clone(a)
	if worst == nil {
		worst = programme.Answers{}
	}
	for _, q := range t.p.Questions {
		if answer, ok := urgent(q); q.Consumed && ok {
			worst[q.ID] = answer
		}
	}
	left := []string{}
	remain := t.p.Assess(worst, t.notes().Place.Departement, t.today(), candidates)
	for _, o := range t.p.Offers {
		told := slices.ContainsFunc(remain.Not, func(r programme.Refusal) bool { return r.Offer == o.ID && !r.Silent })
		open := candidates == nil || slices.Contains(candidates, o.ID)
		if open && !o.Couple && (told || slices.Contains(remain.Candidates, o.ID)) {
			left = append(left, o.ID)
		}
	}
	return left
}

// named are the relays that may be named to her: who is kept apart is sent to
// those for who suffers violence in place of those for both parents.
func (t *turn) named(relays []programme.Relay) []programme.Relay {
	together := func(r programme.Relay) bool { return r.Together }
	if !slices.ContainsFunc(relays, together) || !t.isApart() {
		return relays
	}
	relays = slices.DeleteFunc(slices.Clone(relays), together)
	for _, r := range t.p.RelaysFor([]string{"violence"}, t.notes().Place.Departement) {
		if !slices.ContainsFunc(relays, func(o programme.Relay) bool { return o.ID == r.ID }) {
			relays = append(relays, r)
		}
	}
	return relays
}

// mayLink reports whether a code for the other parent may be given or taken;
// else it has said what there is instead. Whether she is safe is asked each time,
// whatever was asked before: her answers are kept nowhere, and a new flow must not
// open what an earlier one had closed.
func (t *turn) mayLink() bool {
	if t.barred() {
		return false
	}
	if !t.sure {
		t.beside(
			Message{Text: t.say.T("ask.link-safe"), Private: true}, true,
			Choice{ID: "lier.sur.oui", Label: t.say.T("tap.safe-yes")}, Choice{ID: "lier.sur.non", Label: t.say.T("tap.safe-no")},
			Choice{ID: "lier.sur.tu", Label: t.say.T("tap.safe-unsaid")},
		)
	}
	return t.sure
}

// barred: no code is for her, and it has said what there is instead.
func (t *turn) barred() bool {
	switch {
	case t.isApart():
		t.noLink()
	case t.twoFamilies():
		t.sayTwoFamilies()
	default:
		return false
	}
	return true
}

func (t *turn) noLink() {
	t.beside(Message{Text: t.say.T("say.no-link") + "\n\n" + t.contact()}, true, t.resume()...)
}

func linkSafe(ctx context.Context, t *turn) error {
	t.sure = true
	return askLink(ctx, t)
}

func linkUnsafe(_ context.Context, t *turn) error {
	t.numbersFor([]string{"violence", "child"}, "")
	t.noLink()
	return nil
}

func linkUnsaid(_ context.Context, t *turn) error {
	t.noLink()
	return nil
}
