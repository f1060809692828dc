package ical

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The RFC's own examples, and what libraries are known to get wrong.
func TestRulesOfTheRFC(t *testing.T) {
	for _, c := range []struct {
		rule, start string
		want        string
	}{
		{"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"},
		{"FREQ=YEARLY;BYWEEKNO=20", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"},
		{"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"},
		{"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13", "1998-02-13 1998-03-13 1998-11-13 1999-08-13"},
		{"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05", "1996-11-05 2000-11-07 2004-11-02"},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "1997-09-29 1997-10-30 1997-11-27"},
		{"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09-04 1997-10-07 1997-11-06"},
		{"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
		{"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"},
		{"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"},
		{"FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU;COUNT=4", "1997-09-07", "1997-09-07 1997-09-28 1997-11-02 1997-11-30"},
		{"FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR", "2010-01-01", "2010-01-01 2016-01-01 2021-01-01 2027-01-01"},
		{"FREQ=YEARLY;BYWEEKNO=-1;BYDAY=TU", "2025-12-23", "2025-12-23 2026-12-29 2027-12-28"},
		{"FREQ=YEARLY;BYMONTH=1;BYDAY=-1MO,1MO", "2026-01-05", "2026-01-05 2026-01-26 2027-01-04 2027-01-25"},
	} {
		start, err := time.Parse(time.DateOnly, c.start)
		if err != nil {
			t.Fatal(err)
		}
		r := Reader{Zone: time.UTC, Zones: NewZones(), unknown: func(property) {}}
		u, err := r.readRule(property{value: c.rule})
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Fields(c.want)
		var got []string
		err = u.occur(moment{wall: start, zone: time.UTC, date: true}, start, start.AddDate(30, 0, 0), &Budget{1_000_000}, func(wall time.Time) bool {
			got = append(got, wall.Format(time.DateOnly))
			return len(got) < len(want)
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.rule, diff)
		}
	}
}
