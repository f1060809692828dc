package scheduling

import (
	"strings"
	"time"
)

// Guard lets a notice of what the wish was offered leave only while that is still
// hers, and not after an instant of programme time.
func (w Wish) Guard(notAfter time.Time) Guard {
	return Guard{Booking: wishOwner(w.ID), Placement: w.Turn, NotAfter: notAfter}
}

// Wish is the wish that a guard is about; its placement is the turn.
func (g Guard) Wish() (id string, ok bool) { return strings.CutPrefix(g.Booking, wishOwner("")) }
