package main

import (
	"strings"
	"testing"
)

// check tries the calendar of bookings out once, tells what it found, and leaves
// nothing there.
func TestCheckTriesCalendarsOut(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for range 2 {
		c := execute(t, "", "check", "-config", s.config)
		if c.code != 0 || strings.Count(c.out, "Essai d’écriture réussi") != 1 {
			t.Errorf("check ends with %d:\n%s%s", c.code, c.out, c.err)
		}
	}
	for _, e := range s.radicale.staff("list", "Agenda") {
		if strings.Contains(e.UID, "essai") || strings.Contains(e.Summary, "Essai") {
			t.Errorf("left behind: %+v", e)
		}
	}
}
