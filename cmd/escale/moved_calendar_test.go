package main

import (
	"strings"
	"testing"
)

// The structure's file names another calendar while a session stands in the
// former one: nobody deleted it. A person is asked, and says to write it where it
// belongs now.
func TestAnotherCalendarInTheFileCancelsNothing(t *testing.T) {
	t.Parallel()
	s := newService(t, coordinatorUser(t))
	s.radicale.staff("make", "Nouveau")
	s.serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	s.only("Agenda")
	s.reshape("", "    open: [Escale]\n    busy: [Nouveau]\n")
	c := s.coordinator()
	s.process.until("somebody is asked", func() bool {
		c.open("/resultats")
		return strings.Contains(c.text(), "Rien n’a été annulé")
	})
	c.tap("Non, remettre ces rendez-vous")
	s.only("Nouveau")
	wait(t, "the former calendar is left", func() bool { return len(s.radicale.staff("list", "Agenda")) == 0 })
	mum.open("/")
	if strings.Contains(mum.text(), "a dû être annulé") {
		t.Error("the parent was told that her session is off")
	}
}
