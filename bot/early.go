package bot

import (
	"cmp"
	"context"

	"escale/bot/when"
	"escale/programme"
	"escale/scheduling"
)

// Early is when she would like to come, as she said it last in words. Said before
// there is a list of slots, it waits for the list. It goes with the flow.
type Early struct {
	When when.Heard `json:"when,omitzero"`
	Mode string     `json:"mode,omitempty"` // said with it
}

// onTheWay: the present question comes before the list of slots, and the answer
// may be written down.
func (t *turn) onTheWay() bool {
	switch t.c.Step {
	case stepReferral, stepWelcome, stepPostcode, stepCommune, stepQuestion, stepOffer:
		return t.notes().Changing == nil && !t.asksPrivately()
	}
	return false
}

// early reads words that say when or in which way, and nothing else: beside a question, more may
// be an answer to it.
func (t *turn) early(words string) (Early, bool) {
	if len(words) > longestTime {
		return Early{}, false
	}
	mode, words := t.hearMode(words)
	w, _, ok := t.hearWhen(words, 0)
	return Early{w, mode}, ok || mode != "" && t.isAll(words)
}

// noteEarly keeps when she would like to come, and says so at the head of the next
// message. Of what she said already it makes nothing: she wants something else.
func (t *turn) noteEarly(words string) bool {
	e, ok := t.early(words)
	return ok && !t.mayBeBirth(e.When) && t.keepEarly(e)
}

func (t *turn) keepEarly(e Early) bool {
	if e == t.notes().Early {
		return false
	}
	t.notes().Early = e
	if what := t.timeSaid(e.When, e.Mode); what != "" {
		t.leads(t.say.T("say.will-seek", "What", what))
	} else {
		t.leads(t.say.T("say.will-seek-soonest"))
	}
	return true
}

// townAndTime keeps the time that is said with a town, and returns the town:
// "Grenoble, plutôt le soir".
func (t *turn) townAndTime(words string) (town string, ok bool) {
	if t.c.Step != stepPostcode || len(words) > longestTime {
		return "", false
	}
	mode, rest := t.hearMode(words)
	w, town, ok := t.hearWhen(rest, longestTown)
	if !ok || len(t.townsNamed(plain(town))) == 0 {
		return "", false
	}
	t.keepEarly(Early{w, mode})
	return town, true
}

// longestTown is how many words may name a town.
const longestTown = 8

// mayBeBirth: where the age of a child is asked, a day far ahead is when it will be
// born.
func (t *turn) mayBeBirth(w when.Heard) bool {
	return t.asksAge() && w.From.Compare(programme.DateOf(t.now.In(t.zone()).AddDate(0, 0, 14))) > 0
}

// hearEarly notes it and puts the present question again.
func (t *turn) hearEarly(ctx context.Context, words string) (bool, error) {
	if !t.onTheWay() || !t.noteEarly(words) {
		return false, nil
	}
	return true, t.stage().ask(ctx, t)
}

// listSlots goes to the list of slots, at the time that she said, unless it is
// over.
func (t *turn) listSlots(ctx context.Context) error {
	n := t.notes()
	if last := n.Early.When.To; !last.IsZero() && last.Compare(t.today()) < 0 {
		n.Early = Early{}
	}
	if n.Early == (Early{}) {
		return t.goTo(ctx, stepSlots)
	}
	t.c.Step = stepSlots
	n.Wanted.Mode, n.Wanted.After = cmp.Or(n.Early.Mode, n.Wanted.Mode), scheduling.Cursor{}
	return t.seek(ctx, n.Early.When)
}
