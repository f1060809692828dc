package bot

import (
	"context"
	"fmt"

	"escale/scheduling"
)

// learnCall says by when she is called, and puts the question again that waited.
func (t *turn) learnCall(ctx context.Context, o scheduling.Outcome) error {
	if o.Code != scheduling.OK {
		t.leads(t.say.T("say.call-refused"))
		return t.toHuman(ctx, false)
	}
	t.leads(t.say.T("say.call-kept", "When", t.callWhen(o.NextFrom)))
	return t.stage().ask(ctx, t)
}

// learnUncall: whether it was still there or not, nobody calls.
func (t *turn) learnUncall() {
	t.beside(Message{Text: t.say.T("say.call-off")}, true, append(t.resume(), word("appel", t.say.T("tap.call-again")))...)
}

// tellCall brings what came of a request to be called, and names who was to call,
// whatever she asks for since. What is no longer so is not told.
func (t *turn) tellCall(ctx context.Context, e scheduling.Event) error {
	call, known, err := t.call(ctx, func(c scheduling.Callback) bool { return c.ID == e.CallID })
	if err != nil || !known {
		return err
	}
	stands, c := call.State == scheduling.CallOpen, call.Contact(t.p)
	m := Message{Subject: t.say.T("subject.call"), Class: scheduling.Notice}
	next := word("appel", t.say.T("tap.call-again"))
	switch e.Kind {
	case scheduling.TellCallLate:
		if !stands || !call.Late {
			return nil
		}
		m.Text = t.say.T("told.call-late", "Name", c.Name, "Ways", t.waysTo(c))
		next = word("appel.non", t.say.T("tap.call-no-more"))
	case scheduling.TellCallTried:
		if !stands {
			return nil
		}
		m.Text = t.say.T("told.call-tried", "When", t.callWhen(call.Deadline))
		next = word("appel.non", t.say.T("tap.call-no-more"))
	case scheduling.TellCallDone:
		m.Text = t.say.T("told.call-done")
	case scheduling.TellCallMissed:
		m.Text = t.say.T("told.call-missed", "Name", c.Name, "Ways", t.waysTo(c))
	default:
		return fmt.Errorf("event %s: unknown kind %q", e.ID, e.Kind)
	}
	m.Mail = t.linkFor(m)
	t.beside(m, false, next)
	return nil
}
