package scheduling_test

import (
	"errors"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// A move into another year that fails gives the earlier session back: until it is
// sure, another can't take its place in the quota.
func TestAMoveThatMayFailKeepsItsPlaceInTheQuota(t *testing.T) {
	for _, per := range []string{programme.PerCivilYear, programme.PerRollingYear} {
		for _, fails := range []bool{true, false} {
			w := newWorld(t, func(w *world) {
				w.offers[0].Quota = programme.Quota{Sessions: 1, Per: per}
			})
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			w.calendars.before = func(string) error { return errors.New("connection refused") }
			w.do(w.about(scheduling.DoMove, b, w.slot(lea, "2028-03-28 10:00")), scheduling.Pending)
			w.calendars.before = nil
			w.do(w.command(scheduling.DoHold, "ana", w.slot(tom, "03-11 10:00")), scheduling.QuotaSpent)
			w.do(w.command(scheduling.DoBook, "ana", w.slot(tom, "03-11 10:00")), scheduling.QuotaSpent)
			if fails {
				w.calendars.before = func(string) error { return errors.New("connection refused") }
			}
			w.pass(27 * time.Hour)
			w.calendars.before = nil
			want := map[bool]string{true: scheduling.QuotaSpent, false: scheduling.OK}[fails]
			w.do(w.command(scheduling.DoBook, "ana", w.slot(tom, "03-16 10:00")), want)
		}
	}
}
