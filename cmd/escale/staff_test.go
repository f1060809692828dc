package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStaffMoveAndDeleteWhatAParentBooked(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))

	booked := s.radicale.staff("list", "Agenda")
	if len(booked) != 1 {
		t.Fatalf("%d events in the structure's calendar, want 1", len(booked))
	}
	nothingPersonal(t, booked[0])
	_, first := s.mail.invitation(structureMail, 1)
	wantInvitation(t, first, "REQUEST", booked[0].Start)
	nothingPersonal(t, first)

	later := booked[0].Start.Add(26 * time.Hour)
	s.radicale.staff("move", "Agenda", booked[0].UID, stamp(later), stamp(later.Add(time.Hour)))
	s.hears(mum, said("told.moved"))
	mum.tap(said("tap.accept"))
	s.hears(mum, said("say.accepted"))
	_, second := s.mail.invitation(structureMail, 2)
	wantInvitation(t, second, "REQUEST", later)
	if second.UID != first.UID || second.Sequence <= first.Sequence {
		t.Errorf("the update is %s/%d after %s/%d", second.UID, second.Sequence, first.UID, first.Sequence)
	}
	moved := s.radicale.staff("list", "Agenda")
	if len(moved) != 1 || !moved[0].Start.Equal(later) {
		t.Fatalf("after the parent agreed, the calendar shows %+v", moved)
	}

	s.radicale.staff("delete", "Agenda", moved[0].UID)
	s.hears(mum, said("told.deleted"))
	_, third := s.mail.invitation(structureMail, 3)
	wantInvitation(t, third, "CANCEL", later)

	mum.tap(said("tap.again"))
	mum.press(".slots.s-")
	mum.tap(said("tap.confirm"))
	s.hears(mum, "Séance 1 sur 3")
	for _, nth := range []string{"Séance 2 sur 3", "Séance 3 sur 3"} {
		mum.say("/recommencer")
		mum.book("38000")
		s.hears(mum, nth)
	}
	if there := s.radicale.staff("list", "Agenda"); len(there) != 3 {
		t.Errorf("%d events in the calendar after three bookings", len(there))
	}
	mum.say("/recommencer")
	mum.toSlots("38000")
	mum.press(".slots.s-")
	s.hears(mum, said("say.quota-spent-until"))
}

// wantInvitation checks what a calendar that takes invitations goes by.
func wantInvitation(t *testing.T, got occurrence, method string, start time.Time) {
	t.Helper()
	type essence struct {
		Method, Class, Organizer string
		Start, End               time.Time
		Attendees                []string
	}
	want := essence{method, "PRIVATE", "mailto:bonjour@escale.example", start, start.Add(time.Hour), []string{"mailto:" + structureMail}}
	if diff := cmp.Diff(want, essence{got.Method, got.Class, got.Organizer, got.Start, got.End, got.Attendees}); diff != "" {
		t.Errorf("invitation (-want +got):\n%s", diff)
	}
}

// presenceLink is the one address that an event bears: where staff say who came.
var presenceLink = regexp.MustCompile(`https?://[^/ ]+/seance/[A-Z0-9]+-[a-z0-9]+`)

// nothingPersonal fails if an event tells more than staff need.
func nothingPersonal(t *testing.T, e occurrence) {
	t.Helper()
	if e.Class != "PRIVATE" {
		t.Errorf("CLASS:%s, want PRIVATE", e.Class)
	}
	for _, said := range []string{"rôle de parent", "0 à 5", "sécurité", "38000 ", "/r/", "http"} {
		if all := e.Summary + "\n" + presenceLink.ReplaceAllString(e.Description, ""); strings.Contains(all, said) {
			t.Errorf("the event says %q:\n%s", said, all)
		}
	}
	if !strings.Contains(e.Description, "Référence") || !strings.Contains(e.Description, "séance 1/3") {
		t.Errorf("the event does not say what staff need:\n%s", e.Description)
	}
}

func TestAParentAnswersOtherwiseWhenStaffMoveASession(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	mum, dad := s.parent(), s.parent()
	for _, p := range []*parent{mum, dad} {
		p.book("38000")
		s.hears(p, said("say.booked"))
	}
	hers, his := midday(0), midday(0).Add(time.Hour)
	for _, e := range s.radicale.staff("list", "Agenda") {
		at := e.Start.Add(24 * time.Hour)
		s.radicale.staff("move", "Agenda", e.UID, stamp(at), stamp(at.Add(time.Hour)))
	}
	s.hears(mum, said("told.moved"))
	s.hears(dad, said("told.moved"))

	mum.tap(said("tap.other-slot"))
	mum.sees(said("ask.slots-move"))
	mum.press(".slots.s-")
	mum.tap(said("tap.confirm-move"))
	s.hears(mum, said("say.moved"))
	dad.tap(said("tap.cancel-it"))
	if dad.button(said("tap.yes-cancel")) != nil {
		dad.tap(said("tap.yes-cancel"))
	}
	s.hears(dad, said("say.cancelled"))

	var left []occurrence
	wait(t, "one session is left in the calendar", func() bool {
		left = s.radicale.staff("list", "Agenda")
		return len(left) == 1
	})
	if at := left[0].Start; at.Equal(his.Add(24*time.Hour)) || at.Equal(hers.Add(24*time.Hour)) {
		t.Errorf("the session that is left stands where staff had moved one, at %v", at)
	}
	mum.tap(said("tap.appointments"))
	mum.sees(strings.TrimSpace(strings.Split(left[0].Summary, "·")[1])) // the reference
	dad.say("/rdv")
	dad.sees(said("say.no-appointment"))
}
