package scheduling_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

const office = "accueil@essai.invalid"

// invited is a world whose structures take mail, with one session and the
// answer that would decline it.
func invited(t *testing.T) (*world, scheduling.Booking, scheduling.Decline) {
	w := newWorld(t, func(w *world) {
		for i := range w.places {
			w.places[i].Email = office
		}
	})
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.drain()
	sent := w.invites[0].Event
	return w, b, scheduling.Decline{UID: sent.UID, From: office, Sequence: sent.Sequence, Start: sent.Start}
}

func TestDecliningTheInvitationCancelsTheSession(t *testing.T) {
	w, b, no := invited(t)
	no.From = "Accueil@Essai.invalid"
	if err := w.desk.Declined(t.Context(), no); err != nil {
		t.Fatal(err)
	}
	w.drain()
	is := w.row(b.ID)
	if is.State != scheduling.Cancelled || is.By != "staff" || len(w.shown(lea)) != 0 {
		t.Errorf("%s by %s, in the calendar %v", is.State, is.By, w.shown(lea))
	}
	if diff := cmp.Diff([]string{scheduling.TellDeleted}, w.kinds()); diff != "" {
		t.Error(diff)
	}
	if got := w.mailed(); !slices.Equal(got, []string{"REQUEST 0 03-10 10:00"}) {
		t.Errorf("who declined was mailed %q", got)
	}
	if err := w.desk.Declined(t.Context(), no); !errors.Is(err, scheduling.ErrNotInvited) {
		t.Errorf("the same answer again: %v", err)
	}
	for _, at := range []string{"03-10 10:00", "03-11 10:00", "03-12 10:00"} { // time and quota are free again
		w.book("ana", w.slot(lea, at))
	}
}

func TestOnlyTheStructuresAnswerToTheLastInvitationCounts(t *testing.T) {
	for name, change := range map[string]func(*world, scheduling.Booking, *scheduling.Decline){
		"somebody else's answer":     func(_ *world, _ scheduling.Booking, no *scheduling.Decline) { no.From = "autre@essai.invalid" },
		"nobody's answer":            func(_ *world, _ scheduling.Booking, no *scheduling.Decline) { no.From = "" },
		"another installation's UID": func(_ *world, _ scheduling.Booking, no *scheduling.Decline) { no.UID += "x" },
		"a UID that is none":         func(_ *world, _ scheduling.Booking, no *scheduling.Decline) { no.UID = "escale..1@essai.invalid" },
		"an answer to another time": func(_ *world, _ scheduling.Booking, no *scheduling.Decline) {
			no.Start = no.Start.Add(time.Hour)
		},
		"an answer to the time before the move": func(w *world, b scheduling.Booking, _ *scheduling.Decline) {
			w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-11 10:00")), scheduling.OK)
		},
		"the same without its time": func(w *world, b scheduling.Booking, no *scheduling.Decline) {
			w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-11 10:00")), scheduling.OK)
			no.Start = time.Time{}
		},
		"an answer about an agenda that is not asked": func(_ *world, _ scheduling.Booking, no *scheduling.Decline) {
			no.Where = func(agenda string) bool { return agenda != lea }
		},
		"an answer once the session began": func(w *world, _ scheduling.Booking, no *scheduling.Decline) {
			w.pass(no.Start.Sub(w.clock.Programme()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, b, no := invited(t)
			change(w, b, &no)
			if err := w.desk.Declined(t.Context(), no); !errors.Is(err, scheduling.ErrNotInvited) {
				t.Errorf("%v", err)
			}
			if is := w.row(b.ID); is.State == scheduling.Cancelled {
				t.Error("it cancelled the session")
			}
		})
	}
}
