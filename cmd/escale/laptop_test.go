package main

import (
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
)

func TestStaffWorkWithVdirsyncerAndKhal(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))

	l := servertest.NewLaptop(t, s.radicale.URL(), staffUser, staffPassword, "agenda", daytimeZone())
	l.Sync()
	day := midday(0).In(daytimeZone()).Format("02/01/2006")
	if list := l.Khal("list", day, "1d"); !strings.Contains(list, "12:00-13:00 Escale") {
		t.Errorf("khal does not show the session:\n%s", list)
	}
	l.Khal("new", day, "13:30", "15:30", "Réunion d’équipe")
	l.Sync()
	wait(t, "hours under the team's meeting are no longer offered", func() bool {
		return strings.Contains(s.firstSlot("38000"), " 12\u00a0h") // of the day after
	})
	for _, slot := range s.slots("centre-social-des-tilleuls") {
		if slot.Start < stamp(midday(0).Add(4*time.Hour)) {
			t.Errorf("offered on the day of the meeting: %+v", slot)
		}
	}
}
