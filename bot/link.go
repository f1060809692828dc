package bot

import (
	"context"

	"escale/scheduling"
)

// askLink explains what linking with the other parent does, and offers it. To
// who is linked it offers the end, whatever the other has done meanwhile.
func askLink(_ context.Context, t *turn) error {
	if t.notes().Linked {
		t.beside(
			Message{Text: t.say.T("say.link-already")}, true,
			append([]Choice{{ID: "lier.fin", Label: t.say.T("tap.unlink")}}, t.resume()...)...,
		)
		return nil
	}
	if !t.mayLink() {
		return nil
	}
	t.beside(
		Message{Text: t.say.T("ask.link")}, true,
		append([]Choice{
			{ID: "lier.code", Label: t.say.T("tap.link-code")}, {ID: "lier.entrer", Label: t.say.T("tap.link-enter")},
		}, t.resume()...)...,
	)
	return nil
}

// linkCode asks for a code to give to the other parent.
func linkCode(ctx context.Context, t *turn) error {
	if t.notes().Linked {
		return askLink(ctx, t)
	}
	if t.barred() {
		return nil
	}
	t.desk(scheduling.Command{Kind: scheduling.DoCode})
	return nil
}

// enterCode waits for the other parent's code.
func enterCode(ctx context.Context, t *turn) error {
	if t.notes().Linked {
		return askLink(ctx, t)
	}
	if t.barred() {
		return nil
	}
	t.beside(Message{Text: t.say.T("ask.link-enter")}, true, t.resume()...)
	t.notes().Code = true
	return nil
}

// link tries what she typed.
func (t *turn) link(words string) {
	t.notes().Code = false
	t.desk(scheduling.Command{Kind: scheduling.DoLink, Link: words})
}

func askUnlink(ctx context.Context, t *turn) error {
	if !t.notes().Linked {
		return askLink(ctx, t)
	}
	t.beside(
		Message{Text: t.say.T("ask.unlink")}, true,
		Choice{ID: "lier.fin.oui", Label: t.say.T("tap.yes-unlink")}, Choice{ID: "lier.fin.non", Label: t.say.T("tap.no-unlink")},
	)
	return nil
}

func unlink(ctx context.Context, t *turn) error {
	if !t.notes().Linked {
		return askLink(ctx, t)
	}
	t.desk(scheduling.Command{Kind: scheduling.DoUnlink})
	return nil
}

// learnLink says what came of a code, of a try or of an end.
func (t *turn) learnLink(o scheduling.Outcome) {
	n := t.notes()
	switch {
	case o.Kind == scheduling.DoCode && n.Replaced:
		n.Replaced = false
	case o.Code == scheduling.Linked:
		t.linked(t.say.T("say.link-already"))
	case o.Code == scheduling.TooMany:
		t.beside(Message{Text: t.say.T("say.link-too-many")}, true, t.resume()...)
	case o.Code != scheduling.OK:
		again := Choice{ID: "lier.entrer", Label: t.say.T("tap.link-again")}
		t.beside(Message{Text: t.say.T("say.link-no-code")}, true, append([]Choice{again}, t.resume()...)...)
	case o.Kind == scheduling.DoCode:
		n.Drawn = true
		t.beside(Message{Text: t.say.T("say.link-code", "Code", spaced(o.Link))}, true, t.resume()...)
	case o.Kind == scheduling.DoLink:
		t.linked(t.say.T("say.linked"))
	default:
		t.notes().Linked = false
		t.beside(Message{Text: t.say.T("say.unlinked")}, true, t.resume()...)
	}
}

// linked says that sessions count together, and where to end it.
func (t *turn) linked(text string) {
	t.notes().Linked, t.notes().Drawn = true, false
	t.beside(Message{Text: text}, true, append(t.resume(), word("lier.fin", t.say.T("tap.unlink")))...)
}

// takeCodeBack makes the code that she gave out worth nothing: another is drawn in
// its place. It leaves what asking for a new one leaves, and no more.
func (t *turn) takeCodeBack() {
	if n := t.notes(); n.Drawn && !n.Linked {
		n.Drawn, n.Replaced = false, true
		t.desk(scheduling.Command{Kind: scheduling.DoCode})
	}
}

// spaced parts a code in two, to be said aloud.
func spaced(code string) string {
	if half := len(code) / 2; half > 0 {
		return code[:half] + "\u00a0" + code[half:]
	}
	return code
}
