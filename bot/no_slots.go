package bot

import (
	"context"

	"escale/scheduling"
)

// nothingFound says so, and where else to turn; filters that leave nothing can
// be taken off.
func (t *turn) nothingFound(ctx context.Context) error {
	w := &t.notes().Wanted
	t.notes().View = ""
	switch {
	case w.After != (scheduling.Cursor{}):
		w.After = scheduling.Cursor{}
		return askSlots(ctx, t)
	case w.narrowed():
		return t.insteadOf(ctx, t.say.T("say.nothing-filtered"), t.answer("all", t.say.T("tap.all-slots")))
	case w.Moving != "":
		return t.insteadOf(ctx, t.say.T("say.nothing-to-move"))
	}
	if err := t.missed(ctx); err != nil {
		return err
	}
	return t.stopAt(ctx, Stopped{Code: noSlot})
}

// insteadOf what was not found, it may be waited for: something like it, or, for
// who has a booking, what is sooner.
func (t *turn) insteadOf(ctx context.Context, text string, choices ...Choice) error {
	may, err := t.mayWishHere(ctx)
	if err != nil {
		return err
	}
	if may {
		label := t.say.T("tap.wish")
		if t.notes().Wanted.Moving != "" {
			label = t.say.T("tap.wish-sooner")
		}
		choices = append(choices, t.answer(toWish, label))
	}
	t.ask(text, choices...)
	return nil
}
