package scheduling_test

import (
	"fmt"
	"slices"
	"testing"

	"escale/scheduling"
)

// The structure is mailed once per thing that it does not know: the session,
// its new time, that it is off. iTIP's SEQUENCE counts from 0 under one UID.
func TestInvitationsFollowTheSession(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.drain()
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-11 10:00")), scheduling.OK)
	w.drain()
	w.do(w.about(scheduling.DoCancel, w.row(b.ID), scheduling.Slot{}), scheduling.OK)
	w.drain()
	want := []string{"REQUEST 0 03-10 10:00", "REQUEST 1 03-11 10:00", "CANCEL 2 03-11 10:00"}
	if got := w.mailed(); !slices.Equal(got, want) {
		t.Errorf("mailed %q, want %q", got, want)
	}
	for _, i := range w.invites {
		if i.Event.UID != w.invites[0].Event.UID {
			t.Errorf("the UID changed from %s to %s", w.invites[0].Event.UID, i.Event.UID)
		}
	}
}

// Nothing is mailed about a session that staff's own appointment kept from being
// placed.
func TestNoInvitationBeforeTheCalendarIsSure(t *testing.T) {
	w := newWorld(t)
	slot := w.slot(lea, "03-10 10:00")
	w.busy(lea, "03-10 10:00")
	w.do(w.command(scheduling.DoBook, "ana", slot), scheduling.Taken)
	w.drain()
	if got := w.mailed(); len(got) != 0 {
		t.Errorf("mailed %q", got)
	}
}

// mailed lists what the structures were mailed.
func (w *world) mailed() []string {
	var out []string
	for _, i := range w.invites {
		out = append(out, fmt.Sprintf("%s %d %s", i.Method, i.Event.Sequence, w.local(i.Event.Start)))
	}
	return out
}
