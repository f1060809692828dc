//go:build servers

package main

import (
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
)

// A structure that shares its calendars reads that what is private is not seen;
// its hours are offered all the same.
func TestServersCheckTellsOfAShare(t *testing.T) {
	t.Parallel()
	s := newService(t)
	owner, us := servertest.NewCloud(t, "accueil", staffUser, staffPassword)
	opens, busies := owner.MakeCalendar("Escale"), owner.MakeCalendar("Agenda")
	hours := func(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
	owner.Put(opens+"open.ics", "UID:open", "DTSTART:"+hours(midday(0)), "DTEND:"+hours(midday(0).Add(4*time.Hour)), "RRULE:FREQ=DAILY;COUNT=90", "SUMMARY:Ouvert")
	owner.Put(busies+"private.ics", "UID:private", "DTSTART:"+hours(midday(5)), "DTEND:"+hours(midday(6)), "SUMMARY:Secret", "CLASS:PRIVATE")
	s.tilleuls(us.URL(), "radicale.password")

	c := execute(t, "", "check", "-config", s.config)
	t.Log(c.out)
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
