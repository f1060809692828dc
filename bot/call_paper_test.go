package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"escale/scheduling"
)

// called keeps a request on paper, or takes it back.
func (d *paperDesk) called(c scheduling.Command, o *scheduling.Outcome) {
	if c.Kind == scheduling.DoUncall {
		d.calls = slices.DeleteFunc(d.calls, func(is scheduling.Callback) bool { return is.ID == c.CallID })
		return
	}
	call := scheduling.Callback{
		CallFor: *c.Call, ID: fmt.Sprint("c", len(d.calls)+1), Conversation: c.Conversation, Sealed: c.Sealed, State: scheduling.CallOpen, Created: d.at,
	}
	call.Deadline = d.p.CallBy(call.Contact(d.p), d.at)
	d.calls = append(d.calls, call)
	o.CallID, o.NextFrom = call.ID, call.Deadline
}

// calledBack is what staff did about the last request, or did not.
func (d *paperDesk) calledBack(verb string, now time.Time) {
	call := &d.calls[len(d.calls)-1]
	switch verb {
	case scheduling.TellCallLate:
		call.Late = true
	case scheduling.TellCallTried:
		call.Deadline = d.p.CallBy(call.Contact(d.p), now)
	default:
		call.State = scheduling.CallDone
	}
}

func (d *paperDesk) CallbacksOf(_ context.Context, conversation string) ([]scheduling.Callback, error) {
	var all []scheduling.Callback
	for _, c := range d.calls {
		if c.Conversation == conversation {
			all = append(all, c)
		}
	}
	return all, nil
}
