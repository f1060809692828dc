package ical

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// difference is a class of rules for which libical 3.0 (Debian 12) is wrong or
// has no answer.
type difference struct {
	name string
	rfc  string // what decides, RFC 5545, 3.3.10 unless said otherwise
	is   func(d *drawn) bool
	// silent: libical is not asked, since it would look for the rule's next
	// occurrence until the year 2582.
	silent bool
}

var explained = []difference{
	{
		name: "BYSETPOS over times of day",
		rfc: "Each BYSETPOS value corresponds to the nth occurrence within the set of recurrence instances " +
			"specified by the rule. (libical counts days)",
		is: func(d *drawn) bool {
			return d.has("BYSETPOS") && (d.has("BYHOUR") || d.has("BYMINUTE") || d.has("BYSECOND") || d.isFine())
		},
		silent: true,
	},
	{
		name: "days from the end in rules of days or less",
		rfc:  "-10 represents the tenth to the last day of the month. (libical matches none)",
		is: func(d *drawn) bool {
			return (d.freq == "DAILY" || d.isFine()) && negativeDays.MatchString(d.rule())
		},
		silent: true,
	},
	{
		name: "weeks of the year",
		rfc: "Week number one of the calendar year is the first week that contains at least four (4) days in that calendar " +
			"year. (libical misses weeks at the year's ends and counts wrongly from the back)",
		is: func(d *drawn) bool { return d.has("BYWEEKNO") },
	},
	{
		name: "days of the year with other day parts",
		rfc:  "If multiple BYxxx rule parts are specified, then … applied in the following order. (libical refuses)",
		is: func(d *drawn) bool {
			return d.has("BYYEARDAY") && (d.has("BYMONTH") || d.has("BYMONTHDAY") || d.has("BYDAY"))
		},
	},
	{
		name: "BYSETPOS over days",
		rfc: "BYSETPOS operates on a set of recurrence instances in one interval of the recurrence rule. " +
			"(libical passes it over for weeks, and counts a day twice that two entries name)",
		is: func(d *drawn) bool { return d.has("BYSETPOS") },
	},
	{
		name: "days of the month in every month of a year",
		rfc:  "The table's entry for BYMONTHDAY in YEARLY: Expand. (libical stays in the start's month)",
		is:   func(d *drawn) bool { return d.freq == "YEARLY" && d.has("BYMONTHDAY") && !d.has("BYMONTH") },
	},
	{
		name: "times that limit a rule finer than a day",
		rfc:  "The table's entries for BYHOUR, BYMINUTE and BYSECOND at or above the frequency: Limit. (libical expands)",
		is: func(d *drawn) bool {
			return d.isFine() && (d.has("BYHOUR") || d.has("BYMINUTE") || d.has("BYSECOND"))
		},
	},
	{
		name: "hours over a change of clocks",
		rfc: "The computed local start time of a recurrence instance (3.8.5.3): hours are those of the clock, as days are. " +
			"(libical adds hours that pass)",
		is: func(d *drawn) bool {
			return d.isFine() && d.changes(func(before, after int) bool { return before != after })
		},
	},
	{
		name: "what follows a skipped time",
		rfc: "If the computed local start time of a recurrence instance does not exist … interpreted in the same manner " +
			"as an explicit DATE-TIME value (3.8.5.3): that instance only. (libical shifts the next one too)",
		is: func(d *drawn) bool { return d.changes(func(before, after int) bool { return before < after }) },
	},
	{
		name: "an interval of weeks that begin on neither Monday nor Sunday",
		rfc: "WKST … is significant when a WEEKLY RRULE has an interval greater than 1, and a BYDAY rule part is specified. " +
			"(libical leaves days before the start in a week of their own)",
		is: func(d *drawn) bool {
			wkst := d.read().wkst
			return d.freq == "WEEKLY" && d.has("INTERVAL") && wkst != time.Monday && wkst != time.Sunday
		},
	},
	{
		name: "intervals of a start that the rule does not name",
		rfc: "The DTSTART property defines the first instance in the recurrence set (3.8.5.3): intervals count from it. " +
			"(libical counts from the first day that matches)",
		is: func(d *drawn) bool { return !d.synced && d.has("INTERVAL") },
	},
}

var negativeDays = regexp.MustCompile(`BY(MONTH|YEAR)DAY=[0-9,]*-`)

func (d *drawn) silent() bool {
	return slices.ContainsFunc(explained, func(c difference) bool { return c.silent && c.is(d) })
}

// changes reports whether clocks change in such a way, with offsets in seconds,
// between the start and the window's end.
func (d *drawn) changes(so func(before, after int) bool) bool {
	last := InstantOf(d.to, d.location())
	for at := InstantOf(d.start, d.location()); ; {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.After(last) {
			return false
		}
		_, before := at.Zone()
		_, after := next.Zone()
		if so(before, after) {
			return true
		}
		at = next
	}
}

// twice is the class of times that clocks show twice: it needs no judge.
const twice = "times that clocks show twice"

// onlyLater reports whether theirs is ours but for times that clocks show twice,
// of which libical takes the second: "If the local time described occurs more
// than once … the DATE-TIME value refers to the first occurrence" (3.3.5).
func (d *drawn) onlyLater(ours, theirs []string) bool {
	return slices.EqualFunc(ours, theirs, func(a, b string) bool { return a == b || b == d.second(a) })
}

// second is the token of a time's second pass, if it has one.
func (d *drawn) second(token string) string {
	text, _, _ := strings.Cut(token, "@")
	wall, err := time.Parse(wallForm, text)
	if err != nil {
		return token
	}
	first := InstantOf(wall, d.location())
	_, end := first.ZoneBounds()
	_, before := first.Zone()
	_, after := end.Zone()
	second := first.Add(time.Duration(before-after) * time.Second)
	if !WallOf(second, d.location()).Equal(wall) {
		return token
	}
	return d.token(second)
}

// explain names the class of a difference, once the judge found ours right.
func (d *drawn) explain(t *testing.T, ours, theirs []string) string {
	t.Helper()
	if d.onlyLater(ours, theirs) {
		return twice
	}
	i := slices.IndexFunc(explained, func(c difference) bool { return c.is(d) })
	if i < 0 {
		t.Errorf("unexplained: %s\n   ours %s\nlibical %s\n  judge %s", d, ours, theirs, d.judge())
		return ""
	}
	if judged := d.judge(); !slices.Equal(ours, judged) {
		t.Errorf("%s: %s\n   ours %s\nlibical %s\n  judge %s", explained[i].name, d, ours, theirs, judged)
	}
	return explained[i].name
}
