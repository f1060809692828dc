//go:build servers

package main

import (
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
)

// newShare is a service whose structure shares its calendars with an account of
// Escale's, on a server that hides what is private. Staff use their own account.
func newShare(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	owner, us := servertest.NewCloud(t, staffUser, "escale", staffPassword)
	s.radicale = &radicale{owner, t}
	opens := owner.MakeCalendar("Escale")
	owner.MakeCalendar("Agenda")
	hour := func(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
	owner.Put(opens+"open.ics", "UID:open", "DTSTART:"+hour(midday(0)), "DTEND:"+hour(midday(0).Add(4*time.Hour)), "RRULE:FREQ=DAILY;COUNT=90", "SUMMARY:Ouvert")
	s.tilleuls(us.URL(), "radicale.password")
	file := "programme/structures/centre-social-des-tilleuls.yaml"
	s.file(file, strings.Replace(s.read(file), "username: "+staffUser, "username: "+us.User, 1))
	return s
}

// A structure that shares its calendars reads that what is private is not seen;
// its hours are offered all the same.
func TestServersCheckTellsOfAShare(t *testing.T) {
	t.Parallel()
	s := newShare(t)
	c := execute(t, "", "check", "-config", s.config)
	told, refused := 0, false
	for line := range strings.Lines(c.out) {
		if strings.Contains(line, "tilleul") && strings.Contains(line, "« Agenda » : Cet agenda est partagé avec le compte d’Escale") {
			told++
		}
		refused = refused || strings.Contains(line, "Rien n’est proposé") && strings.Contains(line, "tilleul")
	}
	if told != 1 || refused || c.code != 0 || !strings.Contains(c.out, "Essai d’écriture réussi") {
		t.Errorf("check ends with %d, and says\n%s", c.code, c.out)
	}
}

// A parent books in a shared calendar, and staff do there what they do in any.
func TestServersLetAParentBookInAShare(t *testing.T) {
	t.Parallel()
	s := newShare(t).serve()
	mum := s.parent()
	mum.toSlots("38000")
	mum.press(".slots.s-")
	mum.tap(said("tap.first-name"))
	mum.say("Zorglubine")
	mum.tap(said("tap.confirm"))
	s.hears(mum, said("say.booked"))
	booked := s.only("Agenda")
	if booked.Class == "PRIVATE" || strings.Contains(booked.Description, "Zorglubine") || !strings.Contains(booked.Description, "Référence") {
		t.Errorf("staff see %+v", booked)
	}

	later := booked.Start.Add(26 * time.Hour)
	s.radicale.staff("move", "Agenda", booked.UID, stamp(later), stamp(later.Add(time.Hour)))
	s.hears(mum, said("told.moved"))
	mum.tap(said("tap.accept"))
	s.hears(mum, said("say.accepted"))
	s.radicale.staff("delete", "Agenda", booked.UID)
	s.hears(mum, said("told.deleted"))
	mum.tap(said("tap.again"))
	mum.press(".slots.s-")
	mum.tap(said("tap.confirm"))
	s.hears(mum, said("say.booked"))
	if again := s.only("Agenda"); again.UID == booked.UID {
		t.Errorf("booked again as %+v", again)
	}
	mum.tap(said("tap.appointments"))
	mum.tap(said("tap.cancel-it"))
	mum.tap(said("tap.yes-cancel"))
	s.hears(mum, said("say.cancelled"))
	wait(t, "nothing is left", func() bool { return len(s.radicale.staff("list", "Agenda")) == 0 })
}
