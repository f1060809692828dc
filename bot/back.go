package bot

import (
	"context"

	"escale/scheduling"
)

// mayGoBack: there is an answer to come back to, or an optional view to close.
func (t *turn) mayGoBack() bool {
	n := t.notes()
	switch t.c.Step {
	case stepPlacing, stepBooked:
		return n.View != ""
	case stepCall:
		return true
	}
	return len(t.c.Trail) > 0 || n.View != "" || n.Wanted.Moving != ""
}

// goBack closes an optional view, or returns to the step before and drops the
// answer it had with everything that came after.
func goBack(ctx context.Context, t *turn) error {
	n := t.notes()
	switch {
	case t.c.Step == stepCall:
		return t.backInCall(ctx)
	case n.View != "":
		n.View = ""
	case n.Changing != nil:
		return t.keepOld(ctx)
	case t.c.Step == stepPlacing:
		// The booking is on its way: nothing to take back yet.
	case len(t.c.Trail) > 0:
		slot := n.Wanted.Slot
		t.stepBack()
		if err := t.sayStillKept(ctx, slot); err != nil {
			return err
		}
	case n.Wanted.Moving != "":
		t.letGo()
		n.Wanted, t.c.Step = Wanted{}, stepBooked
		return appointments(ctx, t)
	default:
		t.leads(t.say.T("say.no-back"))
	}
	return t.stage().ask(ctx, t)
}

// stepBack pops the trail. Whatever step it returns to, what was wanted of the
// steps after it depended on its answer.
func (t *turn) stepBack() {
	last := len(t.c.Trail) - 1
	visited := t.c.Trail[last].Step
	t.c.Trail = t.c.Trail[:last]
	step, _ := cut(visited)
	t.letGo()
	if step != stepSlots {
		t.notes().Wanted = Wanted{}
	}
	if s, ok := t.steps[step]; ok {
		t.c.Step = step
		if s.forget != nil {
			s.forget(t, visited)
		}
	}
	t.leads(t.say.T("say.back"))
}

// letGo gives the hold back, if one was asked for.
func (t *turn) letGo() {
	w := &t.notes().Wanted
	if w.Held && w.Slot != nil {
		t.desk(scheduling.Command{Kind: scheduling.DoRelease, Slot: *w.Slot})
	}
	w.Held, w.Slot = false, nil
}

// begins starts a new flow at the opening step: what was answered is dropped,
// what was booked or is being surveyed stays.
func (t *turn) begins() {
	t.letGo()
	n := t.notes()
	t.c.Flow++
	t.c.Step, t.c.Trail, t.c.Answers = t.opening(), nil, nil
	t.c.Data = Notes{Booked: n.Booked, Asked: n.Asked, Surveys: n.Surveys, Pairs: n.Pairs, Linked: n.Linked, Drawn: n.Drawn, Sent: n.Sent, Erasing: n.Erasing, Passage: n.Passage}
	t.reach(stepWelcome)
}
