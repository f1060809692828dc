package scheduling_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// oddDays is an agenda, open day and night, in one of the zones.
type oddDays struct {
	*counter
	loc  *time.Location
	rows int
}

func newDays(t *testing.T, open opener, commune, now string, q programme.Quota, r programme.Rules) *oddDays {
	t.Helper()
	c := newCounter(t, open, 0, q)
	for _, d := range []string{"974", "972", "976"} {
		c.programme.Offers[0].Where[d] = programme.Period{}
	}
	c.programme.Offers[0].Reminders = []time.Duration{24 * time.Hour}
	s := &c.programme.Structures[0]
	s.Commune, s.Agendas[0].Rules = commune, r
	loc, err := time.LoadLocation(programme.Zone(s.Departement()))
	if err != nil {
		t.Fatal(err)
	}
	d := &oddDays{counter: c, loc: loc}
	at := d.at(now)
	c.clock.programme, c.clock.machine = at, at
	c.calendars.all[wanted].open = []scheduling.Interval{{Start: at, End: at.AddDate(4, 0, 0)}}
	return d
}

// at reads "2028-02-29 10:00", local time; before a "Z" it is UTC, which tells the
// two hours apart that a change of clocks repeats.
func (d *oddDays) at(s string) time.Time {
	d.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, d.loc)
	if utc, isUTC := strings.CutSuffix(s, "Z"); isUTC {
		at, err = time.ParseInLocation("2006-01-02 15:04", utc, time.UTC)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return at.UTC()
}

// book asks for the session of one family that starts then.
func (d *oddDays) book(at string) scheduling.Outcome {
	d.t.Helper()
	d.rows++
	start := d.at(at)
	s := scheduling.Slot{
		Offer: "solo", Structure: "centre", Agenda: wanted,
		Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)},
	}
	out, err := d.desk(d.store, d.calendars).Do(d.t.Context(), d.command(fmt.Sprint("day/", d.rows), scheduling.DoBook, "ana", s))
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// TestDaysThatAreUnlikeOthers books on days that are longer, shorter, rare, or
// another day elsewhere: each line is what a family asks for, one after another.
func TestDaysThatAreUnlikeOthers(t *testing.T) {
	const grenoble, reunion, martinique, mayotte = "38185", "97411", "97209", "97608"
	civil := func(n int) programme.Quota { return programme.Quota{Sessions: n, Per: programme.PerCivilYear} }
	rolling := func(n int) programme.Quota { return programme.Quota{Sessions: n, Per: programme.PerRollingYear} }
	cap2 := programme.Rules{DailyCap: 2}
	type ask struct{ at, code, next string }
	for _, c := range []struct {
		name, commune, now string
		quota              programme.Quota
		rules              programme.Rules
		asks               []ask
	}{
		{"spring: 23 hours are one day", grenoble, "2028-03-20 08:00", programme.Quota{}, cap2, []ask{
			{"2028-03-26 01:00", "ok", ""},
			{"2028-03-26 23:00", "ok", ""},
			{"2028-03-26 10:00", "taken", ""},
			{"2028-03-25 23:00", "ok", ""},
			{"2028-03-27 00:00", "ok", ""},
		}},
		{"spring: a session over the change is an hour long", grenoble, "2028-03-20 08:00", programme.Quota{}, programme.Rules{}, []ask{
			{"2028-03-26 00:30Z", "ok", ""}, {"2028-03-26 03:00", "taken", ""}, {"2028-03-26 03:30", "ok", ""},
		}},
		{"autumn: 25 hours are one day", grenoble, "2028-10-20 08:00", programme.Quota{}, cap2, []ask{
			{"2028-10-29 00:00", "ok", ""},
			{"2028-10-29 23:00", "ok", ""},
			{"2028-10-29 12:00", "taken", ""},
			{"2028-10-30 00:00", "ok", ""},
		}},
		{"autumn: the hour that comes twice is two", grenoble, "2028-10-20 08:00", programme.Quota{}, programme.Rules{}, []ask{
			{"2028-10-29 00:00Z", "ok", ""}, {"2028-10-29 01:00Z", "ok", ""}, {"2028-10-29 00:30Z", "taken", ""},
		}},
		{"autumn: notice is counted in hours that pass", grenoble, "2028-10-29 01:00", programme.Quota{}, programme.Rules{Notice: 3 * time.Hour}, []ask{
			{"2028-10-29 02:00", "too-late", ""}, {"2028-10-29 03:00", "ok", ""},
		}},
		{"a civil year ends at midnight in Grenoble", grenoble, "2028-12-20 08:00", civil(1), programme.Rules{}, []ask{
			{"2028-12-31 23:30", "ok", ""}, {"2028-12-30 10:00", "quota-spent", "2029-01-01 00:00"}, {"2029-01-02 00:00", "ok", ""},
		}},
		{"and in La Réunion, where it is 19:30 in UTC", reunion, "2028-12-18 08:00", civil(1), programme.Rules{}, []ask{
			{"2028-12-31 23:30", "ok", ""}, {"2028-12-31 20:00", "quota-spent", "2029-01-01 00:00"}, {"2029-01-02 00:30", "ok", ""},
		}},
		{"in La Réunion the year begins while it is the old one in UTC", reunion, "2028-12-18 08:00", civil(1), programme.Rules{}, []ask{
			{"2029-01-02 01:00", "ok", ""}, {"2028-12-31 23:00", "ok", ""}, {"2029-01-03 10:00", "quota-spent", "2030-01-01 00:00"},
		}},
		{"in Mayotte likewise", mayotte, "2028-12-18 08:00", civil(1), programme.Rules{}, []ask{
			{"2028-12-31 23:30", "ok", ""}, {"2028-12-30 01:00", "quota-spent", "2029-01-01 00:00"}, {"2029-01-02 02:30", "ok", ""},
		}},
		{"in Martinique it ends while it is the new one in UTC", martinique, "2028-12-18 08:00", civil(1), programme.Rules{}, []ask{
			{"2028-12-31 22:00", "ok", ""}, {"2028-12-31 10:00", "quota-spent", "2029-01-01 00:00"}, {"2029-01-02 08:00", "ok", ""},
		}},
		{"a day in Mayotte is a day there", mayotte, "2028-06-01 08:00", programme.Quota{}, cap2, []ask{
			{"2028-06-07 00:00", "ok", ""}, {"2028-06-07 02:00", "ok", ""}, {"2028-06-07 23:00", "taken", ""}, {"2028-06-06 23:00", "ok", ""},
		}},
		{"a day in Martinique is a day there", martinique, "2028-06-02 08:00", programme.Quota{}, cap2, []ask{
			{"2028-06-07 08:00", "ok", ""}, {"2028-06-07 21:00", "ok", ""}, {"2028-06-07 12:00", "taken", ""}, {"2028-06-08 00:00", "ok", ""},
		}},
		{"29 February is a day of its own", grenoble, "2028-02-20 08:00", programme.Quota{}, cap2, []ask{
			{"2028-02-29 09:00", "ok", ""},
			{"2028-02-29 11:00", "ok", ""},
			{"2028-02-29 14:00", "taken", ""},
			{"2028-02-28 23:00", "ok", ""},
			{"2028-03-01 00:00", "ok", ""},
		}},
		{"twelve months from 29 February end on 1 March", grenoble, "2028-02-20 08:00", rolling(1), programme.Rules{}, []ask{
			{"2028-02-29 09:00", "ok", ""}, {"2029-02-28 09:00", "quota-spent", "2029-03-01 00:00"}, {"2029-03-01 09:00", "ok", ""},
		}},
		{"rolling, the far one first", grenoble, "2028-02-20 08:00", rolling(1), programme.Rules{}, []ask{
			{"2028-09-12 09:00", "ok", ""},
			{"2028-03-06 09:00", "quota-spent", "2029-09-12 00:00"},
			{"2029-09-11 23:00", "quota-spent", "2029-09-12 00:00"},
			{"2029-09-12 00:00", "ok", ""},
		}},
		{"rolling, two of three far", grenoble, "2028-02-20 08:00", rolling(3), programme.Rules{}, []ask{
			{"2028-12-05 09:00", "ok", ""},
			{"2028-10-03 09:00", "ok", ""},
			{"2028-03-06 09:00", "ok", ""},
			{"2028-05-15 09:00", "quota-spent", "2029-03-06 00:00"},
			{"2029-03-06 09:00", "ok", ""},
			{"2029-03-07 09:00", "quota-spent", "2029-10-03 00:00"},
		}},
		{"rolling in La Réunion turns at its midnight", reunion, "2028-02-20 08:00", rolling(1), programme.Rules{}, []ask{
			{"2028-09-12 23:30", "ok", ""}, {"2029-09-11 23:30", "quota-spent", "2029-09-12 00:00"}, {"2029-09-12 00:00", "ok", ""},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDays(t, openSQLite, c.commune, c.now, c.quota, c.rules)
			for _, a := range c.asks {
				out := d.book(a.at)
				next := ""
				if !out.NextFrom.IsZero() {
					next = out.NextFrom.In(d.loc).Format("2006-01-02 15:04")
				}
				if out.Code != a.code || next != a.next {
					t.Errorf("%s: %s %s, want %s %s", a.at, out.Code, next, a.code, a.next)
				}
			}
		})
	}
}
