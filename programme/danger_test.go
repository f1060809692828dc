package programme_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/programme/sample"
)

func TestNumbersFor(t *testing.T) {
	day := []programme.Hours{{Days: []string{"mon", "tue"}, From: "09:00", To: "19:00"}}
	p := &programme.Programme{Emergency: []programme.EmergencyNumber{
		{Number: "17", Danger: []string{"violence"}},
		{Number: "15", Danger: []string{"health", "own-violence"}},
		{Number: "112"},
		{Number: "08", Danger: []string{"own-violence"}, Hours: day},
		{Number: "3114", Danger: []string{"suicide", "own-violence"}},
	}}
	monday := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		kinds []string
		at    time.Time
		want  []string
	}{
		"by day, its own line first":    {[]string{"own-violence"}, monday, []string{"08", "15", "3114", "112"}},
		"by night, those that answer":   {[]string{"own-violence"}, monday.Add(12 * time.Hour), []string{"15", "3114", "112", "08"}},
		"two kinds":                     {[]string{"violence", "suicide"}, monday, []string{"17", "3114", "112"}},
		"a kind that none is there for": {[]string{"bullying"}, monday, []string{"17", "15", "112", "08", "3114"}},
	} {
		var got []string
		for _, n := range p.NumbersFor(c.kinds, c.at) {
			got = append(got, n.Number)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The hours are those of Paris, on both days of the clock change too.
func TestOpensAt(t *testing.T) {
	n := programme.EmergencyNumber{Number: "08", Hours: []programme.Hours{{Days: []string{"mon", "sun"}, From: "09:00", To: "19:00"}}}
	for at, want := range map[string]string{
		"2026-11-23T10:00:00Z": "",                     // open
		"2026-11-23T07:59:00Z": "2026-11-23T08:00:00Z", // a minute before
		"2026-11-23T19:00:00Z": "2026-11-29T08:00:00Z", // on Sunday
		"2027-03-27T12:00:00Z": "2027-03-28T07:00:00Z", // summer time begins that day
		"2027-10-30T12:00:00Z": "2027-10-31T08:00:00Z", // and ends
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if opens := n.OpensAt(instant); !opens.IsZero() {
			got = opens.UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
	if never := (programme.EmergencyNumber{Hours: []programme.Hours{{Days: []string{"none"}}}}); !never.OpensAt(time.Now()).IsZero() {
		t.Error("opens some day")
	}
}

func TestStaleNumbersAreWarnedOf(t *testing.T) {
	p, err := programme.Load(sample.FS)
	if err != nil {
		t.Fatal(err)
	}
	if fresh := p.Stale(programme.Date{Year: 2027, Month: time.May, Day: 22}); len(fresh) > 0 {
		t.Errorf("six months to the day: %v", fresh)
	}
	stale := p.Stale(programme.Date{Year: 2027, Month: time.May, Day: 23})
	if len(stale) != len(p.Emergency)+len(p.Relays) {
		t.Fatalf("%d warnings for %d numbers and %d relays", len(stale), len(p.Emergency), len(p.Relays))
	}
	first := stale[0]
	if !first.Warning || first.Line == 0 || !strings.Contains(first.Error(), "2026-11-22: 17 was not verified") {
		t.Errorf("%+v", first)
	}
}
