package scheduling_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// says runs one line of a story: "ana books 2028-12-31 23:30", "ana links ben",
// "ana parts", and returns what came of it, with the day from which on a session is
// possible again, if that is told.
func (d *oddDays) says(n int, line string) string {
	d.t.Helper()
	who, rest, _ := strings.Cut(line, " ")
	verb, rest, _ := strings.Cut(rest, " ")
	c := d.command(fmt.Sprint("line/", n), scheduling.DoUnlink, who, scheduling.Slot{})
	switch verb {
	case "books":
		start := d.at(rest)
		c.Kind, c.Slot = scheduling.DoBook, scheduling.Slot{
			Offer: "solo", Structure: "centre", Agenda: wanted, Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)},
		}
	case "links":
		code := d.command(fmt.Sprint("code/", n), scheduling.DoCode, who, scheduling.Slot{})
		c.Kind, c.Link = scheduling.DoLink, d.does(code).Link
		c.Conversation, c.Parent, c.Family = "c/"+rest, rest, "f/"+rest
	}
	out := d.does(c)
	if out.NextFrom.IsZero() {
		return out.Code
	}
	return out.Code + " " + out.NextFrom.In(d.loc).Format("2006-01-02 15:04")
}

func (d *oddDays) does(c scheduling.Command) scheduling.Outcome {
	d.t.Helper()
	out, err := d.desk(d.store, d.calendars).Do(d.t.Context(), c)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// TestTwoOnDaysThatAreUnlikeOthers: two parents who link, or part, around the end
// of a year and 29 February, each in the structure's zone.
func TestTwoOnDaysThatAreUnlikeOthers(t *testing.T) {
	const grenoble, reunion = "38185", "97411"
	civil := func(n int) programme.Quota { return programme.Quota{Sessions: n, Per: programme.PerCivilYear} }
	rolling := func(n int) programme.Quota { return programme.Quota{Sessions: n, Per: programme.PerRollingYear} }
	type line struct{ says, hears string }
	for name, c := range map[string]struct {
		commune, now string
		quota        programme.Quota
		lines        []line
	}{
		"a year ends in La Réunion between two who link": {reunion, "2028-12-18 08:00", civil(2), []line{
			{"ana books 2028-12-31 22:30", "ok"}, // 18:30 in UTC
			{"ben books 2028-12-31 23:30", "ok"},
			{"ben books 2029-01-02 01:00", "ok"}, // still the old year in UTC, were it the 1st
			{"ana links ben", "ok"},
			{"ana books 2028-12-30 10:00", "quota-spent 2029-01-01 00:00"},
			{"ana books 2029-01-03 00:30", "ok"},
			{"ben books 2029-01-04 10:00", "quota-spent 2030-01-01 00:00"},
			{"ben parts", "ok"},
			{"ben books 2029-01-04 10:00", "quota-spent 2030-01-01 00:00"}, // nobody gains a session
			{"ana books 2030-01-02 00:00", "ok"},
			{"ben books 2030-01-02 02:00", "ok"},
		}},
		"they part on New Year's Eve": {reunion, "2028-12-18 08:00", civil(1), []line{
			{"ana links ben", "ok"},
			{"ana books 2028-12-31 23:00", "ok"},
			{"ben books 2028-12-31 20:00", "quota-spent 2029-01-01 00:00"},
			{"ben books 2029-01-02 00:00", "ok"},
			{"ana parts", "ok"},
			{"ana books 2029-01-03 10:00", "quota-spent 2030-01-01 00:00"},
			{"ben books 2028-12-30 10:00", "quota-spent 2030-01-01 00:00"},
		}},
		"twelve months from 29 February of the other": {grenoble, "2028-02-20 08:00", rolling(1), []line{
			{"ana books 2028-02-29 09:00", "ok"},
			{"ana links ben", "ok"},
			{"ben books 2029-02-28 23:00", "quota-spent"}, // when the other had hers is not told
			{"ben books 2029-03-01 00:00", "ok"},
			{"ana books 2030-02-28 23:00", "quota-spent"},
			{"ana books 2030-03-01 00:00", "ok"},
		}},
		"back from 28 February to the 29th": {grenoble, "2028-02-20 08:00", rolling(1), []line{
			{"ben books 2029-02-28 09:00", "ok"},
			{"ana links ben", "ok"},
			{"ana books 2028-02-29 09:00", "quota-spent"},
			{"ana books 2028-02-28 09:00", "ok"},
			{"ana parts", "ok"},
			{"ana books 2028-02-29 09:00", "quota-spent"},
			{"ana books 2030-02-28 00:00", "ok"}, // 24 months after hers, 12 after his
		}},
		"two of three around 29 February, linked in between": {grenoble, "2028-02-20 08:00", rolling(3), []line{
			{"ana books 2028-02-29 09:00", "ok"},
			{"ben books 2028-02-29 11:00", "ok"},
			{"ana links ben", "ok"},
			{"ana books 2028-08-30 09:00", "ok"},
			{"ben books 2029-02-28 09:00", "quota-spent"},
			{"ben books 2029-03-01 09:00", "ok"},
			{"ana books 2029-03-02 09:00", "ok"},
			{"ben books 2029-03-05 09:00", "quota-spent"},
			{"ben books 2029-08-30 09:00", "ok"},
		}},
	} {
		for store, open := range stores(t) {
			t.Run(store+"/"+name, func(t *testing.T) {
				d := newDays(t, open, c.commune, c.now, c.quota, programme.Rules{})
				for n, l := range c.lines {
					if got := d.says(n, l.says); got != l.hears {
						t.Errorf("%s: %s, want %s", l.says, got, l.hears)
					}
				}
			})
		}
	}
}
