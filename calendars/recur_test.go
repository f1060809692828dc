package calendars

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/teambition/rrule-go"
)

// Rules drawn at random, of the kinds on which rrule-go agrees with libical,
// give what rrule-go gives.
func TestRulesAgreeWithRRuleGo(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		start := time.Date(2024, time.Month(1+draw.IntN(12)), 1+draw.IntN(28), draw.IntN(24), 0, 0, 0, time.UTC)
		text := randomRule(draw)
		option, err := rrule.StrToROption(text)
		if err != nil {
			t.Fatal(err)
		}
		option.Dtstart = start
		theirs, err := rrule.NewRRule(*option)
		if err != nil {
			t.Fatal(err)
		}
		from := start.AddDate(0, draw.IntN(30), 0)
		to := from.AddDate(1, 0, 0)
		compareRule(t, text, start, from, to, theirs.Between(from, to, true))
	}
}

func compareRule(t *testing.T, text string, start, from, to time.Time, theirs []time.Time) {
	t.Helper()
	r := reader{zone: time.UTC, zones: newZoneSet(), unknown: func(property) {}}
	u, err := r.readRule(property{value: text})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var want, got []string
	for _, at := range theirs {
		want = append(want, at.Format(time.DateTime))
	}
	first := true
	err = u.occur(moment{wall: start, zone: time.UTC}, from, to, &budget{10_000_000}, func(wall time.Time) bool {
		// The start counts even if the rule does not name it: not so for them.
		unnamed := first && len(want) > 0 && want[0] != wall.Format(time.DateTime)
		first = false
		if !wall.Before(from) && !unnamed {
			got = append(got, wall.Format(time.DateTime))
		}
		return true
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if len(want) == 0 && len(got) == 1 && got[0] == start.Format(time.DateTime) {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s from %s in %s – %s (-rrule-go +ours)\n%s", text, start, from, to, diff)
	}
}

func randomRule(draw *rand.Rand) string {
	pick := func(list ...string) string { return list[draw.IntN(len(list))] }
	freq := pick("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
	parts := []string{"FREQ=" + freq}
	maybe := func(one int, part string) {
		if draw.IntN(one) == 0 {
			parts = append(parts, part)
		}
	}
	maybe(2, fmt.Sprintf("INTERVAL=%d", 1+draw.IntN(4)))
	maybe(3, pick("BYMONTH=3", "BYMONTH=1,6,12"))
	maybe(3, pick("BYDAY=MO", "BYDAY=TU,TH", "BYDAY=SA,SU", "BYDAY=MO,TU,WE,TH,FR"))
	if freq == "MONTHLY" || freq == "YEARLY" {
		maybe(3, pick("BYMONTHDAY=1", "BYMONTHDAY=-1", "BYMONTHDAY=31", "BYMONTHDAY=13,14,15"))
	}
	if freq == "YEARLY" {
		maybe(6, pick("BYYEARDAY=1,100,-1", "BYYEARDAY=200"))
	}
	if freq != "HOURLY" { // rrule-go searches for thousands of years what never comes
		maybe(4, pick("BYHOUR=9", "BYHOUR=9,14"))
	}
	maybe(4, pick("WKST=SU", "WKST=MO"))
	return strings.Join(parts, ";")
}

// Where rrule-go differs from libical, the RFC's own examples and libical's
// cases decide.
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
		r := reader{zone: time.UTC, zones: newZoneSet(), unknown: func(property) {}}
		u, err := r.readRule(property{value: c.rule})
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Fields(c.want)
		var got []string
		err = u.occur(moment{wall: start, zone: time.UTC, date: true}, start, start.AddDate(30, 0, 0), &budget{1_000_000}, func(wall time.Time) bool {
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
