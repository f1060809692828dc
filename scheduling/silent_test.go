package scheduling_test

import (
	"testing"
	"time"

	"escale/scheduling"
)

// A calendar that has said nothing yet since a restart doesn't cost a parent the
// slot she holds: it is placed when the calendar answers. Who holds nothing is
// not offered what nobody can vouch for.
func TestAHeldSlotOutlastsASilentCalendar(t *testing.T) {
	w := newWorld(t)
	slot := w.slot(lea, "03-10 10:00")
	w.do(w.command(scheduling.DoHold, "ana", slot), scheduling.OK)
	silent := func(yes bool) { w.calendars.change(lea, func(c *calendar) { c.gone = yes }) }
	silent(true)
	w.do(w.command(scheduling.DoBook, "zoe", w.slot(lea, "03-11 10:00")), scheduling.Closed)
	b := w.row(w.do(w.command(scheduling.DoBook, "ana", slot), scheduling.Pending).Booking)
	silent(false)
	w.pass(time.Hour)
	if b := w.row(b.ID); b.State != scheduling.Booked {
		t.Errorf("the booking is %s", b.State)
	}
	if kinds := w.kinds(); len(kinds) != 1 || kinds[0] != scheduling.TellBooked {
		t.Errorf("she was told %v", kinds)
	}
}
