package ical

import (
	"errors"
	"testing"
	"time"
)

// Rules that never match, or are too fine, end within the work allowed to a
// series, and what was cut short says so.
func TestRulesEndWithinTheirBudget(t *testing.T) {
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(1, 0, 0)
	for _, c := range []struct {
		name, rule string
		tooFine    bool
	}{
		{"30 February", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", false},
		{"30 February, by days", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", false},
		{"30 February, by seconds", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", true},
		{"day 366 of every other odd year", "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=366;BYMONTH=1", false},
		{"a position beyond the set", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", false},
		{"a position beyond the set, counted", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6;COUNT=1000000000", false},
		{"every second of a year", "FREQ=SECONDLY", true},
		{"seconds counted from 1970", "FREQ=SECONDLY;COUNT=1000000000", true},
		{"minutes counted from 1970", "FREQ=MINUTELY;COUNT=1000000000", true},
		{"every minute of a year", "FREQ=MINUTELY", false},
		{"more times a day than there are minutes", "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11;BYSECOND=0,1,2,3,4,5", true},
		{"once in 100,000 years", "FREQ=YEARLY;INTERVAL=100000", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			u, err := (&Reader{Zone: time.UTC}).readRule(property{value: c.rule})
			if err != nil {
				t.Fatal(err)
			}
			start := moment{wall: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), zone: time.UTC}
			work, yielded := Budget{seriesWork}, 0
			err = u.occur(start, from, to, &work, func(time.Time) bool {
				yielded++
				return true
			})
			if errors.Is(err, ErrTooFine) != c.tooFine || err != nil && !c.tooFine {
				t.Errorf("%v after %d occurrences, %d steps left", err, yielded, work.steps)
			}
			if yielded > seriesWork+1 || work.steps < -maxTimes*366 {
				t.Errorf("%d occurrences, %d steps left", yielded, work.steps)
			}
		})
	}
}
